import { maskSecrets } from '@qitops/escape';
import {
  type Attempt,
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
  let first = Number.POSITIVE_INFINITY;
  for (const { startMs, attempts } of told) {
    first = Math.min(first, startMs!);
    for (const attempt of attempts) first = Math.min(first, attempt.startMs ?? first);
  }
  const ran = attemptsOf(told, new Map(tests.map(({ id }, index) => [id, index])), first);
  ran.sort((a, b) => a.start - b.start);
  const ms = ran.reduce((most, each) => Math.max(most, each.start + each.ms), 0);
  if (ran.length === 0 || ms > LONGEST_RUN_MS) return { ...NOTHING, untimed: inList.length };
  const byLane = Map.groupBy(ran, ({ lane }) => lane);
  const busy = new Map([...byLane].map(([lane, own]) => [lane, stretches(own)]));
  const busyMs = new Map(
    [...busy].map(([lane, own]) => [lane, own.reduce((sum, [, length]) => sum + length, 0)]),
  );
  const total = [...busyMs.values()].reduce((sum, each) => sum + each, 0);
  const longest = ran.reduce((most, each) => Math.max(most, each.ms), 0);
  const drawn = Map.groupBy(barsOf(ran), ({ lane }) => lane);
  const shown = [...byLane.keys()].sort((a, b) => busyMs.get(b)! - busyMs.get(a)!).slice(0, LANES);
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
        busyMs: busyMs.get(lane)!,
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
  const ran: Ran[] = [];
  for (const result of told) {
    const test = positions.get(result.id);
    if (test === undefined) continue;
    // where all ran in one job its name says nothing
    const job = places.size > 1 && result.place ? placeName(result.place) : undefined;
    const note = ({ startMs, durationMs, worker, status }: Attempt) => {
      if (startMs === undefined || durationMs === null || durationMs < 0) return;
      const lane = job && worker ? `${job}, ${worker}` : (job ?? worker ?? '');
      ran.push({ test, lane, start: startMs - first, ms: Math.round(durationMs), status });
    };
    result.attempts.forEach(note);
    note(result);
  }
  return ran;
}

/** Stretches in which something ran, as start and length, ascending as `ran` is. */
function stretches(ran: readonly Ran[]): [number, number][] {
  const joined: [number, number][] = [];
  for (const { start, ms } of ran) {
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

/** The most that ran at one moment; `ran` ascends by start. */
function mostAtOnce(ran: readonly Ran[]): number {
  const starts = ran.map(({ start }) => start);
  const ends = Float64Array.from(ran, ({ start, ms }) => start + ms).sort();
  let most = 0;
  let ended = 0;
  starts.forEach((start, begun) => {
    while (ends[ended]! <= start && ended <= begun) ended += 1;
    most = Math.max(most, begun + 1 - Math.min(ended, begun));
  });
  return most;
}
