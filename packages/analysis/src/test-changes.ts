import {
  type ChangedTest,
  type Evidence,
  evidence,
  type FlakyTest,
  isFailure,
  noTestChanges,
  type QuarantineEntry,
  type TestChanges,
  type TestResult,
  type TestStatus,
} from '@qitops/model';
import { linkRenames } from './renames.ts';
import { type Reproducible, reproduceCommand } from './reproduce.ts';

/** What is known of a test at the base. */
export interface BaseTest {
  id: string;
  suite: string[];
  name: string;
  file: string | null;
  /** Passed when any attempt on the base's commit passed. */
  status: TestStatus;
}

export interface CompareInput {
  current: readonly TestResult[];
  /** False when some result files could not be read whole: then no test counts as removed. */
  complete: boolean;
  /** Whether a file is in the tree of the head: a test of a file that is there may just not have been run here. */
  exists: (file: string) => boolean;
  /** Null = no measured ancestor: nothing is new or old. */
  base: ReadonlyMap<string, BaseTest> | null;
  flaky: ReadonlyMap<string, FlakyTest>;
  /** Ids that passed in another attempt on the very same tree. */
  passedOnSameTree: ReadonlySet<string>;
  /** Median duration of earlier runs, ms, of tests with at least five. */
  medianMs: ReadonlyMap<string, number>;
  /** Tests that may fail for now: shown, never a new failure. */
  quarantined?: ReadonlyMap<string, QuarantineEntry>;
  /** Why tests failed, by the history. */
  triage?: ReadonlyMap<string, NonNullable<ChangedTest['triage']>>;
  /** How a failure is repeated; absent = its command alone. */
  reproduce?: (test: Reproducible) => string | null;
}

/** A test is called slower when its duration grew by this factor and this much. */
const SLOWER = { factor: 1.8, ms: 200 };

/** Sorts the tests of a pull request into what is new, what is old and what is chance. */
export function compareTests(input: CompareInput): TestChanges {
  const changes = noTestChanges();
  const { base } = input;
  const present = new Set(input.current.map((test) => test.id));
  const filesThatRan = new Set(input.current.map((test) => test.file ?? suiteKey(test)));
  // a shard or a selection runs some files only: what the others hold was not removed
  const wouldHaveRun = (test: BaseTest): boolean =>
    filesThatRan.has(test.file ?? suiteKey(test)) || (test.file !== null && !input.exists(test.file));
  const appeared = base ? input.current.filter((test) => !base.has(test.id) && !test.suiteLevel) : [];
  const vanished =
    base && input.complete
      ? [...base.values()].filter((test) => !present.has(test.id) && wouldHaveRun(test))
      : [];
  const renames = linkRenames(vanished, appeared);
  for (const test of input.current) {
    const before = base?.get(renames.get(test.id)?.id ?? test.id) ?? null;
    sortTest(test, before, input, changes);
  }
  for (const test of appeared) {
    const old = renames.get(test.id);
    if (old) changes.renamed.push({ ...changedTest(test), renamedFrom: old.name });
    else changes.added.push(changedTest(test));
  }
  const linked = new Set([...renames.values()].map((test) => test.id));
  for (const { status: _, ...test } of vanished) if (!linked.has(test.id)) changes.removed.push(test);
  return changes;
}

function suiteKey({ suite }: { suite: readonly string[] }): string {
  return JSON.stringify(suite);
}

function sortTest(
  test: TestResult,
  before: BaseTest | null,
  input: CompareInput,
  changes: TestChanges,
): void {
  const entry = changedTest(test, input.reproduce);
  const triage = input.triage?.get(test.id);
  if (triage) entry.triage = triage;
  const known = input.flaky.get(test.id);
  if (isFailure(test.status)) {
    const entryOfQuarantine =
      input.quarantined?.get(before?.id ?? test.id) ?? input.quarantined?.get(test.id);
    if (entryOfQuarantine)
      changes.flaky.push({
        ...entry,
        evidence: [quarantineEvidence(entryOfQuarantine), ...(known?.evidence ?? [])],
      });
    else if (isChance(test, known, input)) changes.flaky.push({ ...entry, evidence: known?.evidence ?? [] });
    else if (!input.base) changes.failingBaseUnknown.push(entry);
    else if (before && isFailure(before.status)) changes.stillFailing.push(entry);
    else changes.newFailures.push(entry);
    return;
  }
  if (test.flaky) changes.flaky.push({ ...entry, evidence: known?.evidence ?? [] });
  if (test.status !== 'passed') return;
  if (before && isFailure(before.status)) changes.fixed.push(entry);
  const median = input.medianMs.get(test.id);
  if (median !== undefined && test.durationMs !== null) {
    if (test.durationMs > median * SLOWER.factor && test.durationMs > median + SLOWER.ms) {
      changes.slower.push({ ...entry, beforeMs: median });
    }
  }
}

function quarantineEvidence({ expires, owner, reason }: QuarantineEntry): Evidence {
  const text = `quarantined until ${expires.slice(0, 10)}, owner ${owner}: ${reason}`;
  return evidence('quarantine', text);
}

/**
 * A failure is put down to chance only on evidence: the test passed on the very same tree, or the history knows it
 * as flaky (on two or more commits) and it does not look broken.
 */
function isChance(test: TestResult, known: FlakyTest | undefined, input: CompareInput): boolean {
  if (input.passedOnSameTree.has(test.id)) return true;
  if (known?.state !== 'flaky' && known?.state !== 'quarantined') return false;
  const failures = test.attempts.filter((attempt) => isFailure(attempt.status)).length + 1;
  return known.rate ** failures > BREAKING;
}

/** Probability that a change breaks a given test that passed before; what a flake must be likelier than. */
const BREAKING = 0.006;

function changedTest(
  test: TestResult,
  reproduceBy: CompareInput['reproduce'] = reproduceCommand,
): ChangedTest {
  const { id, suite, name, file, durationMs } = test;
  const entry: ChangedTest = { id, suite, name, file, durationMs };
  if (test.message) entry.message = test.message;
  if (test.line) entry.line = test.line;
  const reproduce = isFailure(test.status) ? reproduceBy(test) : null;
  if (reproduce) entry.reproduce = reproduce;
  return entry;
}
