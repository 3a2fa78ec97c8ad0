import {
  type DetectorResult,
  type DetectorState,
  detectOnwards,
  flakyTests,
  laterRuns,
} from '@qitops/analysis';
import {
  countsOf,
  type FailureCause,
  type FlakyDocument,
  type HistoryRun,
  type HistoryView,
  isFailure,
  type RunInfo,
  SCHEMA_VERSION,
  STATUS_CODES,
  type TestResult,
} from '@qitops/model';

/** The flaky-detect document of a history that is already read; from a stored state on where there is one. */
export function flakyDocument(
  view: HistoryView,
  triage: boolean,
  known: DetectorState | null = null,
): FlakyDocument {
  return flakyOnwards(view, { triage }, known).document;
}

/** The same, and the state to be stored, if one is wanted. */
export function flakyOnwards(
  view: HistoryView,
  { triage, keepState = false }: { triage: boolean; keepState?: boolean | undefined },
  known: DetectorState | null,
): { document: FlakyDocument; state: DetectorState | null } {
  const { seen, detected, state } = detectFrom(view, known, keepState);
  const document: FlakyDocument = {
    schemaVersion: SCHEMA_VERSION,
    runs: view.runs.length,
    tests: flakyTests(seen, detected),
    ...(triage ? { triage: detected.triage.map(({ test: _, ...failure }) => failure) } : {}),
  };
  return { document, state };
}

/** Why a test of the present run failed at its first attempt. */
export interface TriagedCause {
  cause: FailureCause;
  confidence: number;
}

/** Causes of the present run's failures by test id, weighed as if the run stood at the end of the history. */
export function triageCurrent(
  view: HistoryView,
  known: DetectorState | null,
  current: { info: RunInfo; tests: readonly TestResult[] },
): Map<string, TriagedCause> {
  const causes = new Map<string, TriagedCause>();
  const failing = current.tests.filter((test) => isFailure(test.status) || test.flaky);
  if (failing.length === 0) return causes;
  const { seen, detected } = detectFrom(withRun(view, current), known, false);
  const run = view.runs.length;
  for (const { test, run: at, cause, confidence } of detected.triage) {
    if (at === run) causes.set(seen.tests[test]!.id, { cause, confidence });
  }
  return causes;
}

function detectFrom(
  view: HistoryView,
  known: DetectorState | null,
  keepState: boolean,
): { seen: HistoryView; detected: DetectorResult; state: DetectorState | null } {
  const later = known && laterRuns(view, known);
  const onwards = later && detectOnwards(later, known, keepState);
  if (onwards) return { seen: later, ...onwards };
  return { seen: view, ...detectOnwards(view, undefined, keepState)! };
}

/** The history with one more run at its end. */
function withRun(
  view: HistoryView,
  { info, tests: results }: { info: RunInfo; tests: readonly TestResult[] },
): HistoryView {
  const tests = [...view.tests];
  const positions = new Map(tests.map(({ id }, at) => [id, at]));
  const placed = results.map((test) => {
    const { id, suite, name, file } = test;
    const at = positions.get(id) ?? tests.push({ id, suite, name, file }) - 1;
    positions.set(id, at);
    return { at, test };
  });
  const run: HistoryRun = {
    info,
    counts: countsOf(results),
    status: new Uint8Array(tests.length),
    durationMs: new Int32Array(tests.length).fill(-1),
    attempts: new Map(),
    messages: new Map(),
  };
  for (const { at, test } of placed) {
    run.status[at] = STATUS_CODES[test.status].charCodeAt(0);
    if (test.durationMs !== null) run.durationMs[at] = Math.round(test.durationMs);
    const letters = test.attempts.map(({ status }) => STATUS_CODES[status]).join('');
    if (letters) run.attempts.set(at, letters);
  }
  return { ...view, tests, runs: [...view.runs, run] };
}
