import type { SiteLatest, SiteManifest } from '@qitops/model';
import { type Child, h } from './dom.ts';
import { labelHref, labelQuery } from './label-terms.ts';

/**
 * Tags, labels and parameters of a test. Tags and labels lead to the tests that have them too, or where the
 * configuration says that labels of this name lead.
 */
export function labelLine(
  latest: SiteLatest | null,
  labelLinks: SiteManifest['labelLinks'],
): HTMLElement | null {
  const tags = (latest?.tags ?? []).map((value) => ({ name: 'tag', value }));
  const labels = [...tags, ...(latest?.labels ?? [])];
  const parameters = latest?.parameters ?? [];
  if (labels.length + parameters.length === 0) return null;
  const chip = (name: string, value: string, href: string | null): HTMLElement => {
    const words: Child[] = [h('span', { class: 'chip-name' }, name), ` ${value}`];
    return h(
      'li',
      null,
      href ? h('a', { class: 'chip', href }, ...words) : h('span', { class: 'chip' }, ...words),
    );
  };
  return h(
    'ul',
    { class: 'chips', 'aria-label': 'Labels and parameters' },
    ...labels.map(({ name, value }) =>
      chip(
        name,
        value,
        labelHref(labelLinks, name, value) ?? `./tests.html?q=${encodeURIComponent(labelQuery(name, value))}`,
      ),
    ),
    ...parameters.map(({ name, value }) => chip(`${name} =`, value, null)),
  );
}
