import type { SiteLook } from '@qitops/model';
import { h } from './dom.ts';

const COLOR = /^#[0-9a-f]{6}$/;
const LOGO = /^attachments\/[\w.-]+$/;

/** Sets the repository's own colour, by the style object, which the content policy allows. */
export function showAccent({ accent }: Pick<SiteLook, 'accent'>): void {
  if (!accent || !COLOR.test(accent.light) || !COLOR.test(accent.dark)) return;
  const { style } = document.documentElement;
  style.setProperty('--own-accent-light', accent.light);
  style.setProperty('--own-accent-dark', accent.dark);
}

/** Puts the repository's picture before the title. */
export function showLogo({ logo }: Pick<SiteLook, 'logo'>): void {
  if (!logo || !LOGO.test(logo)) return;
  const brand = document.querySelector('.brand');
  brand?.prepend(h('img', { class: 'logo', src: `./${logo}`, alt: '' }));
}

/** The repository's links, for the foot of a page. */
export function ownLinks({ links }: Pick<SiteLook, 'links'>): HTMLElement | null {
  if (links.length === 0) return null;
  return h(
    'nav',
    { class: 'own-links', 'aria-label': 'Links of the project' },
    ...links.map(({ title, url }) => h('a', { href: url }, title)),
  );
}
