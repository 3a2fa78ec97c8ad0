import type { TestResult, TestStatus } from '@qitops/model';
import { expect, test } from 'vitest';
import { timelinePage } from './timeline.ts';

const AT = Date.UTC(2026, 0, 1);

/** A result that began `start` ms after the others' first moment. */
function ran(
  name: string,
  start: number | undefined,
  ms: number | null,
  more: Partial<TestResult> = {},
): TestResult {
  return {
    id: name,
    name,
    suite: [],
    file: null,
    status: 'passed',
    durationMs: ms,
    attempts: [],
    ordinal: 0,
    framework: 'f',
    flaky: false,
    startMs: start === undefined ? undefined : AT + start,
    ...more,
  };
}

const page = (results: TestResult[]) => timelinePage(results, results);

test('a lane is a worker, with the time it was busy and the time it was not', () => {
  const timeline = page([
    ran('a', 0, 400, { worker: 'worker 1' }),
    ran('b', 600, 400, { worker: 'worker 1' }),
    ran('c', 100, 200, { worker: 'worker 2' }),
  ]);
  expect(timeline).toMatchObject({ ms: 1000, tests: 3, by: 'worker', atOnce: 2, evenMs: 500, laneTotal: 2 });
  expect(timeline.startedAt).toBe(new Date(AT).toISOString());
  expect(timeline.lanes.map(({ name, busyMs, from, to }) => [name, busyMs, from, to])).toEqual([
    ['worker 1', 800, 0, 1000],
    ['worker 2', 200, 100, 300],
  ]);
  expect(timeline.lanes[0]!.busy).toEqual([0, 400, 200, 400]);
});

test('workers stand in the order of their numbers', () => {
  const names = ['worker 10', 'worker 2', 'worker 1'];
  const timeline = page(names.map((worker, at) => ran(worker, at, 5, { worker })));
  expect(timeline.lanes.map(({ name }) => name)).toEqual(['worker 1', 'worker 2', 'worker 10']);
});

test('jobs are lanes where there are several, and say nothing where there is one', () => {
  const place = (shard: number) => ({ place: { job: 'e2e', matrix: { shard } } });
  const two = page([ran('a', 0, 5, place(1)), ran('b', 0, 5, place(2))]);
  expect([two.by, ...two.lanes.map(({ name }) => name)]).toEqual(['job', 'e2e (1)', 'e2e (2)']);
  const one = page([ran('a', 0, 5, { ...place(1), worker: 'worker 1' }), ran('b', 9, 5, place(1))]);
  expect(one.lanes.map(({ name }) => name)).toEqual([null, 'worker 1']);
});

test('what ran at once without a named worker is one lane with a row for each', () => {
  const timeline = page([ran('a', 0, 300), ran('b', 100, 300), ran('c', 350, 100)]);
  expect([timeline.by, timeline.atOnce, timeline.lanes.length]).toEqual([null, 2, 1]);
  expect(timeline.lanes[0]!.rows).toBe(2);
  expect(timeline.lanes[0]!.bars.map(([at, row]) => [at, row])).toEqual([
    [0, 0],
    [1, 1],
    [2, 0],
  ]);
  expect(timeline.lanes[0]!.busy).toEqual([0, 450]);
});

test('attempts before the last one are there too, by what became of them', () => {
  const attempts = [{ status: 'failed' as TestStatus, durationMs: 10, startMs: AT }];
  const { lanes, tests, attempts: all } = page([ran('a', 20, 10, { attempts }), ran('b', 40, 10)]);
  expect([tests, all]).toEqual([2, 3]);
  expect(lanes[0]!.bars.map(([, , start, , outcome]) => [start, outcome])).toEqual([
    [0, 'f'],
    [20, 'p'],
    [40, 'p'],
  ]);
});

test('tests without a start are counted and not placed', () => {
  const some = page([ran('a', 0, 5), ran('b', undefined, 5), ran('c', 3, null)]);
  expect([some.tests, some.untimed]).toEqual([1, 2]);
  const none = page([ran('a', undefined, 5)]);
  expect([none.startedAt, none.untimed, none.lanes]).toEqual([null, 1, []]);
});

test('times that lie days apart are not of one run, and none is shown', () => {
  expect(page([ran('a', 0, 5), ran('b', 60 * 3_600_000, 5)]).startedAt).toBeNull();
});

test('a failure is drawn however short it is', () => {
  const results = Array.from({ length: 2000 }, (_, at) => ran(`${at}`, at * 10, 9));
  const { bars } = page([...results, ran('bad', 20_000, 1, { status: 'failed' })]).lanes[0]!;
  expect(bars.length).toBe(400);
  expect(bars.at(-1)![4]).toBe('f');
});

test('gaps that nobody can see are closed, the figures are not', () => {
  const results = Array.from({ length: 20_000 }, (_, at) => ran(`${at}`, at * 10, 9));
  const [lane] = page(results).lanes;
  expect(lane!.busy).toEqual([0, 199_999]);
  expect(lane!.busyMs).toBe(180_000);
});
