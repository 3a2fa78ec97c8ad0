import { maskSecrets } from '@qitops/escape';
import {
  isFailure,
  placeName,
  type SiteBar,
  type SiteLane,
  type SiteOutcome,
  type SiteTimeline,
  STATUS_CODES,
  type TestRef,
  type TestResult,
  type TestStatus,
} from '@qitops/model';

/** Lanes that are drawn, and attempts that are drawn one by one, of those the failed ones. */
const LANES = 60;
const BARS = 400;
const FAILED_BARS = 200;
/** Rows of one lane; what ran beside more than that is not drawn one by one. */
const ROWS = 6;
/** A chart is about this many points wide: shorter gaps cannot be seen. */
const POINTS = 1000;
/** Results further apart are not of one run. */
const LONGEST_RUN_MS = 48 * 3_600_000;

/** One attempt; times in ms, `start` since the start of the run. */
interface Ran {
  test: number;
  lane: string;
  start: number;
  ms: number;
  status: TestStatus;
}

/** When each test of a run ran and where, as far as its results tell. */
export function timelinePage(tests: readonly TestRef[], results: readonly TestResult[]): SiteTimeline {
  const inList = results.filter(({ suiteLevel }) => !suiteLevel);
  const told = inList.filter(({ startMs, durationMs }) => startMs !== undefined && durationMs !== null);
  const first = told.reduce((least, { startMs, attempts }) => {
    const starts = attempts.map((attempt) => attempt.startMs ?? Number.POSITIVE_INFINITY);
    return Math.min(least, startMs!, ...starts);
  }, Number.POSITIVE_INFINITY);
  const ran = attemptsOf(told, new Map(tests.map(({ id }, index) => [id, index])), first);
  const ms = ran.reduce((most, each) => Math.max(most, each.start + each.ms), 0);
  if (ran.length === 0 || ms > LONGEST_RUN_MS) return { ...NOTHING, untimed: inList.length };
  const byLane = Map.groupBy(ran, ({ lane }) => lane);
  const busy = new Map([...byLane].map(([lane, own]) => [lane, stretches(own)]));
  const busyMs = (lane: string) => busy.get(lane)!.reduce((sum, [, length]) => sum + length, 0);
  const total = [...byLane.keys()].reduce((sum, lane) => sum + busyMs(lane), 0);
  const longest = ran.reduce((most, each) => Math.max(most, each.ms), 0);
  const drawn = Map.groupBy(barsOf(ran), ({ lane }) => lane);
  const shown = [...byLane.keys()].sort((a, b) => busyMs(b) - busyMs(a)).slice(0, LANES);
  return {
    startedAt: new Date(first).toISOString(),
    ms,
    tests: told.length,
    untimed: inList.length - told.length,
    attempts: ran.length,
    by: byLane.size === 1 && byLane.has('') ? null : told.some(({ worker }) => worker) ? 'worker' : 'job',
    atOnce: mostAtOnce(ran),
    evenMs: Math.round(Math.max(longest, total / byLane.size)),
    lanes: shown.sort(byName).map((lane): SiteLane => {
      const own = busy.get(lane)!;
      return {
        name: lane === '' ? null : maskSecrets(lane),
        attempts: byLane.get(lane)!.length,
        busyMs: busyMs(lane),
        from: own[0]![0],
        to: own.at(-1)![0] + own.at(-1)![1],
        busy: asGaps(own, ms / POINTS),
        ...inRows(drawn.get(lane) ?? []),
      };
    }),
    laneTotal: byLane.size,
  };
}

const NOTHING: SiteTimeline = {
  startedAt: null,
  ms: 0,
  tests: 0,
  untimed: 0,
  attempts: 0,
  by: null,
  atOnce: 0,
  evenMs: 0,
  lanes: [],
  laneTotal: 0,
};

const collator = new Intl.Collator('en', { numeric: true });

function byName(a: string, b: string): number {
  return collator.compare(a, b);
}

/** The last attempt of each test, and those before it whose times are told too. */
function attemptsOf(
  told: readonly TestResult[],
  positions: ReadonlyMap<string, number>,
  first: number,
): Ran[] {
  const places = new Set(told.map(({ place }) => place && placeName(place)));
  return told.flatMap((test) => {
    const position = positions.get(test.id);
    if (position === undefined) return [];
    // where all ran in one job its name says nothing
    const job = places.size > 1 && test.place ? placeName(test.place) : undefined;
    return [...test.attempts, test].flatMap(({ startMs, durationMs, worker, status }): Ran[] => {
      if (startMs === undefined || durationMs === null || durationMs < 0) return [];
      const lane = [job, worker].filter((part) => part !== undefined).join(', ');
      return [{ test: position, lane, start: startMs - first, ms: Math.round(durationMs), status }];
    });
  });
}

/** Stretches in which something ran, as start and length, ascending. */
function stretches(ran: readonly Ran[]): [number, number][] {
  const joined: [number, number][] = [];
  for (const { start, ms } of ran.toSorted((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last && start <= last[0] + last[1]) last[1] = Math.max(last[1], start + ms - last[0]);
    else joined.push([start, ms]);
  }
  return joined;
}

/** Stretches as the gap before each and its length; gaps below `least` ms are closed. */
function asGaps(busy: readonly (readonly [number, number])[], least: number): number[] {
  const gaps: number[] = [];
  let end = 0;
  for (const [start, length] of busy) {
    if (gaps.length > 0 && start - end < least) gaps[gaps.length - 1]! += start - end + length;
    else gaps.push(start - end, length);
    end = start + length;
  }
  return gaps;
}

/** The failed attempts and the longest ones. */
function barsOf(ran: readonly Ran[]): Ran[] {
  const longestFirst = ran.toSorted((a, b) => b.ms - a.ms);
  const failed = longestFirst.filter(({ status }) => isFailure(status)).slice(0, FAILED_BARS);
  const taken = new Set(failed);
  return [...failed, ...longestFirst.filter((each) => !taken.has(each)).slice(0, BARS - failed.length)];
}

/** Each in the first row that is free by then. */
function inRows(ran: readonly Ran[]): Pick<SiteLane, 'rows' | 'bars'> {
  const ends: number[] = [];
  const bars: SiteBar[] = [];
  for (const { test, start, ms, status } of ran.toSorted((a, b) => a.start - b.start || b.ms - a.ms)) {
    const free = ends.findIndex((end) => end <= start);
    const row = free < 0 ? ends.length : free;
    if (row === ROWS) continue;
    ends[row] = start + ms;
    bars.push([test, row, start, ms, STATUS_CODES[status] as SiteOutcome]);
  }
  return { rows: Math.max(1, ends.length), bars };
}

function mostAtOnce(ran: readonly Ran[]): number {
  const starts = Float64Array.from(ran, ({ start }) => start).sort();
  const ends = Float64Array.from(ran, ({ start, ms }) => start + ms).sort();
  let most = 0;
  let ended = 0;
  starts.forEach((start, begun) => {
    while (ends[ended]! <= start && ended <= begun) ended += 1;
    most = Math.max(most, begun + 1 - Math.min(ended, begun));
  });
  return most;
}
