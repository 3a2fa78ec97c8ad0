import type { SiteBar, SiteLane, SiteTests } from '@qitops/model';
import { s } from './dom.ts';
import { testHref } from './parts.ts';
import { idAt } from './run-parts.ts';
import { lookOf } from './status.ts';

/** The picture is as wide as its place; this many units are one row's height and the width of the whole run. */
const ROW = 10;
const WIDTH = 1000;
/** What is narrower could not be seen or pointed at. */
const LEAST = 2;

/**
 * One lane: pale where something ran, and the failed and longest attempts as bars that lead to their tests. The same
 * stands in the tables, so that readers of the screen are not led through hundreds of bars.
 */
export function laneChart(
  lane: SiteLane,
  ms: number,
  words: (bar: SiteBar) => string,
  tests: SiteTests,
): SVGSVGElement {
  const height = lane.rows * ROW;
  const x = (at: number) => (ms > 0 ? (WIDTH * at) / ms : 0);
  return s(
    'svg',
    {
      class: 'lane-chart',
      viewBox: `0 0 ${WIDTH} ${height}`,
      preserveAspectRatio: 'none',
      height: height + 4,
      'aria-hidden': 'true',
    },
    lane.attempts > lane.bars.length ? s('path', { class: 'busy', d: busyPath(lane.busy, x, height) }) : null,
    lane.bars.map((bar) => {
      const [test, row, start, length, outcome] = bar;
      return s(
        'a',
        { href: testHref(idAt(tests, test)), tabindex: '-1' },
        s('title', null, words(bar)),
        s('rect', {
          class: lookOf(outcome).tone,
          x: Math.min(x(start), WIDTH - LEAST),
          y: row * ROW,
          width: Math.max(LEAST, x(length)),
          height: ROW,
        }),
      );
    }),
  );
}

function busyPath(busy: readonly number[], x: (at: number) => number, height: number): string {
  let path = '';
  let end = 0;
  for (let at = 0; at < busy.length; at += 2) {
    const start = end + busy[at]!;
    end = start + busy[at + 1]!;
    const left = x(start).toFixed(1);
    path += `M${left} 0V${height}H${(Number(left) + Math.max(1, x(end) - x(start))).toFixed(1)}V0z`;
  }
  return path;
}
