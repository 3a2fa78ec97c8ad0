import type { SiteShell } from '@qitops/model';
import { loadManifest } from './data.ts';
import { type Child, fill, h } from './dom.ts';
import { age, count } from './format.ts';
import { listenToKeys } from './keys.ts';
import { ownLinks, showAccent, showLogo } from './look.ts';
import { emptyState } from './parts.ts';
import { themeButton } from './theme-button.ts';

/** Draws a page into `root`. Set `document.title` by returning words for it. */
export type Render<M extends SiteShell> = (root: HTMLElement, manifest: M) => Promise<string | undefined>;

/** Brings a page up: manifest, navigation, content, footer. What fails is said on the page. */
export async function start<M extends SiteShell>(id: string, render: Render<M>): Promise<void> {
  const root = document.getElementById('page')!;
  fill(document.getElementById('tools')!, themeButton(), listenToKeys());
  let manifest: M | null = null;
  try {
    manifest = await loadManifest<M>();
    showAccent(manifest.look);
    showLogo(manifest.look);
    showNavigation(manifest, id);
    document.body.classList.add('ready');
    const words = await render(root, manifest);
    if (words) document.title = `${words} · ${manifest.title}`;
  } catch (error) {
    fill(root, failure(error));
  }
  const heading = root.dataset.heading ?? '';
  if (!root.querySelector('h1')) root.prepend(h('h1', null, heading));
  document.getElementById('boot')!.remove();
  root.hidden = false;
  if (manifest) fill(document.getElementById('foot')!, footer(manifest));
  document.documentElement.dataset.state = 'done';
  scrollToHash();
}

function failure(error: unknown): HTMLElement {
  const message = error instanceof Error ? error.message : String(error);
  return emptyState(
    'This page could not be drawn.',
    `${message}. Reload; if it stays, write the report again.`,
  );
}

function showNavigation(manifest: SiteShell, id: string): void {
  for (const link of document.querySelectorAll<HTMLElement>('#nav [data-nav]')) {
    const page = link.dataset.nav!;
    if (!manifest.pages.includes(page) && page !== id) link.remove();
  }
  document.querySelector('#nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
}

function footer(manifest: SiteShell): Child[] {
  const { runs, tests } = manifest.counts;
  return [
    h('span', null, `${count(tests, 'test')}, ${count(runs, 'run')}`),
    manifest.newestRunAt ? h('span', null, `newest run ${age(manifest.newestRunAt)}`) : null,
    h('span', null, `written ${age(manifest.generatedAt)} by qitops`),
    ownLinks(manifest.look),
  ];
}

/** Content comes after the browser looked for the anchor, so it is looked for again. */
function scrollToHash(): void {
  const id = decodeURIComponent(location.hash.slice(1));
  if (id) document.getElementById(id)?.scrollIntoView({ block: 'center' });
}
