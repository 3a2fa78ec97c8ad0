import { h } from './dom.ts';

/** A picture that a test left behind. */
export interface Picture {
  name: string;
  /** Path below the site. */
  picture: string;
}

/** What a test of looks leaves: the picture that was expected, the one that came, and where they differ. */
export interface Comparison {
  name: string;
  expected: Picture;
  actual: Picture;
  diff: Picture | null;
}

const PART = /^(.+)[-_](expected|actual|diff)(\.\w{1,5})?$/;

/** Pictures that belong together by their names, and the others. */
export function comparisonsOf(pictures: readonly Picture[]): { compared: Comparison[]; others: Picture[] } {
  const parts = new Map<string, Map<string, Picture>>();
  for (const picture of pictures) {
    const [, name, part] = PART.exec(picture.name) ?? [];
    if (!name || !part) continue;
    const found = parts.get(name) ?? new Map<string, Picture>();
    // of several attempts the last is the one that is told
    parts.set(name, found.set(part, picture));
  }
  const compared = [...parts].flatMap(([name, found]): Comparison[] => {
    const [expected, actual] = [found.get('expected'), found.get('actual')];
    return expected && actual ? [{ name, expected, actual, diff: found.get('diff') ?? null }] : [];
  });
  const taken = new Set(compared.map(({ name }) => name));
  const others = pictures.filter(({ name }) => !taken.has(PART.exec(name)?.[1] ?? ''));
  return { compared, others };
}

/** A picture with its name, which leads to it in its own size. */
export function figureOf({ name, picture }: Picture, caption = name): HTMLElement {
  return h(
    'figure',
    { class: 'attachment' },
    h('a', { href: `./${picture}` }, h('img', { src: `./${picture}`, alt: name, loading: 'lazy' })),
    h('figcaption', null, caption),
  );
}

/** The pictures of a comparison, one at a time or side by side; where they differ comes first. */
export function comparison({ name, expected, actual, diff }: Comparison): HTMLElement {
  const views: [string, () => HTMLElement[]][] = [
    ...(diff ? ([['Difference', () => [figureOf(diff, 'where they differ')]]] as typeof views) : []),
    ['Actual', () => [figureOf(actual, 'what came')]],
    ['Expected', () => [figureOf(expected, 'what was expected')]],
    ['Slider', () => [slider(expected, actual)]],
    ['Side by side', () => [figureOf(expected, 'what was expected'), figureOf(actual, 'what came')]],
  ];
  const place = h('div', { class: 'compared' });
  const buttons = views.map(([label, show], at) =>
    h('button', { type: 'button', class: 'counter', on: { click: () => choose(at, show) } }, label),
  );
  const choose = (at: number, show: () => HTMLElement[]) => {
    place.replaceChildren(...show());
    buttons.forEach((button, other) => {
      button.setAttribute('aria-pressed', String(other === at));
    });
  };
  choose(0, views[0]![1]);
  return h(
    'div',
    { class: 'comparison' },
    h('h3', null, name),
    h('div', { class: 'counters', role: 'group', 'aria-label': `Pictures of ${name}` }, ...buttons),
    place,
  );
}

/**
 * Both pictures in one place, the expected one left of a line that moves: by the mouse, by a finger, and by the arrow
 * keys, for the line is a range input.
 */
function slider(expected: Picture, actual: Picture): HTMLElement {
  const top = h('img', { src: `./${expected.picture}`, alt: 'what was expected, left of the line' });
  const box = h(
    'div',
    { class: 'slider-box', style: { '--at': '50%' } },
    h('img', { src: `./${actual.picture}`, alt: 'what came, right of the line' }),
    h('div', { class: 'slider-top' }, top),
    h('span', { class: 'slider-line', 'aria-hidden': 'true' }),
  );
  const range = h('input', {
    type: 'range',
    min: 0,
    max: 100,
    value: 50,
    'aria-label': 'How much of the expected picture',
  });
  const move = () => {
    const at = Math.min(100, Math.max(0, Number(range.value)));
    box.style.setProperty('--at', `${at}%`);
    range.setAttribute('aria-valuetext', `${at} % expected, ${100 - at} % actual`);
  };
  range.addEventListener('input', move);
  // the line can be taken where it is, too
  const follow = (event: PointerEvent) => {
    if (event.buttons !== 1) return;
    const { left, width } = box.getBoundingClientRect();
    range.value = String(Math.round((100 * (event.clientX - left)) / width));
    move();
  };
  box.addEventListener('pointerdown', follow);
  box.addEventListener('pointermove', follow);
  box.addEventListener('dragstart', (event) => event.preventDefault());
  return h(
    'figure',
    { class: 'attachment slider' },
    range,
    box,
    h('figcaption', { class: 'slider-ends' }, h('span', null, 'expected'), h('span', null, 'actual')),
  );
}
