import type { SiteList, SitePortable, SiteTestLine } from '@qitops/model';
import { fill, h } from '../client/dom.ts';
import { age, branchName, count, duration, integer, moment, percent, shortSha } from '../client/format.ts';
import { ownLinks, showAccent } from '../client/look.ts';
import { icon, VERDICT_LOOK } from '../client/status.ts';
import { stepList } from '../client/test-steps.ts';
import '../styles/all.css';
import './report.css';

/** Draws the one-file report from the data in it. Links lead out of it only where the repository is known. */
function draw(data: SitePortable): void {
  const { overview } = data;
  showAccent(data.look);
  const failures = new Map(data.failures.map((failure) => [failure.id, failure]));
  const lists: [string, SiteList<SiteTestLine>][] = [
    ['New failures', overview.newFailures],
    ['Failing, nothing earlier to compare with', overview.failingBaseUnknown],
    ['Still failing', overview.stillFailing],
    ['Flaky tests that failed', overview.flakyFailures],
    ['Fixed', overview.fixed],
  ];
  const changed = lists.filter(([, list]) => list.total > 0);
  fill(
    document.getElementById('page')!,
    h('p', { class: 'place' }, data.title),
    heading(data),
    ...changed.map(([name, list]) =>
      h(
        'section',
        { class: 'block' },
        h('h2', null, name, h('small', null, String(list.total))),
        h(
          'ul',
          { class: 'tests' },
          ...list.items.map((line) => testItem(line, failures.get(line.id) ?? null)),
        ),
        list.total > list.items.length
          ? h('p', { class: 'note' }, `and ${list.total - list.items.length} more`)
          : null,
      ),
    ),
    changed.length === 0 && overview.head
      ? h('p', { class: 'note' }, 'No test broke and none was fixed.')
      : null,
    h(
      'p',
      { class: 'note' },
      `Written ${moment(data.generatedAt)} by qitops. History, coverage and pull requests are in the full report.`,
    ),
    ownLinks(data.look),
  );
}

function heading({ overview, repositoryUrl }: SitePortable): HTMLElement {
  const { verdict, head, health } = overview;
  const look = VERDICT_LOOK[verdict.status];
  const sha =
    head && repositoryUrl
      ? h('a', { href: `${repositoryUrl}/commit/${head.sha}` }, shortSha(head.sha))
      : head
        ? shortSha(head.sha)
        : '';
  return h(
    'header',
    { class: `verdict ${look.tone}` },
    h(
      'h1',
      null,
      icon(look),
      h('span', null, h('span', { class: 'verdict-word' }, `${look.word}. `), `${verdict.sentence}.`),
    ),
    head
      ? h(
          'p',
          { class: 'basis' },
          sha,
          ` on ${branchName(head.ref)}, ${age(head.startedAt)}: ${count(head.tests, 'test')}, ${integer(head.failed)} failed, ${head.flaky} flaky, ${integer(head.passed)} passed, ${head.skipped} skipped, ${duration(head.durationMs)}. Pass rate ${percent(health.passRate.part, health.passRate.of, 2)} of ${integer(health.passRate.of)} results in ${count(health.passRate.runs, 'run')}.`,
        )
      : h('p', { class: 'basis' }, verdict.basis),
  );
}

function testItem(line: SiteTestLine, failure: SitePortable['failures'][number] | null): HTMLElement {
  const { steps, stdout, stderr, attachments = [] } = failure?.details ?? {};
  const texts = [
    ...(failure?.trace ? [['Trace', failure.trace] as const] : []),
    ...(stdout ? [['Standard output', stdout] as const] : []),
    ...(stderr ? [['Standard error', stderr] as const] : []),
    ...attachments.flatMap(({ name, text }) => (text ? [[name, text] as const] : [])),
  ];
  const place = [...(line.file ? [line.file] : []), ...line.suite].join(' › ');
  return h(
    'li',
    null,
    h('span', { class: 'test-name' }, line.name),
    h('span', { class: 'place' }, place),
    line.message ? h('span', { class: 'message' }, line.message) : null,
    steps ? h('details', { open: true }, h('summary', null, 'Steps'), stepList(steps)) : null,
    ...texts.map(([name, text]) =>
      h('details', { class: 'error' }, h('summary', null, name), h('pre', { tabindex: '0' }, text)),
    ),
  );
}

draw(JSON.parse(document.getElementById('qitops-data')!.textContent!) as SitePortable);
