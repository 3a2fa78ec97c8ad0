import { expect, test } from 'vitest';
import { gatherFacts } from './facts.ts';
import { historyOf, inputOf } from './report-fixture.ts';
import { runDetails } from './run-details.ts';

test('a run tells which tests it had, in stretches that begin with one that is in it', () => {
  const [file] = runDetails(gatherFacts(inputOf(historyOf(['ppfs-', '--p-r', 'ppppp']))));
  expect(file!.runs.map(({ present }) => present)).toEqual([[4, 1], [0, 2, 1, 1, 1], [5]]);
  expect(file!.runs[0]).toMatchObject({ failed: [2], skipped: [3], flaky: [] });
  expect(file!.runs[1]).toMatchObject({ failed: [], skipped: [], flaky: [4] });
});

test('durations far from the median are told, the farthest hundred of a run', () => {
  const history = historyOf(['p'.repeat(500), 'p'.repeat(500), 'p'.repeat(500)]);
  history.runs[1]!.durationMs.forEach((_, at, all) => {
    all[at] = at < 450 ? 60_000 + at * 1000 : 30_020;
  });
  const [file] = runDetails(gatherFacts(inputOf(history)));
  expect(file!.runs[0]!.timed).toEqual([]);
  const { timed, ms } = file!.runs[1]!;
  expect([timed.length, timed[0], ms.at(-1)]).toEqual([100, 350, 510_000]);
});

test('runs of a long history are in files of fifty', () => {
  const files = runDetails(gatherFacts(inputOf(historyOf(Array.from({ length: 101 }, () => 'p')))));
  expect(files.map(({ from, runs }) => [from, runs.length])).toEqual([
    [0, 50],
    [50, 50],
    [100, 1],
  ]);
});
