import type { SiteCoverage, SiteManifest } from '@qitops/model';
import { type Folder, folderTree } from './coverage-tree.ts';
import { load, parameter, setParameters } from './data.ts';
import { fill, h } from './dom.ts';
import { count, integer, percent } from './format.ts';
import { bar, commit, emptyState, fileHref, middleCut } from './parts.ts';

type Row = SiteCoverage['files'][number];

/** Coverage by folder, most uncovered lines first. */
export async function render(root: HTMLElement, manifest: SiteManifest): Promise<string> {
  if (!manifest.files.coverage) {
    root.append(
      emptyState(
        'Coverage was not measured.',
        'Let the tests write LCOV or Cobertura, and give the file to `qitops report --coverage`.',
      ),
    );
    return 'Coverage';
  }
  const { sha, files } = await load<SiteCoverage>(manifest.files.coverage);
  const search = h('input', {
    type: 'search',
    placeholder: 'Part of a path',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const full = h('input', { type: 'checkbox' });
  search.value = parameter('q') ?? '';
  full.checked = parameter('all') === '1';
  const tree = h('div', { class: 'tree' });
  const result = h('p', { class: 'note', 'aria-live': 'polite' });
  const update = () => {
    const words = search.value.trim().toLowerCase();
    const found = files.filter((row) => row.path.toLowerCase().includes(words));
    const rows = found.filter((row) => full.checked || isMissing(row));
    const hidden = files.length - rows.length;
    result.textContent = `${count(rows.length, 'file')}${hidden > 0 ? `, ${integer(hidden)} not shown` : ''}.`;
    fill(
      tree,
      rows.length > 0
        ? branches(folderTree(found), words !== '' || rows.length <= 60, full.checked)
        : emptyState('No file to show.', 'Every line of the files is covered, or none matches.'),
    );
    setParameters({ q: search.value.trim(), all: full.checked ? '1' : null });
  };
  search.addEventListener('input', update);
  full.addEventListener('change', update);
  root.append(
    ...headline(files, sha, manifest.repositoryUrl),
    h(
      'div',
      { class: 'controls' },
      h('label', { class: 'grow' }, h('span', { class: 'hidden' }, 'Search files'), search),
      h('label', null, full, ' show fully covered files'),
    ),
    result,
    h(
      'div',
      { class: 'tree-row head', 'aria-hidden': 'true' },
      h('span', { class: 'grow' }, 'Path'),
      h('span', { class: 'number' }, 'Missing'),
      h('span', { class: 'bar-place' }),
      h('span', { class: 'number' }, 'Lines'),
      h('span', { class: 'number wide' }, 'Branches'),
      h('span', { class: 'number wide' }, 'Functions'),
    ),
    tree,
  );
  update();
  return 'Coverage';
}

function headline(files: readonly Row[], sha: string, repositoryUrl: string | null): HTMLElement[] {
  const sum = (kind: 'lines' | 'branches' | 'functions', place: 0 | 1) =>
    files.reduce((total, row) => total + row[kind][place], 0);
  const [covered, total] = [sum('lines', 0), sum('lines', 1)];
  return [
    h(
      'h1',
      null,
      total > 0
        ? `${percent(covered, total)} of lines covered, ${integer(total - covered)} missing`
        : 'No line was measured',
    ),
    h(
      'p',
      { class: 'text' },
      `${integer(covered)} of ${count(total, 'line')} in ${count(files.length, 'file')} at `,
      commit(sha, repositoryUrl),
      `. Branches: ${percent(sum('branches', 0), sum('branches', 1))} of ${integer(sum('branches', 1))}. Functions: ${percent(sum('functions', 0), sum('functions', 1))} of ${integer(sum('functions', 1))}.`,
    ),
  ];
}

function isMissing(row: Pick<Row, 'lines'>): boolean {
  return row.lines[0] < row.lines[1];
}

/** Sums are of all files of a folder, also of those that are not shown. */
function branches(folder: Folder<Row>, open: boolean, all: boolean): HTMLElement[] {
  return [
    ...folder.folders
      .filter((child) => all || isMissing(child))
      .map((child) => {
        const details = h(
          'details',
          { open },
          h(
            'summary',
            { class: 'tree-row' },
            h('span', { class: 'grow folder' }, middleCut(`${child.name}/`)),
            ...figures(child),
          ),
        );
        const draw = () => {
          if (details.open && details.childElementCount === 1)
            details.append(h('div', { class: 'tree-inner' }, ...branches(child, open, all)));
        };
        details.addEventListener('toggle', draw);
        draw();
        return details;
      }),
    ...folder.files
      .filter((row) => all || isMissing(row))
      .map((row) =>
        h(
          'div',
          { class: 'tree-row', 'data-row': '' },
          h(
            'a',
            { class: 'grow', href: fileHref(row.path) },
            middleCut(row.path.slice(row.path.lastIndexOf('/') + 1)),
          ),
          ...figures(row),
        ),
      ),
  ];
}

function figures(row: Pick<Row, 'lines' | 'branches' | 'functions'>): HTMLElement[] {
  const [covered, total] = row.lines;
  const ratio = ([part, of]: [number, number]) => (of > 0 ? percent(part, of, 0) : 'none');
  return [
    h('span', { class: 'number' }, integer(total - covered)),
    h('span', { class: 'bar-place' }, bar(covered, total)),
    h('span', { class: 'number' }, ratio(row.lines)),
    h('span', { class: 'number wide' }, ratio(row.branches)),
    h('span', { class: 'number wide' }, ratio(row.functions)),
  ];
}
