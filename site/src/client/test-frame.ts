import type { SiteFrame } from '@qitops/model';
import { h } from './dom.ts';
import { section, sourceLink } from './parts.ts';

/** The lines around the place that failed. */
export function frameSection(
  frame: SiteFrame,
  sha: string | null,
  repositoryUrl: string | null,
): HTMLElement {
  const { path, line, first, lines } = frame;
  const rows = lines.map((text, index) => {
    const number = first + index;
    return h(
      'span',
      { class: number === line ? 'frame-line frame-failed' : 'frame-line' },
      h('span', { class: 'frame-number' }, number === line ? `> ${number}` : String(number)),
      text,
      '\n',
    );
  });
  return section(
    'Code',
    null,
    h('p', { class: 'note' }, sourceLink(path, sha, line, repositoryUrl)),
    h('pre', { class: 'frame', tabindex: '0' }, ...rows),
  );
}
