import type {
  AnalyzeDocument,
  SiteManifest,
  SitePr,
  SitePrLine,
  SitePrs,
  Suggestion,
  TestChanges,
} from '@qitops/model';
import { load, parameter } from './data.ts';
import { type Child, h } from './dom.ts';
import { evidenceList } from './evidence-list.ts';
import { count, duration, percent, ranges } from './format.ts';
import { bar, commit, emptyState, fileHref, middleCut, section, sentence, testHref } from './parts.ts';
import { prName } from './pr-parts.ts';
import { reportedNote, riskWords } from './prs-page.ts';
import { icon, mark, VERDICT_LOOK, WARNED } from './status.ts';
import { suggestionItem } from './suggestion-item.ts';
import { table } from './table.ts';

/** One pull request: the verdict, why, and what to do. */
export async function render(root: HTMLElement, manifest: SiteManifest): Promise<string> {
  const wanted = parameter('pr');
  const prs = manifest.files.prs ? (await load<SitePrs>(manifest.files.prs)).prs : [];
  const line = prs.find((pr) => String(pr.pr ?? 'local') === wanted);
  if (!line) {
    root.append(
      emptyState('This pull request was not analysed.', h('a', { href: './prs.html' }, 'All pull requests')),
    );
    return 'Pull request';
  }
  const { pr, title, document: analysis, suggestions } = await load<SitePr>(line.data);
  const proven = suggestions?.suggestions.filter((suggestion) => suggestion.kind === 'test') ?? [];
  const questions = suggestions?.suggestions.filter((suggestion) => suggestion.kind === 'question') ?? [];
  root.append(
    head(line, title, analysis, manifest.repositoryUrl),
    h(
      'div',
      { class: 'columns' },
      h(
        'div',
        null,
        ...testSections(analysis.tests),
        patchSection(analysis),
        impactSection(analysis),
        suggestionSection('Suggested tests', proven),
        suggestionSection('Questions', questions),
      ),
      h(
        'div',
        null,
        gateSection(analysis),
        riskSection(analysis, line),
        confidenceSection(analysis),
        notesSection(analysis),
      ),
    ),
  );
  return prName(pr, title);
}

function head(
  line: SitePrLine,
  title: string,
  analysis: AnalyzeDocument,
  repositoryUrl: string | null,
): HTMLElement {
  const { pr } = line;
  const look = VERDICT_LOOK[analysis.verdict];
  const name = prName(pr, title);
  const link =
    repositoryUrl && pr !== null
      ? h('a', { href: `${repositoryUrl}/pull/${pr}` }, name)
      : h('span', null, name);
  const { totals } = analysis.results;
  return h(
    'header',
    { class: `verdict ${look.tone}` },
    h('p', { class: 'place' }, link),
    h(
      'h1',
      null,
      icon(look),
      h('span', null, h('span', { class: 'verdict-word' }, `${look.word}. `), sentence(analysis.headline)),
    ),
    h(
      'p',
      { class: 'basis' },
      commit(analysis.head, repositoryUrl),
      ' compared with ',
      commit(analysis.base, repositoryUrl),
      `: ${count(totals.tests, 'test')} from ${count(analysis.results.files, 'file')}, ${count(analysis.historyRuns, 'run')} in the history. `,
      reportedNote(line),
    ),
  );
}

const LISTS: readonly [keyof TestChanges, string][] = [
  ['newFailures', 'New failures'],
  ['failingBaseUnknown', 'Failing, nothing earlier to compare with'],
  ['stillFailing', 'Still failing'],
  ['flaky', 'Flaky'],
  ['fixed', 'Fixed'],
  ['slower', 'Slower'],
  ['added', 'Added'],
  ['removed', 'Removed'],
  ['renamed', 'Renamed'],
];

function testSections(tests: TestChanges): HTMLElement[] {
  return LISTS.flatMap(([key, heading]) => {
    const list = tests[key];
    if (list.length === 0) return [];
    const items = list
      .slice(0, 100)
      .map((test) =>
        h(
          'li',
          { 'data-row': '' },
          h('a', { class: 'test-name', href: testHref(test.id.slice(0, 16)) }, middleCut(test.name)),
          h(
            'span',
            { class: 'place' },
            middleCut([...(test.file ? [test.file] : []), ...test.suite].join(' › '), 24),
          ),
          test.renamedFrom ? h('span', { class: 'since' }, `was ${test.renamedFrom}`) : null,
          test.beforeMs !== undefined
            ? h(
                'span',
                { class: 'since' },
                `${duration(test.beforeMs)} before, ${duration(test.durationMs ?? null)} now`,
              )
            : null,
          test.message ? h('span', { class: 'message' }, test.message) : null,
          test.reproduce ? h('code', { class: 'reproduce' }, test.reproduce) : null,
          test.evidence ? evidenceList(test.evidence) : null,
        ),
      );
    return [section(heading, String(list.length), h('ul', { class: 'tests' }, ...items))];
  });
}

function patchSection({ patchCoverage: patch, unmeasured, delta }: AnalyzeDocument): HTMLElement {
  if (!patch)
    return section(
      'Patch coverage',
      null,
      h('p', { class: 'note' }, 'Not measured: no coverage file was given.'),
    );
  if (patch.neutral)
    return section('Patch coverage', null, h('p', { class: 'note' }, 'No coverable line changed.'));
  const { covered, total } = patch.lines;
  const worst = patch.files.filter((file) => file.missed.length + file.partial.length > 0);
  return section(
    'Patch coverage',
    `${percent(covered, total)} of ${count(total, 'changed line')}`,
    h('p', { class: 'note' }, deltaWords(delta)),
    worst.length > 0
      ? table(
          'Changed lines without coverage',
          [
            {
              heading: 'File',
              main: true,
              cell: (file) =>
                h(
                  'a',
                  { href: fileHref(file.path, file.missed[0] ?? file.partial[0]) },
                  middleCut(file.path, 22),
                ),
            },
            {
              heading: 'Missed lines',
              cell: (file) => (file.missed.length > 0 ? ranges(file.missed) : 'none'),
            },
            {
              heading: 'Partly covered',
              wide: true,
              cell: (file) => (file.partial.length > 0 ? ranges(file.partial) : 'none'),
            },
            {
              heading: 'Covered',
              number: true,
              cell: (file) => coveredShare(file),
            },
          ],
          worst,
        )
      : h('p', { class: 'note' }, 'Every changed line ran.'),
    unmeasured.length > 0
      ? h('p', { class: 'note' }, `In no report: ${unmeasured.map((file) => file.path).join(', ')}.`)
      : null,
  );
}

/** A partly covered line ran, so it counts as covered, as it does in the figure of the whole change. */
function coveredShare(file: { covered: number[]; missed: number[]; partial: number[] }): string {
  const ran = new Set([...file.covered, ...file.partial]).size;
  return percent(ran, ran + file.missed.length, 0);
}

const REACHED_SHOWN = 100;

/** The tests that the change reaches, by what the history knows. */
function impactSection({ impactedTests: tests }: AnalyzeDocument): Child {
  if (tests.length === 0) return null;
  const items = tests
    .slice(0, REACHED_SHOWN)
    .map(({ id, suite, name, file }) =>
      h(
        'li',
        { 'data-row': '' },
        h('a', { class: 'test-name', href: testHref(id.slice(0, 16)) }, middleCut(name)),
        h('span', { class: 'place' }, middleCut([...(file ? [file] : []), ...suite].join(' › '), 24)),
      ),
    );
  const more = tests.length - items.length;
  return section(
    'Tests that the change reaches',
    count(tests.length, 'test'),
    h(
      'details',
      null,
      h('summary', null, `Names of ${more > 0 ? `the first ${REACHED_SHOWN}` : 'them'}`),
      h('ul', { class: 'tests' }, ...items),
    ),
  );
}

function deltaWords(delta: AnalyzeDocument['delta']): string {
  if (!delta.comparable)
    return `Project coverage cannot be compared${delta.reason ? `: ${delta.reason}` : ''}.`;
  const points = (value: number | null) =>
    value === null
      ? 'not known'
      : `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(value).toFixed(2)} points`;
  return `Project coverage: ${points(delta.direct)} by changed lines, ${points(delta.deletions)} by deletions, ${points(delta.indirect)} elsewhere.`;
}

function gateSection({ gates }: AnalyzeDocument): Child {
  if (gates.length === 0) return null;
  const items = gates.map((gate) =>
    h(
      'li',
      { class: 'gate' },
      mark(gate.passed ? VERDICT_LOOK.passed : gate.level === 'warn' ? WARNED : VERDICT_LOOK.failed),
      h(
        'span',
        { class: 'grow' },
        gate.name,
        h(
          'span',
          { class: 'note' },
          `${gate.actual}; wanted ${gate.wanted}${gate.level === 'warn' ? '; never fails the job' : ''}`,
        ),
      ),
    ),
  );
  return section('Gates', null, h('ul', { class: 'rows' }, ...items));
}

function riskSection({ risk }: AnalyzeDocument, line: Parameters<typeof riskWords>[0]): HTMLElement {
  const most = Math.max(...risk.reasons.map((reason) => Math.abs(reason.contribution)), 0);
  const items = risk.reasons.map((reason) =>
    h(
      'li',
      null,
      h('span', { class: 'grow' }, sentence(reason.text)),
      bar(Math.abs(reason.contribution), most, reason.contribution > 0 ? 'bad' : 'good'),
      h('span', { class: 'number short' }, reason.contribution > 0 ? 'raises' : 'lowers'),
    ),
  );
  return section(
    'Risk',
    riskWords(line),
    items.length > 0
      ? h('ul', { class: 'rows' }, ...items)
      : h('p', { class: 'note' }, 'No reason was found to rate it.'),
  );
}

function confidenceSection({ confidence }: AnalyzeDocument): HTMLElement {
  const evidence =
    confidence.coverage === undefined ? '' : `, from ${percent(confidence.coverage, 1, 0)} of the evidence`;
  return section(
    'Confidence',
    `${percent(confidence.value, 1, 0)}${evidence}`,
    h('p', { class: 'note' }, 'How far the verdict can be trusted: ', confidence.method, '.'),
    evidenceList(confidence.evidence),
  );
}

function notesSection({ remedies, notes }: AnalyzeDocument): Child {
  if (remedies.length + notes.length === 0) return null;
  return section(
    'To know more',
    null,
    h('ul', { class: 'plain' }, ...[...remedies, ...notes].map((note) => h('li', null, sentence(note)))),
  );
}

function suggestionSection(title: string, rows: readonly Suggestion[]): HTMLElement | string {
  if (rows.length === 0) return '';
  const items = rows.map((suggestion) => suggestionItem(suggestion));
  return section(title, String(rows.length), h('ul', { class: 'suggestions' }, ...items));
}
