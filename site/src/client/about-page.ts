import type { SiteConfigLine, SiteManifest } from '@qitops/model';
import { load } from './data.ts';
import { h } from './dom.ts';
import { bytes, count, integer } from './format.ts';
import { copyButton, section, sourceLink, when } from './parts.ts';
import { table } from './table.ts';

const FORMULAS: readonly [string, string][] = [
  [
    'Pass rate',
    'passed / (passed + failed + flaky). Errored counts as failed; skipped tests are left out; a test that passed after a failed attempt in the same run is flaky, and is not in passed.',
  ],
  [
    'New failure',
    'fails at the newest commit of the main branch, and passed or was absent the last time the same job ran at another commit.',
  ],
  [
    'Kind of a failure',
    'by its message: a network, disk, service or browser that is not there (environment), time that ran out (timeout), a check that did not hold (assertion), anything else that was thrown (error). Where the message says nothing, errored tests threw and failed ones did not hold.',
  ],
  [
    'Category of a failure',
    'the first of qitops.yml whose every pattern is found: in the message, of older runs in its first line, and in the trace, which the newest run alone has.',
  ],
  [
    'When the tests ran',
    'from the starts and durations that the results tell. Busy is the time in which at least one test ran, of the time from the first start to the last end; shared out evenly, all workers or jobs would end at once, and never before the longest test.',
  ],
  ['Known flaky', 'its state is flaky or quarantined; its failures are listed apart from new ones.'],
  ['Median, 95th percentile', 'of the newest 60 known durations of the test, over all runs.'],
  [
    'Became slower',
    'the best split of the newest 120 main-branch durations has Welch’s t ≥ 6 on logarithms, at least five runs a side, and medians that differ by a third and 20 ms.',
  ],
  [
    'Flaky cost',
    'durations of all failed attempts of flaky tests, and of whole re-runs whose earlier attempt failed by flaky tests alone.',
  ],
  [
    'Confidence',
    'high when nothing lowers it, medium with one reason, low with more: fewer than ten runs, missing jobs, more than a tenth skipped, flaky failures, flakiness or coverage not measured, unreadable history.',
  ],
  [
    'Result of a case',
    'the worst of what its automated tests came to in the newest run that had each: failed, flaky, not known, skipped, passed. A case without tests is done by hand.',
  ],
  [
    'Coverage',
    'covered / measured lines of the union of all reports. A file in no report is not measured, which is neither 0 nor 100 %.',
  ],
];

const FILES: readonly [string, string][] = [
  ['summary.json', 'the verdict and its figures'],
  ['feed.atom', 'where the main branch broke and was mended'],
  ['report.html', 'the failures in one file, for sending on'],
  ['llms.txt', 'a guide to the data for language models'],
  ['data/manifest.json', 'names of all data files'],
];

/** What the figures mean, how old the data are, and where to get them. */
export async function render(root: HTMLElement, manifest: SiteManifest): Promise<string> {
  const { counts, mainline } = manifest;
  const config = manifest.files.config && (await load<SiteConfigLine[]>(manifest.files.config));
  root.append(
    h('h1', null, 'About this report'),
    section(
      'Data',
      null,
      h(
        'dl',
        { class: 'facts-list' },
        fact('Written', when(manifest.generatedAt)),
        fact(
          'Runs',
          `${integer(counts.runs)}, of which ${integer(mainline.runs)} of the main branch${mainline.ref ? ` (${mainline.ref.replace('refs/heads/', '')})` : ''}`,
        ),
        manifest.oldestRunAt ? fact('Oldest run', when(manifest.oldestRunAt)) : null,
        manifest.newestRunAt ? fact('Newest run', when(manifest.newestRunAt)) : null,
        fact('Tests', integer(counts.tests)),
        counts.cases > 0 ? fact('Test cases', integer(counts.cases)) : null,
        fact('Source files', counts.sourceFiles > 0 ? integer(counts.sourceFiles) : 'coverage not measured'),
        fact('Size of the data', `${bytes(manifest.dataBytes)} before compression`),
        fact('Schema', `version ${manifest.schemaVersion}`),
        fact('Kept', '500 runs or 180 days, counted back from the newest run'),
      ),
    ),
    ...unread(manifest),
    section(
      'What the figures mean',
      null,
      h(
        'dl',
        { class: 'formulas' },
        ...FORMULAS.flatMap(([name, text]) => [h('dt', null, name), h('dd', null, text)]),
      ),
    ),
    section(
      'Files',
      null,
      h(
        'ul',
        { class: 'plain' },
        ...FILES.map(([path, text]) => h('li', null, h('a', { href: `./${path}` }, path), ` ${text}`)),
      ),
    ),
    ...(config ? [configuration(config, manifest)] : []),
    section('Badges', null, ...badgeRows()),
    section(
      'Set up',
      null,
      h(
        'p',
        null,
        h('a', { href: './workflow.html' }, 'Write the workflow files'),
        ' of another repository: actions pinned, least rights.',
      ),
    ),
  );
  return 'About';
}

function fact(name: string, value: string | HTMLElement): HTMLElement {
  return h('div', null, h('dt', null, name), h('dd', null, value));
}

function unread(manifest: SiteManifest): HTMLElement[] {
  if (manifest.skippedTotal === 0) return [];
  return [
    section(
      'Not read',
      count(manifest.skippedTotal, 'entry', 'entries'),
      table(
        'History entries that could not be read',
        [
          { heading: 'Entry', cell: (row) => h('code', null, row.key) },
          { heading: 'Why', cell: (row) => row.reason },
        ],
        manifest.skipped,
      ),
    ),
  ];
}

/** What is set first: the defaults are long and the same everywhere. */
function configuration(lines: readonly SiteConfigLine[], manifest: SiteManifest): HTMLElement {
  const set = lines.filter(({ from }) => from !== null);
  const rows = [...set, ...lines.filter(({ from }) => from === null)];
  const note = set.length === 0 ? 'all defaults: qitops.yml sets nothing' : `${set.length} set in qitops.yml`;
  return section(
    'Configuration',
    note,
    table(
      'Keys of qitops.yml as they hold for this report',
      [
        { heading: 'Key', cell: ({ key }) => h('code', null, key) },
        { heading: 'Value', cell: ({ value }) => h('code', { class: 'value' }, value) },
        {
          heading: 'From',
          cell: ({ from }) => (from === null ? 'default' : configPlace(from, manifest)),
        },
      ],
      rows,
    ),
  );
}

/** `qitops.yml:12` as a link to that line. */
function configPlace(from: string, { readAt, repositoryUrl }: SiteManifest): HTMLElement {
  const [, path, line] = /^(.*):(\d+)$/.exec(from) ?? [];
  return path ? sourceLink(path, readAt, Number(line), repositoryUrl) : h('code', null, from);
}

function badgeRows(): HTMLElement[] {
  return ['tests', 'coverage', 'flaky'].map((name) => {
    const address = new URL(`./badge/${name}.svg`, location.href).href;
    const markdown = `[![${name}](${address})](${new URL('./', location.href).href})`;
    return h(
      'p',
      { class: 'facts' },
      h('img', { src: `./badge/${name}.svg`, alt: `Badge: ${name}`, height: 20 }),
      copyButton('Copy Markdown', () => markdown),
    );
  });
}
