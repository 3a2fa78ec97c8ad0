import type { Evidence } from '@qitops/model';
import { h } from './dom.ts';
import { fileHref, sentence } from './parts.ts';

/** Evidence as a list, each with where it can be looked at. */
export function evidenceList(evidence: readonly Evidence[]): HTMLElement | null {
  if (evidence.length === 0) return null;
  return h(
    'ul',
    { class: 'plain evidence' },
    ...evidence.map((item) =>
      h(
        'li',
        null,
        sentence(item.text),
        reference(item),
        item.redacted ? h('span', { class: 'tag' }, 'cut') : null,
      ),
    ),
  );
}

function reference({ ref }: Evidence): HTMLElement | null {
  if (!ref) return null;
  if ('path' in ref) {
    const words = ref.line ? `${ref.path}:${ref.line}` : ref.path;
    return h('a', { class: 'ref', href: fileHref(ref.path, ref.line) }, words);
  }
  if ('run' in ref)
    return h('a', { class: 'ref', href: `./run.html?key=${encodeURIComponent(ref.run)}` }, 'run');
  return h('a', { class: 'ref', href: ref.url, rel: 'noreferrer' }, 'source');
}
