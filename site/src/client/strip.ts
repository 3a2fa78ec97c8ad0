import type { SiteRunPoint } from '@qitops/model';
import { expand } from './columns.ts';
import { h, s } from './dom.ts';
import { moment, shortSha } from './format.ts';
import { runHref } from './parts.ts';
import { lookOf } from './status.ts';

/** Outcomes of one test as bars, oldest left: failed ones are the tallest, then flaky, passed, skipped. */
const HEIGHT: Readonly<Record<string, number>> = { good: 7, flaky: 12, bad: 16, quiet: 3 };

/** A strip of outcomes with its sentence as the label; one shape a colour. `step` is the width of one in pixels. */
export function outcomeStrip(runLength: string, label: string, step = 5): SVGSVGElement {
  const letters = expand(runLength);
  const shapes = new Map<string, string>();
  for (let place = 0; place < letters.length; place++) {
    const { tone } = lookOf(letters[place]!);
    const rectangle = `M${place * step} 16v-${HEIGHT[tone]}h${step - 1}v${HEIGHT[tone]}z`;
    shapes.set(tone, (shapes.get(tone) ?? '') + rectangle);
  }
  const width = Math.max(1, letters.length * step);
  return s(
    'svg',
    { class: 'strip', viewBox: `0 0 ${width} 16`, width, height: 16, role: 'img', 'aria-label': label },
    [...shapes].map(([tone, shape]) => s('path', { class: tone, d: shape })),
  );
}

/** `30 runs: 28 passed, 2 failed`. */
export function stripSentence(runLength: string): string {
  const letters = expand(runLength);
  const counts = new Map<string, number>();
  for (const letter of letters) counts.set(lookOf(letter).word, (counts.get(lookOf(letter).word) ?? 0) + 1);
  const parts = [...counts].map(([word, amount]) => `${amount} ${word}`);
  return `${letters.length} runs: ${parts.join(', ')}`;
}

const STRIP_HEIGHT = 64;
const BASE = 10;

/** Runs of the suite: failures rise on an axis of their own above a row of marks; each run is a link. */
export function runStrip(points: readonly SiteRunPoint[]): HTMLElement {
  const most = Math.max(1, ...points.map((point) => point.failed + point.flaky));
  const scale = (value: number) =>
    value === 0 ? 0 : Math.max(3, (value / most) * (STRIP_HEIGHT - BASE - 6));
  const step = 12;
  const marks = points.map((point, index) => {
    const failed = scale(point.failed);
    const flaky = scale(point.flaky);
    const x = index * step;
    const judged = point.passed + point.failed + point.flaky > 0;
    const tone = !judged ? 'quiet' : point.failed > 0 ? 'bad' : point.flaky > 0 ? 'flaky' : 'good';
    const title = `${moment(point.startedAt)} ${shortSha(point.sha)}: ${point.failed} failed, ${point.flaky} flaky, ${point.passed} passed`;
    return s(
      'a',
      { href: runHref(point.run), tabindex: '-1', 'aria-label': title },
      s('title', null, title),
      s('rect', { class: 'hit', x, y: 0, width: step, height: STRIP_HEIGHT }),
      s('rect', {
        class: 'bad',
        x: x + 1,
        y: STRIP_HEIGHT - BASE - 2 - failed,
        width: step - 3,
        height: failed,
      }),
      s('rect', {
        class: 'flaky',
        x: x + 1,
        y: STRIP_HEIGHT - BASE - 2 - failed - flaky,
        width: step - 3,
        height: flaky,
      }),
      s('rect', { class: tone, x: x + 1, y: STRIP_HEIGHT - BASE, width: step - 3, height: BASE, rx: 1 }),
    );
  });
  const width = points.length * step;
  return h(
    'div',
    { class: 'run-strip' },
    s(
      'svg',
      {
        viewBox: `0 0 ${width} ${STRIP_HEIGHT}`,
        width,
        height: STRIP_HEIGHT,
        preserveAspectRatio: 'xMinYMax meet',
      },
      marks,
    ),
  );
}
