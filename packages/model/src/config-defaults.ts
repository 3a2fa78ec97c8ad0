import { z } from 'zod';
import { Config } from './config.ts';

/** Coverable lines under which a percentage gate is not judged, where `minLines` is not set. */
export const MIN_LINES = 5;
/** Percentage points of fallen project coverage that are worth a notice, where `report.coverageDrop` is not set. */
export const COVERAGE_DROP = 1;

/** What holds where `qitops.yml` does not set a key, in words for people. */
export const CONFIG_DEFAULTS: Readonly<Record<string, string>> = {
  version: '1',
  project: 'no name',
  results: 'result files on the common layouts',
  coverage: 'coverage files on the common layouts',
  ignore: 'nothing',
  'gates.tests': 'not judged',
  'gates.newFailures': '0',
  'gates.patchCoverage': 'not judged',
  'gates.projectDrop': 'not judged',
  'gates.unmeasured': 'not judged',
  'gates.flaky': 'not judged',
  'gates.skippable': 'no job',
  'gates.risk': 'not judged',
  'gates.evidence': 'not judged',
  components: 'none',
  owners: 'CODEOWNERS alone',
  minLines: String(MIN_LINES),
  checkRun: 'false',
  'suggest.write': 'tests and tests/qitops/ alone',
  'suggest.author': 'the bot of the workflow',
  'suggest.commands': 'false',
  'suggest.authors': 'false',
  'report.title': 'the name of the repository',
  'report.accent': 'blue',
  'report.logo': 'none',
  'report.links': 'none',
  'report.categories': 'none',
  'report.labelLinks': 'none',
  'report.coverageDrop': String(COVERAGE_DROP),
  'report.private': 'refuse',
  'report.dashboard': 'none',
  notifications: 'nobody',
};

/** Every key of `qitops.yml` that has a value of its own, in the order of the schema: `gates.newFailures`. */
export function configKeys(): string[][] {
  return keysOf(Config, []);
}

function keysOf(schema: z.ZodType, path: string[]): string[][] {
  const inner = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
  if (!(inner instanceof z.ZodObject)) return [path];
  return Object.entries(inner.shape as Record<string, z.ZodType>).flatMap(([key, field]) =>
    keysOf(field, [...path, key]),
  );
}
