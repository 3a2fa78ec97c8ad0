import {
  type AnalyzeDocument,
  emptyCounts,
  evidence,
  type HistoryView,
  noTestChanges,
  type SuggestDocument,
} from '@qitops/model';
import type { PullRequestAnalysis } from '@qitops/report';
import { commitAt, KNOWN, NEWEST } from './sample-history.ts';

/** One pull request that breaks a test and leaves a branch untested, and one that is fine. */
export function sampleAnalyses(history: HistoryView): PullRequestAnalysis[] {
  return [
    {
      pr: 52,
      title: 'Round half a cent to even in discounts',
      document: failing(history),
      suggestions: suggestions(),
    },
    {
      pr: 51,
      title: 'Name the carrier on the receipt',
      document: fine(history),
      suggestions: null,
      keptAt: new Date(NEWEST - 5 * 3_600_000).toISOString(),
      outside: true,
      headNow: commitAt(84),
    },
  ];
}

function base(history: HistoryView): AnalyzeDocument {
  const totals = { ...emptyCounts(), tests: 35, passed: 34, skipped: 1, durationMs: 9400 };
  return {
    schemaVersion: 1,
    verdict: 'passed',
    headline: 'No new failure; every changed line ran',
    base: commitAt(80),
    head: commitAt(81),
    baseRun: { sha: commitAt(80), key: history.runs.at(-2)!.info.key, distance: 0 },
    results: { verdict: 'passed', totals, files: 1 },
    tests: noTestChanges(),
    patchCoverage: null,
    coverage: null,
    delta: {
      direct: null,
      deletions: null,
      indirect: null,
      comparable: false,
      reason: 'the base has no coverage',
    },
    components: [],
    changedFunctions: [],
    risk: {
      score: 0.18,
      rank: 'low',
      calibrated: false,
      reasons: [{ text: '6 lines in 1 file', contribution: -0.4 }],
    },
    confidence: {
      value: 0.92,
      method: '(1 − risk after results) × evidence',
      evidence: [evidence('history', '90 runs')],
      coverage: 0.95,
    },
    impactedTests: [],
    unmeasured: [],
    gates: [{ name: 'new failures', passed: true, actual: '0', wanted: 'at most 0', level: 'fail' }],
    findings: [],
    flakyKnown: [],
    historyRuns: history.runs.length,
    remedies: [],
    notes: [],
  };
}

function fine(history: HistoryView): AnalyzeDocument {
  return base(history);
}

function failing(history: HistoryView): AnalyzeDocument {
  const find = (name: string) => history.tests.find((test) => test.name === name)!;
  const document = base(history);
  return {
    ...document,
    verdict: 'failed',
    headline: '1 new failure; 2 of 6 changed lines never ran',
    results: {
      ...document.results,
      verdict: 'failed',
      totals: { ...document.results.totals, passed: 33, failed: 1 },
    },
    tests: {
      ...document.tests,
      newFailures: [
        {
          ...find(KNOWN.broken),
          message: 'AssertionError: expected 10.12 to be 10.13 // Object.is equality',
          line: 42,
          reproduce: 'npx vitest run src/cart/discount.test.ts -t "rounds half a cent to even"',
        },
      ],
      flaky: [{ ...find(KNOWN.flaky), evidence: [evidence('history', 'Probability 0.97 over 90 runs')] }],
      slower: [{ ...find(KNOWN.slower), beforeMs: 2100, durationMs: 4200 }],
    },
    patchCoverage: {
      base: commitAt(80),
      head: commitAt(81),
      measured: { sha: commitAt(81), tree: null },
      neutral: false,
      lines: { covered: 4, total: 6 },
      branches: { covered: 2, total: 4, lowerBound: false },
      files: [{ path: 'src/cart/discount.ts', covered: [2, 3, 6, 10], missed: [4, 8], partial: [] }],
      unmeasured: [],
      generated: [],
    },
    delta: { direct: -0.42, deletions: 0, indirect: 0, comparable: true },
    risk: {
      score: 0.61,
      rank: 'high',
      calibrated: false,
      reasons: [
        { text: 'discount.ts was mended 4 times in 90 days', contribution: 0.8 },
        { text: '2 of 6 changed lines never ran', contribution: 0.5 },
        { text: 'One file, one author', contribution: -0.3 },
      ],
    },
    impactedTests: [find(KNOWN.broken), find(KNOWN.flaky)],
    gates: [
      { name: 'new failures', passed: false, actual: '1', wanted: 'at most 0', level: 'fail' },
      { name: 'patch coverage', passed: false, actual: '66.6 %', wanted: 'at least 80 %', level: 'warn' },
    ],
    remedies: ['Set fetch-depth: 0 so that churn can be counted'],
  };
}

function suggestions(): SuggestDocument {
  const target = { path: 'src/cart/discount.ts', function: 'discounted', line: 2 };
  return {
    schemaVersion: 1,
    functions: [{ path: target.path, name: target.function, line: 2, complexity: 4, branches: 4 }],
    suggestions: [
      {
        id: 'a1',
        kind: 'test',
        lane: 'harden',
        target,
        title: 'discounted rejects a percentage above 100',
        test: {
          path: 'src/cart/discount.suggested.test.ts',
          code: "test('discounted rejects a percentage above 100', () => {\n  expect(() => discounted(1000, 101)).toThrow(RangeError);\n});\n",
        },
        evidence: {
          kills: ['src/cart/discount.ts:3 > becomes >='],
          branches: ['src/cart/discount.ts:3 arm 0'],
          repeats: 5,
          durationMs: 12,
        },
        author: 'engine',
        typeChecked: true,
      },
      {
        id: 'q1',
        kind: 'question',
        lane: 'catch',
        target,
        title: 'Half a cent now rounds down; was that meant?',
        question: { input: 'discounted(1005, 50)', base: '502', head: '503' },
        author: 'engine',
        typeChecked: null,
      },
      {
        id: 'c1',
        kind: 'case',
        lane: 'harden',
        target,
        title: 'Two vouchers on one order',
        case: {
          path: 'tests/qitops/two-vouchers.yaml',
          yaml: 'id: two-vouchers\ntitle: Two vouchers on one order\n',
        },
        author: 'a-model',
        typeChecked: null,
      },
    ],
    omitted: [{ path: 'src/cart/cart.ts', function: 'restore', reason: 'it reads a database' }],
    spend: { calls: 1, inputTokens: 900, outputTokens: 220, usd: 0.01 },
    notes: [],
  };
}
