import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { wcagContrast } from 'culori';
import { expect, test } from 'vitest';
import { accentOf } from './accent.ts';

const STYLES = readFileSync(join(import.meta.dirname, '../../../site/src/styles/tokens.css'), 'utf8');

/** Every value that a property of the styles has, over all themes. */
function values(property: string): string[] {
  return [...STYLES.matchAll(new RegExp(`--${property}: (#[0-9a-f]{6});`, 'g'))].map(([, value]) => value!);
}

const [paper, dark] = [values('paper')[0]!, values('paper')[1]!];

test.each([
  'white',
  'black',
  'yellow',
  '#777',
  '#0b6e4f',
  'hsl(300 100% 50%)',
  'rgb(255 0 0 / 50%)',
  'oklch(0.99 0.3 120)',
])('%s can be read on every ground of both themes', async (color) => {
  const accent = (await accentOf(color))!;
  for (const property of ['paper', 'raised', 'mark']) {
    const [light, ...darker] = values(property);
    expect(wcagContrast(accent.light, light!)).toBeGreaterThanOrEqual(4.5);
    for (const ground of darker) expect(wcagContrast(accent.dark, ground)).toBeGreaterThanOrEqual(4.5);
  }
});

test('a colour that can be read stays as it is', async () => {
  expect(await accentOf('#0B6E4F')).toMatchObject({ light: '#0b6e4f' });
  expect(await accentOf('#7db3f2')).toMatchObject({ dark: '#7db3f2' });
  expect([paper, dark]).toEqual(['#ffffff', '#14181d']);
});

test.each(['', 'notacolour', 'url(x)', '#12', 'rgb(none)'])('"%s" is no colour', async (color) => {
  expect(await accentOf(color)).toBeNull();
});
