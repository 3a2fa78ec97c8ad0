import type { SiteStep } from '@qitops/model';
import { expect, test } from 'vitest';
import { shellWord } from './test-attachments.ts';
import { withoutMargin } from './test-error.ts';
import { type StepNode, stepTree } from './test-steps.ts';

const drawn = (nodes: readonly StepNode[]): unknown[] =>
  nodes.map(({ step: [name], inner, failed }) => [failed ? `${name}!` : name, ...drawn(inner)]);

test('steps stand inside of each other, and one that failed marks those around it', () => {
  const steps: SiteStep[] = [
    ['fill', 'p', 3, 0],
    ['add', 'p', 1, 1],
    ['pay', 'f', 9, 0],
    ['open', 'p', 1, 1],
    ['type', 'f', 1, 2],
  ];
  expect(drawn(stepTree(steps))).toEqual([
    ['fill', ['add']],
    ['pay!', ['open!', ['type!']]],
  ]);
});

test('a step that begins too deep stands below the last one there is', () => {
  expect(
    drawn(
      stepTree([
        ['one', 'p', 1, 7],
        ['two', 'p', 1, 9],
        ['three', 'p', 1, -2],
      ]),
    ),
  ).toEqual([['one', ['two']], ['three']]);
});

test.each([
  ['test-results/a/trace.zip', 'test-results/a/trace.zip'],
  ['-x', './-x'],
  ['a\n\u001bb', 'ab'],
  ['a b; rm -rf ~/trace.zip', "'a b; rm -rf ~/trace.zip'"],
  ["it's/$(id)/trace.zip", "'it'\\''s/$(id)/trace.zip'"],
])('the path %s is one word of a shell', (path, word) => {
  expect(shellWord(path)).toBe(word);
});

test('a trace keeps its shape without the margin that all of its lines have', () => {
  expect(withoutMargin('\n    at a\n      at b\n\n    at c\n')).toBe('at a\n  at b\n\nat c');
  expect(withoutMargin('x\n  y')).toBe('x\n  y');
});
