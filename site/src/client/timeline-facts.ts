import type { SiteLane, SiteTimeline } from '@qitops/model';
import { percent } from './format.ts';

/** Where the timeline stands on the page of a run. */
export const TIMELINE_ANCHOR = 'when';

/** Times below the lanes at most, without the 0. */
export const TICKS_SHOWN = 6;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500].concat(
  [1, 2, 5, 10, 15, 30].map((value) => value * SECOND),
  [1, 2, 5, 10, 15, 30, 60, 120, 240, 480].map((value) => value * MINUTE),
);

/** Moments from 0 on at which the axis has a word, ms: round ones, at most `most` besides the 0. */
export function ticksOf(ms: number, most: number): number[] {
  const step = STEPS.find((each) => ms / each <= most) ?? STEPS.at(-1)!;
  return Array.from({ length: Math.floor(ms / step) + 1 }, (_, at) => at * step);
}

export function laneName({ name }: SiteLane): string {
  return name ?? 'not named';
}

/** Share of the run's time in which the lanes that are shown were busy. */
export function busyShare({ lanes, ms }: SiteTimeline): string {
  const busy = lanes.reduce((sum, lane) => sum + lane.busyMs, 0);
  return percent(busy, lanes.length * ms, 0);
}

/** The lane that the others had to be waited for, and for how long; null = they ended about together. */
export function endsLast({ lanes, ms }: SiteTimeline): { name: string; after: number } | null {
  const [last, before] = lanes.toSorted((a, b) => b.to - a.to);
  if (!last || !before || last.to - before.to < ms / 20) return null;
  return { name: laneName(last), after: last.to - before.to };
}
