import type { SiteManifest, SiteOverview } from '@qitops/model';
import { load } from './data.ts';
import { h } from './dom.ts';
import { integer } from './format.ts';
import { onKey } from './keys.ts';
import { testHref } from './parts.ts';

/** The way from one failing test to the next, in the order of the overview; null for a test that does not fail there. */
export async function failingNeighbours(manifest: SiteManifest, id: string): Promise<HTMLElement | null> {
  const { newFailures, failingBaseUnknown, stillFailing } = await load<SiteOverview>(manifest.files.overview);
  const lists = [newFailures, failingBaseUnknown, stillFailing];
  const ids = lists.flatMap(({ items }) => items.map((test) => test.id));
  const total = lists.reduce((sum, list) => sum + list.total, 0);
  const at = ids.indexOf(id);
  if (at < 0 || ids.length < 2) return null;
  const [before, after] = [ids[at - 1], ids[at + 1]];
  onKey((key) => {
    const to = key === 'n' ? after : key === 'p' ? before : undefined;
    if (to !== undefined) location.assign(testHref(to));
    return to !== undefined;
  });
  const rest = total > ids.length ? `, the first ${integer(ids.length)} of ${integer(total)}` : '';
  return h(
    'nav',
    { class: 'neighbours', 'aria-label': 'Failing tests' },
    before ? h('a', { href: testHref(before), rel: 'prev' }, 'Previous') : null,
    h('span', null, `failing test ${integer(at + 1)} of ${integer(ids.length)}${rest}`),
    after ? h('a', { href: testHref(after), rel: 'next' }, 'Next') : null,
  );
}
