import { gzipSync } from 'node:zlib';
import {
  type DetectorState,
  detectFlaky,
  detectOnwards,
  flakyTests,
  LEFT_OUT,
  laterRuns,
  type Onwards,
} from '@qitops/analysis';
import type { HistoryRun, HistoryView } from '@qitops/model';
import { describe, expect, it } from 'vitest';
import { corpusHistories, readCorpus } from '../bench/flaky-corpus.ts';

/** The first runs of a history, and the tests that they have, those of later files first. */
function begin(view: HistoryView, until: number): HistoryView {
  const runs = view.runs.slice(0, until);
  const order = view.tests.map((_, i) => i).filter((i) => runs.some((run) => run.status[i] !== 0));
  order.reverse();
  const at = new Map(order.map((from, to) => [from, to]));
  const moved = <T>(columns: Map<number, T>): Map<number, T> =>
    new Map([...columns].map(([test, value]) => [at.get(test)!, value]));
  return {
    tests: order.map((i) => view.tests[i]!),
    skipped: [],
    runs: runs.map(
      (run): HistoryRun => ({
        ...run,
        status: Uint8Array.from(order, (i) => run.status[i]!),
        durationMs: Int32Array.from(order, (i) => run.durationMs[i]!),
        attempts: moved(run.attempts),
        messages: moved(run.messages),
      }),
    ),
  };
}

/** The corpus's runs an hour apart. */
function timed(view: HistoryView): HistoryView {
  const startedAt = (i: number): string => new Date(i * 3_600_000).toISOString();
  return {
    ...view,
    runs: view.runs.map((run, i) => ({ ...run, info: { ...run.info, startedAt: startedAt(i) } })),
  };
}

describe.skipIf(corpusHistories().length === 0)('the detector going on from a state', () => {
  it.each(corpusHistories())('comes to the same as from the beginning: %s', (name) => {
    const view = timed(readCorpus(name).view);
    let wentOn = 0;
    let state: DetectorState | null = null;
    for (const until of [10, 50, 51, 120, 121, 122, 250, view.runs.length]) {
      const whole = begin(view, until);
      const now: HistoryView | null = state && laterRuns(whole, state);
      const onwards: Onwards | null = now && detectOnwards(now, state!);
      if (onwards) wentOn += 1;
      // a tree that was run again is in the state already: from the beginning, then
      const result: Onwards = onwards ?? detectOnwards(whole)!;
      const tests = onwards && now ? now : whole;
      const scratch = detectFlaky(whole);
      const expected = new Map(flakyTests(whole, scratch).map((test) => [test.id, test]));
      const found = flakyTests(tests, result.detected);
      expect(found).toHaveLength(expected.size);
      for (const test of found) {
        const same = expected.get(test.id)!;
        const numbers = ({ probability, rate, interval, broken = 0 }: typeof test) => [
          probability,
          rate,
          ...interval,
          broken,
        ];
        numbers(test).forEach((number, i) => {
          expect(Math.abs(number - numbers(same)[i]!)).toBeLessThan(1e-6);
        });
        const rest = ({ probability: _, rate: __, interval: ___, broken: ____, ...others }: typeof test) =>
          others;
        expect(rest(test)).toEqual(rest(same));
      }
      const order = (triage: typeof scratch.triage) =>
        triage.map(({ run, suite, name: of, cause }) => JSON.stringify([run, suite, of, cause])).sort();
      expect(order(result.detected.triage)).toEqual(order(scratch.triage));
      state = result.state;
    }
    expect(wentOn).toBeGreaterThan(4);
    expect(state!.runs).toBeGreaterThan(view.runs.length / 2);
    expect(state!.runs).toBeLessThanOrEqual(view.runs.length - LEFT_OUT);
    const bytes = gzipSync(state!.filter!).length / view.tests.length;
    // every second test of these histories has failed, and a belief of its own is 40 numbers
    expect(bytes).toBeLessThan(300);
  });

  it('does not go on with a run that belongs before or into what it has', () => {
    const view = timed(readCorpus(corpusHistories()[0]!).view);
    const { state } = detectOnwards(view)!;
    const [first] = view.runs;
    const again = (startedAt: string): HistoryView => ({
      ...view,
      runs: [{ ...first!, info: { ...first!.info, startedAt } }],
    });
    expect(detectOnwards(again('2000-01-01T00:00:00.000Z'), state!)).toBeNull();
    expect(detectOnwards(again('2100-01-01T00:00:00.000Z'), state!)).toBeNull();
  });
});
