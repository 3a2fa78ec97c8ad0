import { type AnalyzeDocument, noTestChanges } from '@qitops/model';
import { describe, expect, it } from 'vitest';
import { sampleAnalysis } from './analysis-fixture.ts';
import { sizeOf } from './budget.ts';
import { renderComment } from './comment.ts';

// The limits are GitHub's: of a comment in characters, of a check in both, of a job summary in bytes.
const SURFACES: [string, number][] = [
  ['comment', 65_536],
  ['check run', 65_535],
  ['job summary', 1024 * 1024],
];

const failing = (index: number, size: number) => ({
  id: String(index),
  suite: ['süite <b>'],
  name: `tëst ${index} 😀 \`\`\``,
  file: 'a.test.ts',
  line: 3,
  message: `${'ü😀'.repeat(size)}\n\`\`\`\n</details>\n<details>`,
  reproduce: 'npx vitest run',
});

/** An analysis that takes more room than any surface has: long lists, long tables, long notes. */
function analysis(notes: number): AnalyzeDocument {
  const list = (size: number) => Array.from({ length: 30 }, (_, index) => failing(index, size));
  return sampleAnalysis({
    verdict: 'failed',
    headline: 'It failed; likely from `src/ü😀.ts`.',
    tests: {
      ...noTestChanges(),
      newFailures: list(200),
      stillFailing: list(100),
      fixed: list(9),
      removed: list(9),
    },
    gates: Array.from({ length: 40 }, (_, index) => ({
      name: `gäte ${index}`,
      passed: true,
      actual: '😀'.repeat(40),
      wanted: 'ü|'.repeat(40),
      level: 'fail' as const,
    })),
    notes: Array.from({ length: notes }, (_, index) => `nöte ${index} ${'😀 @all '.repeat(200)}`),
  });
}

const render = (notes: number, budget: number): string =>
  renderComment({
    analysis: analysis(notes),
    suggestions: null,
    workflow: 'ci',
    repositoryUrl: 'https://github.com/o/r',
    runUrl: null,
    budget,
  });

/** What is open at the end of Markdown: a fence or a fold. */
function open(markdown: string): string[] {
  let fence = '';
  let folds = 0;
  for (const line of markdown.split('\n')) {
    const mark = /^\s*(`{3,})/.exec(line)?.[1];
    if (fence === '' && mark) fence = mark;
    else if (mark && mark.length >= fence.length && line.trim() === mark) fence = '';
    else if (fence === '') folds += line.split('<details').length - line.split('</details').length;
  }
  return [...(fence ? [fence] : []), ...(folds === 0 ? [] : [`${folds} folds`])];
}

describe.each(SURFACES)('a %s', (_, limit) => {
  it('keeps its limit in bytes and characters, and leaves no markup open', () => {
    for (const notes of [0, 100, 2000]) {
      for (const around of [-1, 0, 1]) {
        const text = render(notes, limit + around);
        expect(sizeOf(text)).toBeLessThanOrEqual(limit + around);
        expect([...text].length).toBeLessThanOrEqual(limit + around);
        expect(text).toContain('### ❌ Failed');
        expect(open(text)).toEqual([]);
      }
    }
  });
});

describe('a text of exactly its budget', () => {
  it('is whole, and with a byte less gives up a part and says which', () => {
    const whole = render(3, 10_000_000);
    const size = sizeOf(whole);
    expect(render(3, size)).toBe(whole);
    for (const less of [1, 2, 1000]) {
      const cut = render(3, size - less);
      expect(sizeOf(cut)).toBeLessThanOrEqual(size - less);
      expect(cut).toContain('Left out for length');
      expect(open(cut)).toEqual([]);
    }
  });

  it('is never split inside a part, whatever the budget', () => {
    const size = sizeOf(render(3, 10_000_000));
    for (let budget = 2000; budget < size; budget += 977) expect(open(render(3, budget))).toEqual([]);
  });
});
