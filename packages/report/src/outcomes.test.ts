import { emptyCounts, type HistoryRun } from '@qitops/model';
import { expect, test } from 'vitest';
import { outcomeIn, runLength } from './outcomes.ts';

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

test('equal neighbours are written once with their number, a single one without', () => {
  expect(runLength(bytes('pppprff---'))).toBe('p4rf2-3');
  expect(runLength(bytes(''))).toBe('');
});

test('a pass after a failed attempt is flaky, a pass after a skipped one is not', () => {
  const run = {
    info: {} as HistoryRun['info'],
    counts: emptyCounts(),
    status: bytes('ppp\0f'),
    durationMs: new Int32Array(5),
    attempts: new Map([
      [1, 'f'],
      [2, 's'],
    ]),
    messages: new Map(),
  };
  const letters = [0, 1, 2, 3, 4].map((index) => String.fromCharCode(outcomeIn(run, index)));
  expect(letters.join('')).toBe('prp-f');
});

test('a row is said the same wherever it lies in memory and whatever part of it is asked for', () => {
  let seed = 7;
  const random = (): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
  const letters = ['p', 'f', '-', 's'].map((letter) => letter.charCodeAt(0));
  for (let i = 0; i < 400; i++) {
    const memory = new Uint8Array(64);
    for (let at = 0, letter = 0; at < 64; at++) {
      if (random() < 0.15) letter = letters[Math.floor(random() * letters.length)]!;
      memory[at] = letter || letters[0]!;
    }
    const row = memory.subarray(Math.floor(random() * 9), 40 + Math.floor(random() * 24));
    const from = Math.floor(random() * row.length);
    const to = from + Math.floor(random() * (row.length - from + 1));
    const text = runLength(row, from, to);
    const back = [...text.matchAll(/([a-z-])(\d*)/g)].flatMap(([, letter = '', n]) =>
      new Array<string>(Number(n || 1)).fill(letter),
    );
    expect(back.join('')).toBe(Buffer.from(row.subarray(from, to)).toString('latin1'));
    expect(text).not.toMatch(/([a-z-])\d*\1/);
  }
});

test('rows of a history of few runs are text too, wherever they lie in memory', () => {
  for (let runs = 1; runs <= 9; runs++) {
    const all = new Uint8Array(runs * 7).fill('p'.charCodeAt(0));
    for (let row = 0; row < 7; row++)
      expect(runLength(all.subarray(row * runs, (row + 1) * runs))).toBe(runs > 1 ? `p${runs}` : 'p');
  }
});
