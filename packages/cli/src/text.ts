import { percentOf } from '@qitops/analysis';
import { escapeTerminal } from '@qitops/escape';
import type {
  CoverageDocument,
  DetectDocument,
  FlakyDocument,
  HistoryDocument,
  PatchCoverageDocument,
  RankDocument,
  Ratio,
  ReadDocument,
  ReportDocument,
  RerunDocument,
  SuggestDocument,
} from '@qitops/model';

/** `12 of 15 (80 %)`, or `not measured`. */
export function ratioText(ratio: Ratio): string {
  const percent = percentOf(ratio);
  return percent === null ? 'not measured' : `${ratio.covered} of ${ratio.total} (${percent} %)`;
}

export function readText(document: ReadDocument): string {
  const { totals } = document;
  const lines = document.files.map(
    (file) =>
      `${file.status === 'ok' ? ' ' : '!'} ${file.path}  ${file.format ?? 'unknown'}  ${file.tests} tests, ${file.failed + file.errored} failed, ${file.skipped} skipped`,
  );
  lines.push(
    `${document.verdict}: ${totals.tests} tests, ${totals.passed} passed, ${totals.failed} failed, ${totals.errored} errored, ${totals.skipped} skipped, ${totals.flaky} flaky`,
  );
  return escapeTerminal(lines.join('\n'));
}

export function coverageText(document: CoverageDocument): string {
  const lines = document.files.map(
    (file) => `${file.path}  ${file.format ?? 'unknown'}  lines ${ratioText(file.lines)}`,
  );
  const { totals } = document;
  lines.push(
    `lines ${ratioText(totals.lines)}, branches ${ratioText(totals.branches)}, functions ${ratioText(totals.functions)}`,
  );
  return escapeTerminal(lines.join('\n'));
}

export function patchCoverageText(document: PatchCoverageDocument): string {
  const lines = document.files.map((file) => {
    const missed = file.missed.length > 0 ? `, missed ${file.missed.join(' ')}` : '';
    const partial = file.partial.length > 0 ? `, partial ${file.partial.join(' ')}` : '';
    return `${file.path}: ${file.covered.length} covered${missed}${partial}`;
  });
  for (const { path, lineCount } of document.unmeasured)
    lines.push(`${path}: unmeasured, ${lineCount} added lines`);
  for (const { path, lineCount } of document.generated)
    lines.push(`${path}: generated, ${lineCount} added lines`);
  const headline = document.neutral
    ? 'nothing coverable changed'
    : `patch coverage ${ratioText(document.lines)}`;
  return escapeTerminal([...lines, headline].join('\n'));
}

export function flakyText(document: FlakyDocument): string {
  const listed = document.tests.filter((test) => !['healthy', 'new'].includes(test.state));
  const lines = listed.map((test) => {
    const [low, high] = test.interval.map((rate) => `${(rate * 100).toFixed(1)} %`);
    const words = test.evidence.map((item) => item.text).join('; ');
    return `${test.state}  ${[...test.suite, test.name].join(' › ')}  fails ${low} to ${high} of the time  ${words}`;
  });
  if (lines.length === 0) lines.push(`no test looks flaky in ${document.runs} runs`);
  const { active = [], lapsed = [], skip = {} } = document.quarantine ?? {};
  for (const { name, expires, owner } of active)
    lines.push(`quarantined until ${expires.slice(0, 10)}: ${name} (${owner})`);
  for (const { name, why } of lapsed) lines.push(`no longer quarantined, ${why}: ${name}`);
  for (const [runner, words] of Object.entries(skip)) lines.push(`to skip them with ${runner}: ${words}`);
  return escapeTerminal(lines.join('\n'));
}

export function rerunText({ tests, notes, durationMs }: RerunDocument): string {
  const lines = tests.map(({ suite, name, why, passed, failed }) => {
    const counted = passed + failed === 0 ? 'not seen again' : `passed ${passed} and failed ${failed} times`;
    return `${why}  ${[...suite, name].join(' › ')}  ${counted}`;
  });
  if (lines.length === 0) lines.push('nothing was run again');
  return escapeTerminal([...lines, ...notes, `${(durationMs / 1000).toFixed(1)} s`].join('\n'));
}

export function rankText(document: RankDocument): string {
  const lines = document.tests.map(({ suite, name, score, reasons, expectedMs }) => {
    const time = expectedMs === null ? 'time unknown' : `${Math.round(expectedMs)} ms`;
    return `${score.toFixed(2)}  ${[...suite, name].join(' › ')}  ${time}  ${reasons.join('; ')}`;
  });
  const known = document.tests.reduce((sum, { expectedMs }) => sum + (expectedMs ?? 0), 0);
  lines.push(`${document.tests.length} tests, ${(known / 1000).toFixed(1)} s expected`);
  document.shards?.forEach((ids, at) => {
    lines.push(`shard ${at + 1}: ${ids.length} tests`);
  });
  for (const [runner, filter] of Object.entries(document.filters)) lines.push(`${runner}: ${filter}`);
  return escapeTerminal(lines.join('\n'));
}

export function historyText(document: HistoryDocument): string {
  const { runs, tests, stored, skipped, waiting, file, compacted, forgotten } = document;
  const lines = skipped.map(({ key, reason }) => `skipped ${key}: ${reason}`);
  if (waiting !== undefined) lines.push(`waiting in the inbox for the next writer: ${waiting}`);
  const holds = `the history holds ${runs} runs of ${tests} tests`;
  if (file !== undefined) lines.push(`wrote ${stored} runs to ${file}`);
  else if (compacted) {
    const { folded, dropped, rewritten, bytes } = compacted;
    const past = rewritten ? ', rewritten without its past' : '';
    lines.push(
      `folded ${folded} runs, dropped ${dropped}, ${bytes.before} → ${bytes.after} bytes${past}; ${holds}`,
    );
  } else if (forgotten) {
    const { runs: gone, tests: named, changed } = forgotten;
    lines.push(`forgot ${gone} runs and ${named} tests, wrote ${changed} runs anew; ${holds}`);
  } else lines.push(`stored ${stored} runs; ${holds}`);
  return escapeTerminal(lines.join('\n'));
}

export function detectText(document: DetectDocument): string {
  const lines = document.units.flatMap((unit) => [
    `${unit.path}: ${unit.languages?.value.join(', ') ?? 'unknown language'}${unit.frameworks ? ` · ${unit.frameworks.value.join(', ')}` : ''}`,
    ...Object.entries(unit.commands).flatMap(([name, command]) =>
      command ? [`  ${name.padEnd(9)} ${command.value.run}  (${command.confidence.toFixed(2)})`] : [],
    ),
    ...(unit.services ? [`  needs     ${unit.services.value.join(', ')}`] : []),
    ...(unit.verified ?? [])
      .filter(({ works }) => !works)
      .map(({ run, failure }) => `  failed    ${run}: ${failure}`),
    ...unit.reporters.map((reporter) => `  ${reporter.runner}: ${reporter.howTo}`),
  ]);
  return escapeTerminal(lines.join('\n') || 'nothing was detected');
}

export function suggestText(document: SuggestDocument): string {
  const lines = document.suggestions.flatMap((suggestion) => [
    `${suggestion.kind}: ${suggestion.title}  (${suggestion.target.path}:${suggestion.target.line})`,
    ...(suggestion.test
      ? suggestion.test.code
          .trimEnd()
          .split('\n')
          .map((line) => `    ${line}`)
      : []),
  ]);
  for (const { path, function: name, reason } of document.omitted)
    lines.push(`not suggested for ${path} ${name}: ${reason}`);
  return escapeTerminal([...lines, ...document.notes].join('\n') || 'nothing to suggest');
}

export function reportText(document: ReportDocument, out: string): string {
  return `${out}: ${document.pages} pages, ${document.files} files, ${document.bytes} bytes, ${document.runs} runs of ${document.tests} tests`;
}
