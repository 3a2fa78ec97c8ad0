import type { SiteBar, SiteLane, SiteTests, SiteTimeline } from '@qitops/model';
import { type Child, h } from './dom.ts';
import { count, duration, integer, percent } from './format.ts';
import { middleCut, section, testHref } from './parts.ts';
import { idAt, testLink } from './run-parts.ts';
import { lookOf } from './status.ts';
import { chartTable } from './table.ts';
import { busyShare, endsLast, laneName, TICKS_SHOWN, TIMELINE_ANCHOR, ticksOf } from './timeline-facts.ts';
import { laneChart } from './timeline-lane.ts';

const LONGEST = 10;

/** When the tests of the newest run ran, by worker or job: a sentence, the chart and its figures. */
export function timelineSection(timeline: SiteTimeline, tests: SiteTests): HTMLElement[] {
  if (timeline.tests + timeline.untimed === 0) return [];
  if (timeline.startedAt === null) {
    return [
      section(
        'When the tests ran',
        'not known',
        h(
          'p',
          null,
          'The results do not say when each test started. Those of Playwright (JSON), Allure, CTRF, Jest, Go, NUnit, TRX and Cucumber do.',
        ),
      ),
    ];
  }
  const { lanes, ms } = timeline;
  const longest = lanes
    .flatMap((lane) => lane.bars.map((bar) => ({ lane, bar })))
    .sort((a, b) => b.bar[3] - a.bar[3])
    .slice(0, LONGEST);
  const figure = section(
    'When the tests ran',
    `${duration(ms)} from the first to the last`,
    h(
      'figure',
      null,
      h('figcaption', null, ...sentences(timeline, tests, longest[0]?.bar ?? null)),
      h('div', { class: 'timeline' }, ...lanes.map((lane) => laneRow(timeline, lane, tests)), axis(ms)),
      legend(timeline),
      laneTable(timeline),
      longestTable(timeline, longest, tests),
    ),
  );
  figure.id = TIMELINE_ANCHOR;
  return [figure];
}

function sentences(timeline: SiteTimeline, tests: SiteTests, longest: SiteBar | null): Child[] {
  const { lanes, laneTotal, by, ms, atOnce, evenMs, untimed } = timeline;
  const where = by === null ? '' : ` on ${count(laneTotal, by)}`;
  const last = endsLast(timeline);
  return [
    `${count(timeline.tests, 'test')} ran${where} within ${duration(ms)}, at most ${integer(atOnce)} at once. `,
    by === null
      ? `The results name no worker. In ${percent(lanes[0]!.busyMs, ms, 0)} of the time something ran. `
      : `${lanes.length > 1 ? 'On average each' : laneName(lanes[0]!)} was busy ${busyShare(timeline)} of the time. `,
    last ? `The last to end was ${last.name}, ${duration(last.after)} after the others. ` : null,
    by !== null && evenMs < 0.9 * ms ? `Shared out evenly, it would take ${duration(evenMs)}. ` : null,
    longest
      ? [
          'The longest test took ',
          duration(longest[3]),
          ': ',
          h('a', { href: testHref(idAt(tests, longest[0])) }, tests.names[longest[0]]),
          '. ',
        ]
      : null,
    laneTotal > lanes.length ? `The ${lanes.length} busiest are shown. ` : null,
    untimed > 0 ? `Of ${count(untimed, 'more test')} the results do not say when.` : null,
  ];
}

function laneRow({ by, ms }: SiteTimeline, lane: SiteLane, tests: SiteTests): HTMLElement {
  return h(
    'div',
    { class: `lane${by === null ? ' alone' : ''}` },
    by === null ? null : h('span', { class: 'lane-name' }, middleCut(laneName(lane), 12, 22)),
    laneChart(
      lane,
      ms,
      (bar) => {
        const [test, , start, length, outcome] = bar;
        return `${tests.names[test]}: ${lookOf(outcome).word}, ${duration(length)} from ${duration(start)} on`;
      },
      tests,
    ),
    by === null ? null : h('span', { class: 'lane-share' }, `${percent(lane.busyMs, ms, 0)} busy`),
  );
}

/** Times below the lanes, as far apart as there is room for. */
function axis(ms: number): HTMLElement {
  return h(
    'div',
    { class: 'timeline-axis', 'aria-hidden': 'true' },
    ...ticksOf(ms, TICKS_SHOWN).map((at) =>
      h('span', { style: { left: `${(100 * at) / ms}%` } }, at === 0 ? '0' : duration(at)),
    ),
  );
}

function legend({ lanes, attempts }: SiteTimeline): HTMLElement {
  const drawn = lanes.reduce((sum, { bars }) => sum + bars.length, 0);
  const tones = new Map(
    lanes.flatMap(({ bars }) =>
      bars.map(([, , , , outcome]) => [lookOf(outcome).tone, lookOf(outcome).word]),
    ),
  );
  return h(
    'ul',
    { class: 'legend' },
    ...[...tones].map(([tone, word]) => h('li', null, h('span', { class: `swatch ${tone}` }), word)),
    drawn < attempts ? h('li', null, h('span', { class: 'swatch busy' }), 'shorter tests') : null,
    h('li', null, h('span', { class: 'swatch idle' }), 'nothing ran'),
  );
}

function laneTable({ by, lanes, ms }: SiteTimeline): HTMLElement {
  return chartTable(
    `time by ${by ?? 'run'}`,
    [
      {
        heading: by === 'job' ? 'Job' : by === 'worker' ? 'Worker' : 'Where',
        main: true,
        cell: (lane) => laneName(lane),
      },
      { heading: 'Attempts', number: true, cell: (lane) => integer(lane.attempts) },
      { heading: 'Busy', number: true, cell: (lane) => duration(lane.busyMs) },
      { heading: 'Idle', number: true, cell: (lane) => duration(ms - lane.busyMs) },
      { heading: 'First start', number: true, wide: true, cell: (lane) => duration(lane.from) },
      { heading: 'Last end', number: true, wide: true, cell: (lane) => duration(lane.to) },
    ],
    lanes,
  );
}

function longestTable(
  { by }: SiteTimeline,
  rows: readonly { lane: SiteLane; bar: SiteBar }[],
  tests: SiteTests,
): HTMLElement {
  return chartTable(
    `the ${rows.length === 1 ? 'longest attempt' : `${rows.length} longest attempts`}`,
    [
      { heading: 'Test', main: true, cell: ({ bar }) => testLink(tests, bar[0]) },
      { heading: 'Result', cell: ({ bar }) => lookOf(bar[4]).word },
      ...(by === null
        ? []
        : [{ heading: 'Where', wide: true, cell: ({ lane }: { lane: SiteLane }) => laneName(lane) }]),
      { heading: 'Start', number: true, cell: ({ bar }) => duration(bar[2]) },
      { heading: 'Duration', number: true, cell: ({ bar }) => duration(bar[3]) },
    ],
    rows,
  );
}
