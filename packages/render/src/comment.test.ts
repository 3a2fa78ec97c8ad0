import { type AnalyzeDocument, emptyCounts, noTestChanges, type SuggestDocument } from '@qitops/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleAnalysis } from './analysis-fixture.ts';
import { sizeOf } from './budget.ts';
import { renderComment } from './comment.ts';
import type { CommentInput } from './comment-input.ts';

const none = noTestChanges();
function comment(more: Partial<AnalyzeDocument> = {}, rest: Partial<CommentInput> = {}): string {
  const place = { workflow: 'test', repositoryUrl: 'https://github.com/o/r', runUrl: null };
  return renderComment({
    analysis: sampleAnalysis(more),
    suggestions: null,
    ...place,
    budget: 65_536,
    ...rest,
  });
}
const failing = (name: string, message = 'no') => ({
  id: name,
  suite: ['s'],
  name,
  file: 'a.test.ts',
  line: 3,
  message,
});
const suggestion = (code: string): SuggestDocument => ({
  schemaVersion: 1,
  functions: [],
  suggestions: [
    {
      id: '1',
      kind: 'test',
      lane: 'harden',
      target: { path: 'a.ts', function: 'f', line: 2 },
      title: 'f gives 1',
      test: { path: 'test/a.f.test.ts', code },
      evidence: { kills: [], branches: ['a.ts:2'], repeats: 5, durationMs: 3 },
      author: 'engine',
      typeChecked: true,
    },
  ],
  omitted: [],
  spend: { calls: 0, inputTokens: 0, outputTokens: 0, usd: 0 },
  notes: [],
});

describe('renderComment', () => {
  it('says verdict, sentence and failed gate in its first three lines', () => {
    const gate = {
      name: 'new failures',
      passed: false,
      actual: '1 test',
      wanted: 'at most 0',
      level: 'fail' as const,
    };
    const lines = comment({ verdict: 'failed', headline: '1 new failure.', gates: [gate] }).split('\n');
    expect(lines.slice(0, 3)).toEqual([
      '### ❌ Failed',
      '1 new failure.',
      '**Gate “new failures”**: 1 test, wanted at most 0.',
    ]);
  });
  it('does not call it passed when nothing is known', () => {
    const text = comment({
      verdict: 'unknown',
      headline: 'No result files were found.',
      results: { verdict: 'no-files', totals: emptyCounts(), files: 0 },
      remedies: ['in the headline', 'vitest: run `vitest --reporter=junit`'],
    });
    expect(text).toContain('⚠️ Not known');
    expect(text).toContain('- vitest: run `vitest --reporter=junit`');
    expect(text).not.toContain('✅');
  });
  it('links a failure to its line and gives the command that runs it alone', () => {
    const text = comment({
      tests: { ...none, newFailures: [{ ...failing('sells'), reproduce: 'npx vitest run a -t sells' }] },
    });
    expect(text).toContain(`[\`a.test.ts:3\`](https://github.com/o/r/blob/${'b'.repeat(40)}/a.test.ts#L3)`);
    expect(text).toContain('npx vitest run a -t sells');
  });
  it('offers a suggested test with its evidence and a link that fills GitHub’s new-file page', () => {
    const text = comment(
      {},
      {
        suggestions: suggestion('it();\n'),
        acceptAt: { repositoryUrl: 'https://github.com/o/r', branch: 'my branch' },
      },
    );
    expect(text).toContain('covers a.ts:2; 5/5; 3 ms; type-checked');
    expect(text).toContain(
      '(https://github.com/o/r/new/my%20branch/test?filename=a.f.test.ts&value=it%28%29%3B%0A)',
    );
  });
  it('offers no link that GitHub would cut off', () => {
    const text = comment(
      {},
      {
        suggestions: suggestion('x'.repeat(7000)),
        acceptAt: { repositoryUrl: 'https://github.com/o/r', branch: 'b' },
      },
    );
    expect(text).not.toContain('/new/b/');
  });
  it('stays within every budget, whatever is in it', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 300 });
    const tests = fc.array(fc.record({ name: text, message: text }), { maxLength: 40 });
    fc.assert(
      fc.property(tests, fc.integer({ min: 200, max: 8000 }), (list, budget) => {
        const newFailures = list.map(({ name, message }) => failing(name, message));
        expect(sizeOf(comment({ tests: { ...none, newFailures } }, { budget }))).toBeLessThanOrEqual(budget);
      }),
      { numRuns: 60 },
    );
  });
  it('keeps the verdict when there is room for little else', () => {
    const newFailures = Array.from({ length: 30 }, (_, i) => failing(`test ${i}`, 'x'.repeat(500)));
    const text = comment({ verdict: 'failed', tests: { ...none, newFailures } }, { budget: 600 });
    expect(text).toContain('### ❌ Failed');
    expect(text).toContain('Left out for length');
  });
});

const HOSTILE = [
  '</details><h1>x',
  '<!-- qitops -->',
  '-->',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '![x](https://evil.example/x.png)',
  '[x](javascript:alert(1))',
  '@everyone @octocat',
  'closes #1',
  '`` ` ``` ````',
  '```\n# out\n```',
  '| a | b |\n|---|---|',
  '\n\n# heading',
  '\u202e reversed',
  '\u001b[31m red',
  '::error::x',
  '##[error]x',
  '&lt;b&gt; &#60;',
  'https://evil.example/?a=b',
  '$\\href{https://evil.example}{x}$',
];

describe('hostile text', () => {
  it.each(HOSTILE)('%j does nothing in a name, message, path or title', (text) => {
    const test = { id: 'x', suite: [text], name: text, file: text, message: text, evidence: [] };
    const fn = {
      path: text,
      name: text,
      line: 1,
      endLine: 2,
      complexity: 2,
      complexityBefore: 1,
      branches: 2,
    };
    const rendered = comment(
      {
        headline: `1 new failure; likely from \`${text.replaceAll('`', '')}\`.`,
        tests: {
          newFailures: [test],
          stillFailing: [test],
          failingBaseUnknown: [test],
          fixed: [test],
          flaky: [test],
          added: [test],
          removed: [test],
          renamed: [{ ...test, renamedFrom: text }],
          slower: [test],
        },
        changedFunctions: [fn],
        unmeasured: [{ path: text, lineCount: 1 }],
        notes: [text],
        findings: [
          {
            kind: 'missed-lines',
            level: 'warning',
            path: text,
            line: 1,
            title: text,
            message: text,
            evidence: [],
          },
        ],
      },
      { suggestions: suggestion(text) },
    );
    const outsideCode = rendered
      .replace(/^( *)(`{3,})[^\n]*\n[\s\S]*?^\1\2$/gm, '')
      .replace(/(`+)[^`](?:[\s\S]*?[^`])?\1(?!`)/g, '');
    expect(outsideCode).not.toMatch(/<(?!\/?(?:details|summary|sub)>)[a-z!/]/i);
    expect(outsideCode).not.toMatch(/@\w/);
    expect(outsideCode).not.toMatch(/#\d/);
    expect(outsideCode).not.toMatch(/!(?<!\\)\[/);
    expect(outsideCode).not.toMatch(/(?<!\\)\]\((?!https:\/\/github\.com\/o\/r\/)/);
    const count = (tag: RegExp) => [...outsideCode.matchAll(tag)].length;
    expect(count(/<details>/g)).toBe(count(/<\/details>/g));
    expect(rendered).not.toContain('\u001b');
    expect(rendered).not.toContain('\u202e');
  });
});
