import { type DetectedUnit, type DoctorFeature, evidence } from '@qitops/model';
import type { CommandContext } from '../context.ts';
import { COVERAGE_GLOBS, discover, RESULT_GLOBS } from '../discover.ts';
import { lacks, unknown, works } from './feature.ts';

/** Whether the runners write results and coverage: reports that lie here, or options that ask for them. */
export async function reportFeatures(
  context: CommandContext,
  units: readonly DetectedUnit[],
): Promise<DoctorFeature[]> {
  return [
    await written(context, units, { id: 'results', globs: RESULT_GLOBS }),
    await written(context, units, { id: 'coverage', globs: COVERAGE_GLOBS }),
  ];
}

async function written(
  context: CommandContext,
  units: readonly DetectedUnit[],
  { id, globs }: { id: 'results' | 'coverage'; globs: readonly string[] },
): Promise<DoctorFeature> {
  const { files } = await discover(context, [], globs);
  if (files.length > 0)
    return works(id, ...files.slice(0, 3).map(({ shown }) => evidence('report', shown, { path: shown })));
  const tested = units.filter(({ commands, reporters }) => commands.test && reporters.length > 0);
  if (tested.length === 0)
    return unknown(
      id,
      'no test runner that qitops knows was found',
      'let your runner write JUnit XML, and LCOV or Cobertura',
    );
  const without = tested.filter(({ reporters }) => !reporters.some(({ writes }) => writes[id]));
  const [first] = without;
  if (!first)
    return works(id, ...tested.flatMap(({ reporters }) => reporters.map(({ writes }) => writes[id])));
  const others = without.length > 1 ? ` and in ${without.length - 1} more` : '';
  return lacks(
    id,
    `nothing says that ${first.reporters[0]!.runner} writes ${id} in ${first.path}${others}`,
    `${first.reporters[0]!.runner}: ${first.reporters[0]!.howTo}`,
    ...(first.commands.test?.evidence.slice(0, 1) ?? []),
  );
}
