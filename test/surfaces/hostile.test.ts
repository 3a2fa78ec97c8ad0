import { actionLog, annotate } from '@qitops/action-kit';
import type { AnalyzeDocument, ChangedTest, SuggestDocument } from '@qitops/model';
import { renderComment } from '@qitops/render';
import { marked, type Token } from 'marked';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { MARKDOWN_PAYLOADS, PAYLOADS } from './payloads.ts';
import { poison } from './poison.ts';

const ALL = [...PAYLOADS, ...MARKDOWN_PAYLOADS];
const REPOSITORY = 'https://github.com/o/r';
/** Tags that the comment itself is made of. */
const OWN = /^<\/?(details|summary|sub|br|code|pre|kbd)( open)?>$/;

const test: ChangedTest = {
  id: 'x',
  suite: ['s', 't'],
  name: 'n',
  file: 'f.ts',
  line: 3,
  message: 'm',
  beforeMs: 10,
  durationMs: 900,
  renamedFrom: 'o',
  reproduce: 'npx vitest',
  evidence: [{ kind: 'e', ref: null, text: 'w', redacted: false }],
};
const list = [test, { ...test }];
const counts = { tests: 9, passed: 1, failed: 8, errored: 0, skipped: 0, other: 0, flaky: 0, durationMs: 9 };
const ratio = { covered: 1, total: 2 };

/** An analysis in which every list has something. */
const ANALYSIS: AnalyzeDocument = {
  schemaVersion: 1,
  verdict: 'failed',
  headline: 'h',
  base: 'a'.repeat(40),
  head: 'b'.repeat(40),
  baseRun: { sha: 'c'.repeat(40), key: 'k', distance: 2 },
  results: { verdict: 'failed', totals: counts, files: 1 },
  tests: {
    newFailures: list,
    stillFailing: list,
    failingBaseUnknown: list,
    fixed: list,
    flaky: list,
    added: list,
    removed: list,
    renamed: list,
    slower: list,
  },
  patchCoverage: null,
  coverage: { lines: ratio, branches: ratio },
  delta: { direct: null, deletions: null, indirect: null, comparable: false, reason: 'r' },
  components: [{ name: 'c', lines: ratio, patch: ratio, change: 1, unmeasured: 1, carriedFrom: null }],
  changedFunctions: [
    { path: 'p.ts', name: 'f', line: 1, endLine: 2, complexity: 3, complexityBefore: 1, branches: 2 },
  ],
  risk: { score: null, rank: 'low', calibrated: false, reasons: [{ text: 't', contribution: 1 }] },
  confidence: { value: 0.5, method: 'm', evidence: [] },
  impactedTests: [],
  unmeasured: [{ path: 'u.ts', lineCount: 3 }],
  gates: [{ name: 'g', passed: false, actual: 'a', wanted: 'w', level: 'fail' }],
  findings: [
    { kind: 'test-failure', level: 'error', path: 'f.ts', line: 3, title: 't', message: 'm', evidence: [] },
    { kind: 'missed-lines', level: 'warning', path: 'f.ts', line: 3, title: 't', message: 'm', evidence: [] },
  ],
  flakyKnown: [],
  historyRuns: 3,
  remedies: ['r'],
  notes: ['n'],
};

const SUGGESTIONS: SuggestDocument = {
  schemaVersion: 1,
  functions: [],
  suggestions: [
    {
      id: '1',
      kind: 'test',
      lane: 'harden',
      target: { path: 'a.ts', function: 'f', line: 2 },
      title: 't',
      test: { path: 'test/a.test.ts', code: 'c' },
      evidence: { kills: [], branches: ['b'], repeats: 5, durationMs: 3 },
      author: 'engine',
      typeChecked: true,
    },
    {
      id: '2',
      kind: 'question',
      lane: 'catch',
      target: { path: 'a.ts', function: 'f', line: 2 },
      title: 't',
      question: { input: 'i', base: 'b', head: 'h' },
    },
  ],
  omitted: [{ path: 'a.ts', function: 'g', reason: 'r' }],
  spend: { calls: 0, inputTokens: 0, outputTokens: 0, usd: 0 },
  notes: ['n'],
} as SuggestDocument;

/** The comment (and the summary, which is the same with more room) with `text` in every field from outside. */
function rendered(text: string): string {
  const analysis = poison(ANALYSIS, () => text) as AnalyzeDocument;
  const shas = {
    base: ANALYSIS.base,
    head: ANALYSIS.head,
    baseRun: ANALYSIS.baseRun,
    risk: { ...analysis.risk, rank: 'low' as const },
  };
  return renderComment({
    analysis: { ...analysis, ...shas },
    suggestions: poison(SUGGESTIONS, () => text) as SuggestDocument,
    workflow: 'test',
    repositoryUrl: REPOSITORY,
    runUrl: `${REPOSITORY}/actions/runs/1`,
    acceptAt: { repositoryUrl: REPOSITORY, branch: text },
    budget: 1_000_000,
  });
}

/** What GitHub's Markdown would make of a text: its tags, links, images and visible words outside code. */
function seen(markdown: string) {
  const found = {
    tags: [] as string[],
    links: [] as string[],
    images: [] as string[],
    headings: 0,
    text: '',
  };
  const visit = (token: Token): void => {
    if (token.type === 'html') found.tags.push(...(token.raw.match(/<[!/a-z][^>]*>?/gi) ?? []));
    if (token.type === 'heading') found.headings += 1;
    if (token.type === 'link') found.links.push(String(token.href));
    if (token.type === 'image') found.images.push(String(token.href));
    if (token.type === 'text' && !('tokens' in token && token.tokens)) found.text += `${token.raw}\n`;
  };
  marked.walkTokens(marked.lexer(markdown, { gfm: true }), visit);
  return found;
}

describe('a hostile text in every field', () => {
  it(`leaves the comment intact, ${ALL.length} times`, () => {
    for (const text of ALL) {
      const markdown = rendered(text);
      const { tags, links, images, text: words } = seen(markdown);
      const where = JSON.stringify(text);
      expect(
        tags.filter((tag) => !OWN.test(tag)),
        where,
      ).toEqual([]);
      expect(tags.filter((tag) => tag === '<details>').length, where).toBe(
        tags.filter((tag) => tag === '</details>').length,
      );
      expect(images, where).toEqual([]);
      expect(
        links.filter((link) => !link.startsWith(`${REPOSITORY}/`)),
        where,
      ).toEqual([]);
      expect(words, where).not.toMatch(/(^|[^\w`])@[a-z]/i);
      expect(words, where).not.toMatch(/\b(closes|fixes) \S*#\d/);
      expect(markdown, where).not.toMatch(/[\u0000-\u0008\u001b\u202a-\u202e\u2066-\u2069]/);
    }
  });

  it('keeps every heading and every fold in its place', () => {
    const shape = (markdown: string) => {
      const { tags, headings } = seen(markdown);
      return `${headings} headings, ${tags.join('')}`;
    };
    const plain = shape(rendered('plain'));
    for (const text of ALL) expect(shape(rendered(text)), JSON.stringify(text)).toBe(plain);
  });
});

describe('the log of a job', () => {
  const written: string[] = [];
  const capture = () =>
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
      written.push(String(chunk));
      return true;
    });
  afterEach(() => {
    vi.restoreAllMocks();
    written.length = 0;
  });

  it('takes no workflow command from a title, a message or a path', () => {
    const spy = capture();
    for (const text of ALL) {
      written.length = 0;
      annotate(ANALYSIS.findings.map((finding) => ({ ...finding, title: text, message: text, path: text })));
      const lines = written.join('').split(/\r?\n/);
      const commands = lines.filter((line) => /^\s*(::|##\[)/.test(line));
      expect(commands.length, JSON.stringify(text)).toBe(ANALYSIS.findings.length);
    }
    spy.mockRestore();
  });

  it('takes none from a line that is logged', () => {
    const spy = capture();
    for (const text of ALL) {
      written.length = 0;
      actionLog.info(text);
      const lines = written.join('').split(/\r?\n/);
      expect(
        lines.filter((line) => /^\s*::|##\[/.test(line)),
        JSON.stringify(text),
      ).toEqual([]);
    }
    spy.mockRestore();
  });
});
