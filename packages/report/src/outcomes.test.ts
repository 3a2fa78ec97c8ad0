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
