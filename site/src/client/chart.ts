import type { ChartConfiguration } from 'chart.js';
import { h } from './dom.ts';
import { type Column, chartTable } from './table.ts';

/** A chart's series take their colours from the page's, so that both themes hold. */
export function color(name: 'good' | 'bad' | 'flaky' | 'quiet' | 'text' | 'line'): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/**
 * A figure: one sentence that says what is to be seen, the chart, and a table of the same figures. The chart's
 * code is fetched when the figure comes into view; until then, and without it, sentence and table stand.
 */
export function chartFigure<T>(
  sentence: string,
  config: () => ChartConfiguration,
  columns: readonly Column<T>[],
  rows: readonly T[],
  caption: string,
): HTMLElement {
  const canvas = h('canvas', { role: 'img', 'aria-label': sentence });
  const box = h('div', { class: 'chart' }, canvas);
  const figure = h('figure', null, h('figcaption', null, sentence), box, chartTable(caption, columns, rows));
  let draw: (() => void) | null = null;
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    import('./chart-library.ts').then(
      ({ drawChart }) => {
        draw = drawChart(canvas, config);
        box.dataset.state = 'drawn';
      },
      () =>
        box.replaceChildren(
          h('p', { class: 'note' }, 'The chart could not be loaded; the figures stand below.'),
        ),
    );
  });
  observer.observe(box);
  document.addEventListener('qitops:theme', () => draw?.());
  for (const query of ['(prefers-color-scheme: dark)', 'print'])
    matchMedia(query).addEventListener('change', () => draw?.());
  return figure;
}
