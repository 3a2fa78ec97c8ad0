import {
  type ChangedFunction,
  evidence,
  type Finding,
  type PatchCoverage,
  type TestChanges,
} from '@qitops/model';

/** Places in the code that the author should look at, the gravest first; of the failures those in changed files. */
export function findingsOf(input: {
  tests: TestChanges;
  patch: PatchCoverage | null;
  functions: readonly ChangedFunction[];
  /** Paths that the pull request changes. */
  changed: ReadonlySet<string>;
}): Finding[] {
  const failures = [...input.tests.newFailures, ...input.tests.failingBaseUnknown].map(
    (test): Finding => ({
      kind: 'test-failure',
      level: 'error',
      path: test.file,
      line: test.line ?? null,
      title: [...test.suite, test.name].join(' › '),
      message: test.message ?? 'failed without a message',
      evidence: test.evidence ?? [],
    }),
  );
  const elsewhere = (finding: Finding): number => (input.changed.has(finding.path ?? '') ? 0 : 1);
  failures.sort((a, b) => elsewhere(a) - elsewhere(b));
  return [...failures, ...missedFindings(input.patch, input.functions)];
}

function missedFindings(patch: PatchCoverage | null, functions: readonly ChangedFunction[]): Finding[] {
  if (!patch) return [];
  return patch.files.flatMap((file) => {
    const at = (line: number): string => {
      const fn = functions.find(
        (each) => each.path === file.path && each.line <= line && line <= each.endLine,
      );
      return fn ? ` in ${fn.name}` : '';
    };
    const missed = runsOf(file.missed).map(
      ([from, to]): Finding => ({
        kind: 'missed-lines',
        level: 'warning',
        path: file.path,
        line: from,
        title:
          from === to
            ? `line ${from}${at(from)} is not covered`
            : `lines ${from}–${to}${at(from)} are not covered`,
        message: 'No test runs this changed code.',
        evidence: [evidence('coverage', `0 hits on line ${from}`, { path: file.path, line: from })],
      }),
    );
    const partial = file.partial.map(
      (line): Finding => ({
        kind: 'missed-branch',
        level: 'warning',
        path: file.path,
        line,
        title: `a branch of line ${line}${at(line)} is not covered`,
        message: 'The line runs, but not every way out of it is taken by a test.',
        evidence: [
          evidence('coverage', `partly covered branches on line ${line}`, { path: file.path, line }),
        ],
      }),
    );
    return [...missed, ...partial].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  });
}

function runsOf(lines: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const line of lines) {
    const last = runs.at(-1);
    if (last && last[1] === line - 1) last[1] = line;
    else runs.push([line, line]);
  }
  return runs;
}
