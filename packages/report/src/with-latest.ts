import { maskSecrets } from '@qitops/escape';
import type { HistoryRun, HistoryView, ResultCounts, RunInfo, TestResult } from '@qitops/model';
import { countTest, emptyCounts, STATUS_CODES } from '@qitops/model';

/**
 * The history with the run that was just read in it. A repository without history still gets its first page, and
 * a run that the store has already is not counted twice.
 */
export function withLatest(
  history: HistoryView,
  latest: { tests: TestResult[]; info: RunInfo } | null,
): HistoryView {
  if (!latest || history.runs.some((run) => run.info.key === latest.info.key)) return history;
  const tests = [...history.tests];
  const position = new Map(tests.map((test, index) => [test.id, index]));
  for (const { id, suite, name, file, suiteLevel } of latest.tests) {
    if (suiteLevel || position.has(id)) continue;
    position.set(id, tests.length);
    tests.push({ id, suite, name, file });
  }
  const runs = [...history.runs, asHistoryRun(latest, position, tests.length)];
  runs.sort((a, b) => a.info.startedAt.localeCompare(b.info.startedAt));
  return { ...history, tests, runs };
}

function asHistoryRun(
  latest: { tests: TestResult[]; info: RunInfo },
  position: ReadonlyMap<string, number>,
  size: number,
): HistoryRun {
  const counts: ResultCounts = emptyCounts();
  const status = new Uint8Array(size);
  const durationMs = new Int32Array(size).fill(-1);
  const attempts = new Map<number, string>();
  const messages = new Map<number, string>();
  for (const test of latest.tests) {
    countTest(counts, test);
    const index = position.get(test.id);
    if (index === undefined) continue;
    status[index] = STATUS_CODES[test.status].charCodeAt(0);
    if (test.durationMs !== null) durationMs[index] = Math.round(test.durationMs);
    if (test.attempts.length > 0) {
      attempts.set(index, test.attempts.map((attempt) => STATUS_CODES[attempt.status]).join(''));
    }
    if (test.message) messages.set(index, maskSecrets(test.message.split('\n', 1)[0]!).slice(0, 300));
  }
  return { info: latest.info, counts, status, durationMs, attempts, messages };
}
