import type { SiteManifest, SiteSuggestions } from '@qitops/model';
import { load } from './data.ts';
import { h } from './dom.ts';
import { count } from './format.ts';
import { emptyState, fileHref, section } from './parts.ts';
import { prHref, prName } from './pr-parts.ts';
import { suggestionItem } from './suggestion-item.ts';

const KINDS = [
  ['test', 'Tests', 'each ran, passed, and proves something that no test did'],
  ['question', 'Questions', 'the change gives another answer than before; was that meant?'],
  ['case', 'Ideas, not verified', 'nothing here ran'],
] as const;

/** Suggestions of all pull requests, proven tests first. */
export async function render(root: HTMLElement, manifest: SiteManifest): Promise<string> {
  const all = manifest.files.suggestions ? await load<SiteSuggestions>(manifest.files.suggestions) : null;
  if (!all || all.rows.length + all.omitted.length === 0) {
    root.append(
      emptyState('There are no suggestions.', [
        'Run ',
        h('code', null, 'qitops suggest-tests --base main --head HEAD'),
        ', or add the suggest-tests action. It needs no key: without one the engine alone writes them.',
      ]),
    );
    return 'Suggested tests';
  }
  const proven = all.rows.filter((row) => row.kind === 'test').length;
  const cost = all.usd > 0 ? ` The model cost ${all.usd.toFixed(2)} USD.` : ' No model was paid for.';
  root.append(
    h(
      'h1',
      null,
      proven > 0 ? `${count(proven, 'suggested test')} that ran` : 'No suggested test proved itself',
    ),
    h(
      'p',
      { class: 'text' },
      `A suggestion is shown as a test only when it ran and covers a branch or fails for a fault that nothing else notices.${cost}`,
    ),
  );
  for (const [kind, heading, meaning] of KINDS) {
    const rows = all.rows.filter((row) => row.kind === kind);
    if (rows.length > 0)
      root.append(
        section(
          heading,
          `${rows.length}; ${meaning}`,
          h(
            'ul',
            { class: 'suggestions' },
            ...rows.map((row) =>
              suggestionItem(row, h('a', { href: prHref(row.pr) }, prName(row.pr, row.prTitle))),
            ),
          ),
        ),
      );
  }
  if (all.omitted.length > 0) {
    const items = all.omitted.map((row) =>
      h(
        'li',
        null,
        h('a', { href: fileHref(row.path) }, `${row.function} in ${row.path}`),
        `: ${row.reason}`,
      ),
    );
    root.append(section('Left out', String(all.omitted.length), h('ul', { class: 'plain' }, ...items)));
  }
  if (all.notes.length > 0)
    root.append(
      section('Notes', null, h('ul', { class: 'plain' }, ...all.notes.map((note) => h('li', null, note)))),
    );
  return 'Suggested tests';
}
