import type { SiteLatest } from '@qitops/model';
import { type Child, h } from './dom.ts';
import { labelQuery } from './label-terms.ts';

/** Tags, labels and parameters of a test; tags and labels lead to the tests that have them too. */
export function labelLine(latest: SiteLatest | null): HTMLElement | null {
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
      chip(name, value, `./tests.html?q=${encodeURIComponent(labelQuery(name, value))}`),
    ),
    ...parameters.map(({ name, value }) => chip(`${name} =`, value, null)),
  );
}
