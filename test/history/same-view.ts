import type { HistoryRun, HistoryView } from '@qitops/model';

/** A view in a form in which equal views are equal, whatever order their tests stand in. */
export function comparable(view: HistoryView): unknown {
  return view.runs.map((run) => ({
    info: run.info,
    counts: run.counts,
    tests: Object.fromEntries(testsOf(view, run).sort(([a], [b]) => (a < b ? -1 : 1))),
  }));
}

/** The same without durations, of which a compacted month keeps medians. */
export function withoutDurations(view: HistoryView): unknown {
  return comparable({
    ...view,
    runs: view.runs.map((run) => ({
      ...run,
      counts: { ...run.counts, durationMs: null },
      durationMs: run.durationMs.map(() => -1),
    })),
  });
}

function testsOf(view: HistoryView, run: HistoryRun): [string, unknown][] {
  return view.tests.flatMap(({ id, suite, name, file }, test) =>
    run.status[test] === 0
      ? []
      : [
          [
            id,
            {
              suite,
              name,
              file,
              status: String.fromCharCode(run.status[test]!),
              ms: run.durationMs[test],
              attempts: run.attempts.get(test),
              message: run.messages.get(test),
            },
          ],
        ],
  );
}
