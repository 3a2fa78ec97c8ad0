import type { SiteManifest, SiteRuns, SiteShard } from '@qitops/model';
import { expand, shardOf } from './columns.ts';
import { load, parameter } from './data.ts';
import { type Child, h } from './dom.ts';
import { failingNeighbours } from './failing-neighbours.ts';
import { count, percent } from './format.ts';
import { caseHref, copyButton, emptyState, section, sourceLink, when } from './parts.ts';
import { lookOf, mark, stateLook } from './status.ts';
import { outcomeStrip } from './strip.ts';
import { attemptSections } from './test-attempts.ts';
import type { TestContext } from './test-context.ts';
import { durationSection } from './test-durations.ts';
import { earlierFailures, lastFailureSection, promptFor } from './test-error.ts';
import { flakySection, flipSection } from './test-history.ts';
import { labelLine } from './test-labels.ts';
import { ownerQuery } from './tests-order.ts';

/** One test: its error first, then its history and what it costs. */
export async function render(root: HTMLElement, manifest: SiteManifest): Promise<string> {
  const id = (parameter('id') ?? '').toLowerCase();
  if (!/^[0-9a-f]{8,64}$/.test(id)) {
    root.append(
      emptyState('No test is named in the address.', [
        'Choose one from ',
        h('a', { href: './tests.html' }, 'all tests'),
        '.',
      ]),
    );
    return 'Test';
  }
  const { folder, count: shards } = manifest.shards;
  const [shard, { runs }] = await Promise.all([
    load<SiteShard>(`${folder}/${shardOf(id, shards)}.json`),
    load<SiteRuns>(manifest.files.runs),
  ]);
  const test = shard.tests.find((entry) => entry.id.startsWith(id.slice(0, 16)));
  if (!test) {
    root.append(
      emptyState('This test is not in the history.', [
        'It may have been renamed, or its runs are older than what is kept. ',
        h('a', { href: './tests.html' }, 'All tests'),
      ]),
    );
    return 'Test';
  }
  const context: TestContext = {
    test,
    messages: shard.messages,
    runs,
    outcomes: expand(test.history),
    repositoryUrl: manifest.repositoryUrl,
    catalogued: manifest.files.cases !== null,
    labelLinks: manifest.labelLinks,
  };
  root.append(
    ...[
      await failingNeighbours(manifest, test.id),
      testHead(context),
      ...attemptSections(context),
      lastFailureSection(context),
      earlierFailures(context),
      caseSection(context),
      historySection(context),
      flakySection(context),
      flipSection(context),
      durationSection(context),
    ].filter((part) => part !== null),
  );
  return test.name;
}

function testHead(context: TestContext): HTMLElement {
  const { test, runs, outcomes } = context;
  const newest = Math.max(...[...outcomes].map((letter, run) => (letter === '-' ? -1 : run)));
  const run = runs[newest];
  const sha = run?.sha ?? null;
  return h(
    'header',
    { class: 'page-head' },
    test.suite.length > 0 ? h('p', { class: 'place' }, test.suite.join(' › ')) : null,
    h('h1', { class: 'name' }, test.name),
    h(
      'p',
      { class: 'facts' },
      mark(test.latest ? lookOf(test.latest.outcome) : lookOf(outcomes[newest] ?? '-')),
      run ? h('span', null, 'last run ', when(run.startedAt)) : null,
      test.file
        ? sourceLink(test.file, sha, test.latest?.line ?? null, context.repositoryUrl)
        : h('span', null, 'the report names no file'),
      test.owners ? h('span', null, 'owned by ', ...ownerLinks(test.owners)) : null,
      test.flaky ? h('span', null, 'by history ', mark(stateLook(test.flaky.state))) : null,
      copyButton('Copy prompt', () => promptFor(context)),
      context.catalogued && !test.cases
        ? h('a', { class: 'button', href: newCaseHref(test) }, 'Write a case')
        : null,
    ),
    labelLine(test.latest, context.labelLinks),
  );
}

/** Owners, each leading to its tests. */
function ownerLinks(owners: readonly string[]): Child[] {
  return owners.flatMap((owner, at) => [
    at > 0 ? ', ' : null,
    h('a', { href: `./tests.html?q=${encodeURIComponent(ownerQuery(owner))}` }, owner),
  ]);
}

/** The form of a case that this test does. */
function newCaseHref({ file, suite, name }: TestContext['test']): string {
  const words = new URLSearchParams({
    title: [...suite, name].join(': '),
    test: [...(file ? [file] : []), ...suite, name].join(' > '),
  });
  return `./case-edit.html?${words}`;
}

/** The test cases that it does. */
function caseSection({ test }: TestContext): HTMLElement | null {
  if (!test.cases) return null;
  return section(
    'Test cases',
    `${test.cases.length}, done by this test`,
    h(
      'ul',
      { class: 'plain' },
      ...test.cases.map(({ id, title }) => h('li', null, h('a', { href: caseHref(id) }, title))),
    ),
  );
}

function historySection({ outcomes, runs }: TestContext): HTMLElement | null {
  const present = [...outcomes].flatMap((letter, run) => (letter === '-' ? [] : [{ letter, run }]));
  if (present.length === 0) return null;
  const of = (letters: string) => present.filter(({ letter }) => letters.includes(letter)).length;
  const [passed, failed, flaky] = [of('p'), of('fe'), of('r')];
  const judged = passed + failed + flaky;
  const sentence = [
    `Passed in ${passed} of ${count(judged, 'run')}`,
    judged > 0 ? ` (${percent(passed, judged)})` : '',
    `; failed in ${failed}, passed after a retry in ${flaky}, skipped in ${of('sn')}. First run `,
    when(runs[present[0]!.run]!.startedAt),
    '.',
  ];
  const newest = present
    .slice(-120)
    .map(({ letter }) => letter)
    .join('');
  return section(
    'History',
    `newest ${newest.length} of ${count(present.length, 'run')}`,
    h('p', null, ...sentence),
    h(
      'div',
      { class: 'strip-box' },
      outcomeStrip(newest, `Outcomes of the newest ${newest.length} runs, oldest first`, 8),
    ),
  );
}
