import type { SiteRunDetail } from '@qitops/model';
import { expect, test } from 'vitest';
import { compareRuns } from './compare-runs.ts';

/** A letter a test, as on the pages; `times` = durations far from the median by position. */
function runOf(letters: string, times: Readonly<Record<number, number>> = {}): SiteRunDetail {
  const steps = (all: number[]) => all.map((value, at) => value - (all[at - 1] ?? 0));
  const of = (letter: string) => steps([...letters].flatMap((each, at) => (each === letter ? [at] : [])));
  const present = [0];
  let inside = true;
  for (const letter of letters) {
    if ((letter !== '-') !== inside) {
      inside = !inside;
      present.push(0);
    }
    present[present.length - 1]! += 1;
  }
  return {
    failed: of('f'),
    flaky: of('r'),
    skipped: of('s'),
    present,
    timed: steps(Object.keys(times).map(Number)),
    ms: Object.values(times),
    clusters: [],
  };
}

const MEDIANS = Array.from({ length: 12 }, () => 1000);

test('each test is where it belongs', () => {
  //            0123456789
  const there = 'pffff-prsp';
  const here = 'ff-psfr-ps';
  expect(compareRuns(runOf(here), runOf(there), MEDIANS)).toEqual({
    newlyFailing: [0, 5],
    stillFailing: [1],
    fixed: [3],
    newlyFlaky: [6],
    newlySkipped: [4, 9],
    added: [5],
    removed: [2, 7],
    timed: [],
  });
});

test('a run compared with itself differs in nothing', () => {
  const run = runOf('pfrs-', { 0: 3000 });
  const { stillFailing, ...others } = compareRuns(run, run, MEDIANS);
  expect(stillFailing).toEqual([1]);
  expect(Object.values(others).flat()).toEqual([]);
});

test('changed durations: what is not told was near the median; what one run lacks is no change', () => {
  const here = runOf('pppp-', { 0: 3000, 1: 1600, 2: 5000, 3: 9000 });
  const there = runOf('ppps-', { 1: 1700, 2: 400 });
  expect(compareRuns(here, there, MEDIANS).timed).toEqual([
    { test: 2, before: 400, after: 5000 },
    { test: 0, before: 1000, after: 3000 },
  ]);
});
