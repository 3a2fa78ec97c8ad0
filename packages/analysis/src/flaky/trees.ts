import { type HistoryRun, type HistoryView, isFailure, statusOfCode, type TestStatus } from '@qitops/model';

/** Everything that was seen of one tree: its runs and their attempts are samples of the same code. */
export interface Tree {
  tree: string;
  onBranch: boolean;
  pr: number | null;
  runs: { run: HistoryRun; index: number }[];
}

/** A test that failed at least once in a run: its attempts, first to last; true = failed. */
export interface Failing {
  test: number;
  run: number;
  attempts: boolean[];
}

/** What a run says of the tests: positions of those that passed at the first attempt, and those that did not. */
export interface Outcomes {
  index: number;
  passed: number[];
  failing: Failing[];
}

/**
 * The trees of a history in order, with all their runs. A tree seen on a pull request and again on the default branch
 * stands where the branch had it. Fork runs and those of a dirty work tree are no evidence.
 */
export function treesOf(view: HistoryView): Tree[] {
  const trees = new Map<string, Tree & { at: number }>();
  view.runs.forEach((run, index) => {
    const { tree, trust, pr } = run.info;
    if (trust === 'fork' || tree === null) return;
    const onBranch = trust === 'branch';
    const known = trees.get(tree);
    if (!known) {
      trees.set(tree, { tree, onBranch, pr, runs: [{ run, index }], at: index });
      return;
    }
    known.runs.push({ run, index });
    if (onBranch && !known.onBranch) {
      known.onBranch = true;
      known.at = index;
    }
  });
  return [...trees.values()].sort((a, b) => a.at - b.at);
}

const PASSED = 'p'.charCodeAt(0);

/** Outcomes of a run; skipped tests say nothing. */
export function outcomesOf(run: HistoryRun, index: number): Outcomes {
  const outcomes: Outcomes = { index, passed: [], failing: [] };
  for (let test = 0; test < run.status.length; test++) {
    const code = run.status[test]!;
    if (code === 0) continue;
    const earlier = run.attempts.get(test);
    if (code === PASSED && !earlier) {
      outcomes.passed.push(test);
      continue;
    }
    const attempts = [...(earlier ?? ''), String.fromCharCode(code)]
      .map(statusOfCode)
      .filter((status): status is TestStatus => status === 'passed' || (status !== null && isFailure(status)))
      .map(isFailure);
    if (attempts.includes(true)) outcomes.failing.push({ test, run: index, attempts });
    else if (attempts.length > 0) outcomes.passed.push(test);
  }
  return outcomes;
}
