import type { AffectedUnit, FileShard } from '@qitops/commands';
import { escapeMarkdown, inlineCode, tableCode } from '@qitops/escape';
import type { DetectDocument } from '@qitops/model';

/** What was detected, as a table of units and how each runner can be made to write a report. */
export function detectSummary(
  document: DetectDocument,
  affected: readonly AffectedUnit[],
  shards: readonly FileShard[],
): string {
  if (document.units.length === 0)
    return '## qitops detect\n\nNothing that qitops knows how to test was found.\n';
  const rows = document.units.map((unit) => {
    const languages = (unit.languages?.value ?? []).map(tableCode).join(', ') || 'unknown';
    const test = unit.commands.test ? tableCode(unit.commands.test.value.run) : 'not found';
    const ran =
      unit.verified?.find(({ command }) => command === 'test') ?? unit.verified?.find(({ works }) => !works);
    const how = ran ? (ran.works ? ', works' : `, fails: ${ran.failure}`) : '';
    const found = affected.find(({ path }) => path === unit.path);
    const matters = found ? `${found.affected ? 'yes' : 'no'}: ${escapeMarkdown(found.reason)}` : 'unknown';
    return `| ${tableCode(unit.path)} | ${languages} | ${test}${how} | ${matters} |`;
  });
  const reporters = document.units.flatMap((unit) =>
    unit.reporters.map(
      (reporter) =>
        `- ${inlineCode(unit.path)}, ${inlineCode(reporter.runner)}: ${inlineCode(reporter.howTo)}`,
    ),
  );
  const howTo = reporters.length > 0 ? ['', 'How to make the runners write reports:', '', ...reporters] : [];
  return [
    '## qitops detect',
    '',
    '| unit | languages | tests | affected by the change |',
    '|---|---|---|---|',
    ...rows,
    ...shardLines(shards),
    ...howTo,
    '',
  ].join('\n');
}

function shardLines(shards: readonly FileShard[]): string[] {
  if (shards.length === 0) return [];
  const rows = shards.map(({ index, files, expectedMs }) => {
    const time = expectedMs === null ? 'not known' : `${(expectedMs / 1000).toFixed(1)} s`;
    return `| ${index} | ${files.length} | ${time} |`;
  });
  return ['', '| shard | files | expected time of its tests |', '|---|---|---|', ...rows];
}
