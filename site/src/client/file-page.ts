import type { SiteCoverage, SiteManifest, SiteSourceFile } from '@qitops/model';
import { load, parameter } from './data.ts';
import { h } from './dom.ts';
import { count, percent, ranges } from './format.ts';
import { onKey } from './keys.ts';
import { emptyState, sourceLink } from './parts.ts';

/** A source file at the measured commit, its uncovered lines one key apart. */
export async function render(root: HTMLElement, manifest: SiteManifest): Promise<string> {
  const path = parameter('path') ?? '';
  const coverage = manifest.files.coverage ? await load<SiteCoverage>(manifest.files.coverage) : null;
  const row = coverage?.files.find((file) => file.path === path);
  if (!row?.data) {
    root.append(
      h('h1', { class: 'name' }, path || 'No file is named'),
      emptyState('This file was not measured.', [
        'No coverage report names it. ',
        h('a', { href: './coverage.html' }, 'All measured files'),
      ]),
    );
    return path || 'Source file';
  }
  const file = await load<SiteSourceFile>(row.data);
  const hits = new Map(file.lines);
  const missed = file.lines.filter(([, amount]) => amount === 0).map(([line]) => line);
  root.append(
    h(
      'header',
      { class: 'page-head' },
      h('h1', { class: 'name' }, path),
      h(
        'p',
        { class: 'text' },
        missed.length > 0
          ? `${count(missed.length, 'line')} of ${row.lines[1]} never ran: `
          : `All ${row.lines[1]} measured lines ran. `,
        missed.length > 0 ? lineLinks(missed) : null,
      ),
      h(
        'p',
        { class: 'facts' },
        h('span', null, `lines ${percent(row.lines[0], row.lines[1])}`),
        h(
          'span',
          null,
          row.branches[1] > 0
            ? `branches ${percent(row.branches[0], row.branches[1])} of ${row.branches[1]}`
            : 'no branches measured',
        ),
        sourceLink(path, file.sha, null, manifest.repositoryUrl),
      ),
      ...file.missedInPr.map(({ pr, lines }) =>
        h(
          'p',
          { class: 'note' },
          `New in ${pr === null ? 'the compared change' : `#${pr}`} and not covered: lines ${ranges(lines)}.`,
        ),
      ),
    ),
    file.text === null
      ? emptyState(
          'The text of this file is not in the report.',
          'It could not be read at that commit, or is larger than 512 kB. The line numbers above are exact.',
        )
      : source(file, hits),
  );
  walkMissed(missed);
  return path;
}

function lineLinks(missed: readonly number[]): HTMLElement {
  const parts = ranges(missed).split(', ');
  const shown = parts.slice(0, 24);
  return h(
    'span',
    null,
    ...shown.flatMap((part, index) => [
      index > 0 ? ', ' : '',
      h('a', { href: `#L${Number.parseInt(part, 10)}` }, part),
    ]),
    parts.length > shown.length ? ` and ${parts.length - shown.length} more places` : '',
  );
}

function source(file: SiteSourceFile, hits: ReadonlyMap<number, number>): HTMLElement {
  const arms = new Map(file.branches.map(([line, covered, total]) => [line, { covered, total }]));
  const added = new Set(file.missedInPr.flatMap(({ lines }) => lines));
  const rows = file
    .text!.replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map((text, index) => {
      const line = index + 1;
      const amount = hits.get(line);
      const branch = arms.get(line);
      const partial = branch !== undefined && branch.covered < branch.total && amount !== 0;
      const state = amount === undefined ? '' : amount === 0 ? 'missed' : partial ? 'partial' : 'covered';
      const note =
        amount === undefined
          ? ''
          : amount === 0
            ? 'never ran'
            : partial
              ? `${branch.covered} of ${branch.total} branches`
              : `ran ${amount} ×`;
      return h(
        'tr',
        { id: `L${line}`, class: `${state}${added.has(line) ? ' added' : ''}` },
        h('td', { class: 'line-number' }, String(line)),
        h('td', { class: 'line-note' }, note),
        h('td', { class: 'code' }, text),
      );
    });
  return h(
    'div',
    { class: 'source', tabindex: '0', role: 'region', 'aria-label': 'Source' },
    h(
      'table',
      null,
      h('caption', { class: 'hidden' }, 'Source with how often each line ran'),
      h(
        'thead',
        { class: 'hidden' },
        h(
          'tr',
          null,
          h('th', { scope: 'col' }, 'Line'),
          h('th', { scope: 'col' }, 'Ran'),
          h('th', { scope: 'col' }, 'Code'),
        ),
      ),
      h('tbody', null, ...rows),
    ),
  );
}

function walkMissed(missed: readonly number[]): void {
  let current = 0;
  onKey((key) => {
    if ((key !== 'n' && key !== 'p') || missed.length === 0) return false;
    const next =
      key === 'n' ? missed.find((line) => line > current) : missed.findLast((line) => line < current);
    current = next ?? (key === 'n' ? missed[0]! : missed.at(-1)!);
    document.querySelector('tr.here')?.classList.remove('here');
    const row = document.getElementById(`L${current}`);
    row?.classList.add('here');
    row?.scrollIntoView({ block: 'center' });
    return true;
  });
}
