import type { SiteSlow, SiteSlowRow } from '@qitops/model';
import { durationsOf, type Facts } from './facts.ts';
import { type Step, stepOf } from './statistics.ts';
import { usualDuration } from './test-columns.ts';

const ROW_LIMIT = 200;
/** Newest mainline runs in which a change of duration is looked for. */
const STEP_WINDOW = 120;
/** A change counts from a third and 20 ms on. */
const STEP_RATIO = 4 / 3;
const STEP_LEAST_MS = 20;

/** Where the time goes; null when no test has a duration. */
export function slowPage(facts: Facts): SiteSlow | null {
  const usual = facts.history.tests.map((_, test) => usualDuration(durationsOf(facts, test)));
  const known = usual.flatMap((time, test) => (time.n > 0 ? [test] : []));
  if (known.length === 0) return null;
  const totalMs = known.reduce((sum, test) => sum + usual[test]!.p50, 0);
  const row = (test: number, step: Step | null): SiteSlowRow => {
    const { p50, p95, n } = usual[test]!;
    const { name, file } = facts.history.tests[test]!;
    const share = totalMs > 0 ? Math.round((p50 / totalMs) * 1e5) / 1e5 : 0;
    return { id: facts.ids[test]!, name, file, p50, p95, n, share, change: step && changeOf(facts, step) };
  };
  const steps = new Map(known.flatMap((test) => stepEntry(facts, test, usual[test]!.p95)));
  const slowest = [...known].sort((a, b) => usual[b]!.p50 - usual[a]!.p50).slice(0, ROW_LIMIT);
  const slower = [...steps]
    .filter(([, step]) => step.after > step.before)
    .sort(([, a], [, b]) => b.after - b.before - (a.after - a.before))
    .slice(0, ROW_LIMIT);
  return {
    runs: facts.runs,
    totalMs,
    tests: known.length,
    rows: slowest.map((test) => row(test, steps.get(test) ?? null)),
    slower: slower.map(([test, step]) => row(test, step)),
  };
}

/** Where a test's duration changed for good on the mainline; `at` is a position of the history's runs. */
export function durationStep(facts: Facts, test: number): Step | null {
  const durations = durationsOf(facts, test);
  const runs: number[] = [];
  for (let i = facts.mainline.runs.length - 1; i >= 0 && runs.length < STEP_WINDOW; i--) {
    if (durations[facts.mainline.runs[i]!]! >= 0) runs.push(facts.mainline.runs[i]!);
  }
  runs.reverse();
  const step = stepOf(
    runs.map((run) => durations[run]!),
    STEP_RATIO,
    STEP_LEAST_MS,
  );
  return step && { ...step, at: runs[step.at]! };
}

function stepEntry(facts: Facts, test: number, p95: number): [number, Step][] {
  if (p95 < STEP_LEAST_MS) return [];
  const step = durationStep(facts, test);
  return step ? [[test, step]] : [];
}

function changeOf(facts: Facts, step: Step): NonNullable<SiteSlowRow['change']> {
  const { at, before, after } = step;
  return {
    run: at,
    sha: facts.history.runs[at]!.info.sha,
    before: Math.round(before),
    after: Math.round(after),
  };
}
