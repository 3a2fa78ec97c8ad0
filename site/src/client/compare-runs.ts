import type { SiteRunDetail } from '@qitops/model';
import { isUnusual } from '@qitops/model/unusual-duration';
import { fromDifferences } from './columns.ts';

/** What differs between two runs; positions of tests, ascending. */
export interface Comparison {
  newlyFailing: number[];
  stillFailing: number[];
  /** Failed there, and passed here. */
  fixed: number[];
  /** Passed after a retry here, and not there. */
  newlyFlaky: number[];
  /** Ran there, skipped here. */
  newlySkipped: number[];
  added: number[];
  removed: number[];
  /** Greatest change first; ms. */
  timed: { test: number; before: number; after: number }[];
}

/** Compares a run with another one, by what each tells and the tests' median durations (ms, −1 = unknown). */
export function compareRuns(
  here: SiteRunDetail,
  there: SiteRunDetail,
  medians: readonly number[],
): Comparison {
  const [now, then] = [outcomesOf(here), outcomesOf(there)];
  const only = (list: Iterable<number>, holds: (test: number) => boolean) => [...list].filter(holds);
  return {
    newlyFailing: only(now.failed, (test) => !then.failed.has(test)),
    stillFailing: only(now.failed, (test) => then.failed.has(test)),
    fixed: only(
      then.failed,
      (test) => now.present.has(test) && !now.failed.has(test) && !now.skipped.has(test),
    ),
    newlyFlaky: only(now.flaky, (test) => !then.flaky.has(test)),
    newlySkipped: only(now.skipped, (test) => then.present.has(test) && !then.skipped.has(test)),
    added: only(now.present, (test) => !then.present.has(test)),
    removed: only(then.present, (test) => !now.present.has(test)),
    timed: changedDurations(now, then, medians),
  };
}

interface Outcomes {
  failed: Set<number>;
  flaky: Set<number>;
  skipped: Set<number>;
  present: Set<number>;
  /** Milliseconds of tests that were far from their median. */
  unusual: Map<number, number>;
}

function outcomesOf({ failed, flaky, skipped, present, timed, ms }: SiteRunDetail): Outcomes {
  return {
    failed: new Set(fromDifferences(failed)),
    flaky: new Set(fromDifferences(flaky)),
    skipped: new Set(fromDifferences(skipped)),
    present: stretches(present),
    unusual: new Map(fromDifferences(timed).map((test, at) => [test, ms[at]!])),
  };
}

function stretches(lengths: readonly number[]): Set<number> {
  const inside = new Set<number>();
  let at = 0;
  for (const [index, length] of lengths.entries()) {
    if (index % 2 === 0) for (let test = at; test < at + length; test++) inside.add(test);
    at += length;
  }
  return inside;
}

/** A duration that a run does not tell was near the median, so the median stands for it. */
function changedDurations(now: Outcomes, then: Outcomes, medians: readonly number[]): Comparison['timed'] {
  const measured = (run: Outcomes, test: number) => run.present.has(test) && !run.skipped.has(test);
  return [...new Set([...now.unusual.keys(), ...then.unusual.keys()])]
    .filter((test) => measured(now, test) && measured(then, test))
    .map((test) => ({
      test,
      before: then.unusual.get(test) ?? medians[test]!,
      after: now.unusual.get(test) ?? medians[test]!,
    }))
    .filter(({ before, after }) => isUnusual(after, before))
    .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before));
}
