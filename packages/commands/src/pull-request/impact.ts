import {
  type ChangedPath,
  type ChangeImpact,
  coChanges,
  impactOfChange,
  type RecordedTest,
  selectTests,
  type TestRecord,
  UNKNOWN_TEST,
} from '@qitops/analysis';
import type { FileCoverage, TestRef, TestResult } from '@qitops/model';
import {
  type Checkout,
  type FileDiff,
  ImportGraph,
  isTraced,
  type LoggedCommit,
  type PlacedTest,
  TestHomes,
} from '@qitops/repository';

/** What changed, as far as impact cares. */
export interface Change {
  paths: ChangedPath[];
  /** Paths that the head has no more. */
  gone: string[];
  head: string;
}

/** The change that a diff makes. */
export function changeIn(files: readonly FileDiff[], head: string): Change {
  return {
    paths: files.map(({ path, oldPath, status }) => ({ path, oldPath, added: status === 'added' })),
    gone: files.flatMap(({ path, oldPath, status }) =>
      status === 'deleted' ? [path] : status === 'renamed' && oldPath ? [oldPath] : [],
    ),
    head,
  };
}

/** Test files that a change points at, and what is needed to find the tests in them. */
export interface SourceImpact {
  impact: ChangeImpact;
  homesOf: (test: PlacedTest) => readonly string[];
  isMapped: (file: string) => boolean;
  /** What reaches a path through imports, and through how many. */
  reaching: (path: string) => ReadonlyMap<string, number>;
  /** Changed files that hold tests by their name. */
  added: string[];
}

/** Commits that are searched for files that change together, and for churn. */
export const COMMITS = 500;

/** Files that a runner takes for tests by their name. */
const TEST_FILE =
  /(\.(test|spec|e2e|cy)\.[cm]?[jt]sx?|(^|\/)test_[^/]*\.py|_test\.(py|go|rb|rs)|_spec\.rb|(Test|Tests|IT)\.(java|kt)|Test\.php|Tests?\.cs)$/;

/** Joins imports, co-changes and paths into the impact of a change on the tests that are known. */
export async function sourceImpact(
  checkout: Checkout,
  change: Change,
  tests: readonly (PlacedTest & { name: string })[],
  log: readonly LoggedCommit[],
  coverage: ReadonlyMap<string, FileCoverage>,
): Promise<SourceImpact> {
  const added = change.paths
    .map(({ path }) => path)
    .filter((path) => TEST_FILE.test(path) && !change.gone.includes(path));
  const [files, graph] = await Promise.all([
    checkout.files(change.head),
    ImportGraph.at(checkout, change.head, { gone: change.gone }),
  ]);
  const homes = new TestHomes(new Set([...files, ...added]));
  const testFiles = new Set([...added, ...tests.flatMap((test) => homes.of(test))]);
  const names = new Set(change.paths.flatMap(({ path, oldPath }) => [path, oldPath ?? path]));
  const paths = log.map((commit) => commit.paths);
  const impact = impactOfChange({
    changed: change.paths,
    testFiles,
    reaching: (path) => graph.reaching(path),
    isTraced,
    covering: coveringFiles(coverage, tests, homes),
    coChanges: coChanges(paths, names, (path) => testFiles.has(path)),
    commits: log.length,
  });
  return {
    impact,
    homesOf: (test) => homes.of(test),
    isMapped: (file) => graph.isMapped(file),
    reaching: (path) => graph.reaching(path),
    added,
  };
}

/** Test files by what they ran, from the tests that coverage names. */
function coveringFiles(
  coverage: ReadonlyMap<string, FileCoverage>,
  tests: readonly (PlacedTest & { name: string })[],
  homes: TestHomes,
): (path: string) => Iterable<string> {
  let byName: Map<string, readonly string[]> | undefined;
  return (path) => {
    const named = coverage.get(path)?.tests ?? [];
    if (named.length === 0) return [];
    byName ??= new Map(tests.map((test) => [test.name, homes.of(test)]));
    return new Set(
      named.flatMap((name) => {
        // pytest's node id begins with the file
        const [file = '', ...rest] = name.split('::');
        return rest.length > 0 ? [file] : (byName?.get(name) ?? [file]);
      }),
    );
  };
}

/** What a pull request's change means for the tests that ran on it. */
export interface TestImpact {
  tests: TestRef[];
  /** Changed sources that the files of new failures import; at most two. */
  likelyFrom: string[];
  /** Share of failed outcomes of those tests in the history; null when it has none of them. */
  failureRate: number | null;
}

/** The tests of this run that the change calls for, and the changed sources behind the failures. */
export function testImpact(
  source: SourceImpact,
  change: Change,
  tests: readonly TestResult[],
  failures: readonly { file: string | null }[],
  recorded: readonly RecordedTest[],
): TestImpact {
  const known = new Map(recorded.map((test) => [test.id, test.record]));
  const { ordered } = selectTests({
    // before the first stored run no test is known, which says nothing of this change
    tests: tests.map((test) => ({
      ...test,
      record: known.get(test.id) ?? (known.size > 0 ? UNKNOWN_TEST : SETTLED),
    })),
    impact: source.impact,
    homesOf: source.homesOf,
    isMapped: source.isMapped,
    budgetMs: null,
  });
  const records = ordered.flatMap(({ test }) => known.get(test.id) ?? []);
  const outcomes = records.reduce((sum, record) => sum + record.outcomes, 0);
  const failed = records.reduce((sum, record) => sum + record.failures, 0);
  const failing = new Set(failures.map(({ file }) => file));
  const likelyFrom = change.paths
    .map(({ path }) => path)
    .filter((path) => {
      const reaching = source.reaching(path);
      return [...failing].some((file) => file !== null && file !== path && reaching.has(file));
    });
  return {
    tests: ordered.map(({ test: { id, suite, name, file } }) => ({ id, suite, name, file })),
    likelyFrom: likelyFrom.filter((path) => !change.gone.includes(path)).slice(0, 2),
    failureRate: outcomes === 0 ? null : failed / outcomes,
  };
}

/** A test that ran often and never failed. */
const SETTLED: TestRecord = { ...UNKNOWN_TEST, failing: 0, outcomes: Number.MAX_SAFE_INTEGER };
