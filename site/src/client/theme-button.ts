import { h } from './dom.ts';

const KEY = 'qitops-theme';
const NEXT: Readonly<Record<string, string>> = { system: 'light', light: 'dark', dark: 'system' };

/** A button that goes through system, light and dark, and remembers the choice. */
export function themeButton(): HTMLElement {
  const button = h('button', { type: 'button', class: 'tool' });
  const show = (theme: string) => {
    button.textContent = `Theme: ${theme}`;
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    document.dispatchEvent(new Event('qitops:theme'));
  };
  let theme = document.documentElement.dataset.theme ?? 'system';
  button.addEventListener('click', () => {
    theme = NEXT[theme]!;
    try {
      if (theme === 'system') localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, theme);
    } catch {
      // Storage may be forbidden; the choice then lasts as long as the page.
    }
    show(theme);
  });
  show(theme);
  return button;
}
