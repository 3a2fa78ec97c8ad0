import { type DetectorResult, flakyTests } from '@qitops/analysis';
import type { FailureCause, FlakyTest, HistoryView } from '@qitops/model';

/** What is true of a test, position as in the view. */
export interface TestTruth {
  /** Flaky at the end of the history, or before and then fixed. */
  flaky: 'now' | 'before' | 'never';
  /** Failures per attempt while it was flaky. */
  rate: number;
  /** Failures by chance that the history holds. */
  flakes: number;
}

export interface Truth {
  tests: TestTruth[];
  /** Cause of every first-attempt failure by `run:test`. */
  causes: Map<string, FailureCause>;
}

export interface Figures {
  precision: number;
  recall: number;
  /** Of the tests that flaked at least once; predicted = probability ≥ .5. */
  f1: number;
  /** The same, predicted = state quarantined, flaky, fixed or suspected. */
  f1ByState: number;
  /** The same, predicted = state quarantined or flaky, of those that are flaky now. */
  f1Now: number;
  quarantined: number;
  quarantinePrecision: number;
  triage: number;
  /** Share of 90 % intervals that hold the rate: of the tests that flaked, of those predicted flaky, of all flaky ones. */
  coverage: number;
  coveragePredicted: number;
  coverageAll: number;
  milliseconds: number;
}

/** Runs a detector on a history and compares it with the truth. */
export function measure(
  view: HistoryView,
  truth: Truth,
  detect: (view: HistoryView) => DetectorResult,
): Figures {
  const started = performance.now();
  const detected = detect(view);
  const milliseconds = performance.now() - started;
  const position = new Map(view.tests.map(({ id }, index) => [id, index]));
  const documents: FlakyTest[] = [];
  for (const test of flakyTests(view, detected)) documents[position.get(test.id)!] = test;
  const flaked = (test: number): boolean =>
    truth.tests[test]!.flakes > 0 && truth.tests[test]!.flaky !== 'never';
  const now = (test: number): boolean => truth.tests[test]!.flakes > 0 && truth.tests[test]!.flaky === 'now';
  const all = documents.map((_, test) => test);
  const pick = (predicted: (test: FlakyTest) => boolean) => all.filter((test) => predicted(documents[test]!));
  const probable = pick(({ probability }) => probability >= 0.5);
  const quarantined = pick(({ state }) => state === 'quarantined');
  const byProbability = scores(all, probable, flaked);
  const covered = (tests: number[]): number =>
    mean(
      tests.map((test) => {
        const [low, high] = documents[test]!.interval;
        const { rate } = truth.tests[test]!;
        return low <= rate && rate <= high ? 1 : 0;
      }),
    );
  return {
    ...byProbability,
    f1ByState: scores(
      all,
      pick(({ state }) => ['quarantined', 'flaky', 'fixed', 'suspected'].includes(state)),
      flaked,
    ).f1,
    f1Now: scores(
      all,
      pick(({ state }) => state === 'quarantined' || state === 'flaky'),
      now,
    ).f1,
    quarantined: quarantined.length,
    quarantinePrecision: scores(all, quarantined, (test) => truth.tests[test]!.flaky !== 'never').precision,
    triage: mean(
      detected.triage.map((each) => (truth.causes.get(`${each.run}:${each.test}`) === each.cause ? 1 : 0)),
    ),
    coverage: covered(all.filter(now)),
    coveragePredicted: covered(probable.filter((test) => truth.tests[test]!.flaky !== 'never')),
    coverageAll: covered(all.filter((test) => truth.tests[test]!.flaky === 'now')),
    milliseconds,
  };
}

function scores(
  all: readonly number[],
  predicted: readonly number[],
  actual: (test: number) => boolean,
): { precision: number; recall: number; f1: number } {
  const hits = predicted.filter(actual).length;
  const wanted = all.filter(actual).length;
  const precision = predicted.length ? hits / predicted.length : 1;
  const recall = wanted ? hits / wanted : 1;
  return { precision, recall, f1: precision + recall ? (2 * precision * recall) / (precision + recall) : 0 };
}

function mean(values: readonly number[]): number {
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : 1;
}
