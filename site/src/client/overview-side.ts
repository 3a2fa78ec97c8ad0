import type { SiteOverview } from '@qitops/model';
import { h } from './dom.ts';
import { count, duration, minutes, percent } from './format.ts';
import { bar, fileHref, middleCut, section, testHref } from './parts.ts';

/** The figures beside the changes; a section that has nothing to say is not there. */
export function overviewSide(overview: SiteOverview): HTMLElement[] {
  return [
    confidenceSection(overview),
    coverageSection(overview),
    flakySection(overview),
    slowSection(overview),
    suggestionSection(overview),
  ].filter((part) => part !== null);
}

function confidenceSection({ confidence }: SiteOverview): HTMLElement | null {
  if (confidence.level === 'none') return null;
  const inputs = confidence.reasons.map(({ text, lowers }) =>
    h(
      'li',
      { class: lowers ? 'lowers' : undefined },
      text,
      lowers ? h('span', { class: 'tag' }, 'lowers it') : null,
    ),
  );
  return section('Confidence', confidence.level, h('ul', { class: 'plain' }, ...inputs));
}

function coverageSection({ coverage }: SiteOverview): HTMLElement | null {
  if (!coverage) return null;
  if (coverage.offenders.length === 0)
    return section('Coverage', null, h('p', { class: 'note' }, 'Every measured line is covered.'));
  const items = coverage.offenders.map((row) =>
    h(
      'li',
      { 'data-row': '' },
      h('a', { href: fileHref(row.path), class: 'grow' }, middleCut(row.path, 22)),
      h('span', { class: 'number' }, count(row.lines[1] - row.lines[0], 'line')),
      bar(row.lines[0], row.lines[1]),
      h('span', { class: 'number short' }, percent(row.lines[0], row.lines[1], 0)),
    ),
  );
  return section(
    'Most uncovered lines',
    `at ${coverage.sha.slice(0, 7)}`,
    h('ul', { class: 'rows' }, ...items),
  );
}

function flakySection({ flaky }: SiteOverview): HTMLElement | null {
  if (!flaky.states || flaky.top.length === 0) return null;
  const { cost } = flaky;
  const sentence = `${count(cost.failedAttempts, 'failed attempt')} and ${count(cost.reruns, 're-run')} took ${minutes(cost.minutes)} over ${count(cost.runs, 'run')}.`;
  const items = flaky.top.map((test) =>
    h(
      'li',
      { 'data-row': '' },
      h('a', { href: testHref(test.id), class: 'grow' }, middleCut(test.name)),
      h('span', { class: 'number' }, minutes(test.minutes)),
      h('span', { class: 'number short' }, test.probability.toFixed(2)),
    ),
  );
  return section(
    'Flaky cost',
    'time lost, probability',
    h('p', { class: 'note' }, sentence),
    h('ul', { class: 'rows' }, ...items),
  );
}

function slowSection({ slowest }: SiteOverview): HTMLElement | null {
  if (slowest.length === 0) return null;
  const items = slowest.map((test) =>
    h(
      'li',
      { 'data-row': '' },
      h('a', { href: testHref(test.id), class: 'grow' }, middleCut(test.name)),
      h('span', { class: 'number' }, duration(test.p50)),
      h('span', { class: 'number short' }, percent(test.share, 1, 0)),
    ),
  );
  return section('Slowest tests', 'median, share of all tests’ time', h('ul', { class: 'rows' }, ...items));
}

function suggestionSection({ suggestions }: SiteOverview): HTMLElement | null {
  if (suggestions === 0) return null;
  const link = h('a', { href: './suggestions.html' }, `${count(suggestions, 'suggested test')} that ran`);
  return section(
    'Suggestions',
    null,
    h(
      'p',
      { class: 'note' },
      link,
      ` and ${suggestions === 1 ? 'covers' : 'cover'} what nothing covered before.`,
    ),
  );
}
