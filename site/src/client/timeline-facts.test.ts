import type { SiteLane, SiteTimeline } from '@qitops/model';
import { expect, test } from 'vitest';
import { busyShare, endsLast, ticksOf } from './timeline-facts.ts';

const lane = (name: string, busyMs: number, to: number): SiteLane => ({
  name,
  attempts: 1,
  busyMs,
  from: 0,
  to,
  busy: [0, busyMs],
  rows: 1,
  bars: [],
});
const of = (...lanes: SiteLane[]) => ({ lanes, ms: 1000 }) as SiteTimeline;

test('an axis has round times, and few', () => {
  expect(ticksOf(7100, 6)).toEqual([0, 2000, 4000, 6000]);
  expect(ticksOf(200_000, 6)).toEqual([0, 60_000, 120_000, 180_000]);
  expect(ticksOf(0, 6)).toEqual([0]);
});

test('the share is that of all lanes over the whole run', () => {
  expect(busyShare(of(lane('a', 1000, 1000), lane('b', 500, 500)))).toBe('75\u00a0%');
});

test('the one that ended last is named when the others waited for it', () => {
  expect(endsLast(of(lane('a', 1, 400), lane('b', 1, 1000)))).toEqual({ name: 'b', after: 600 });
  expect(endsLast(of(lane('a', 1, 980), lane('b', 1, 1000)))).toBeNull();
  expect(endsLast(of(lane('a', 1, 1000)))).toBeNull();
});
