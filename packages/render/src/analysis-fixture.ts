import { type AnalyzeDocument, noTestChanges } from '@qitops/model';

const counts = { tests: 3, passed: 2, failed: 1, errored: 0, skipped: 0, other: 0, flaky: 0, durationMs: 9 };

/** A green analysis with `more` in it, for tests. */
export function sampleAnalysis(more: Partial<AnalyzeDocument> = {}): AnalyzeDocument {
  return {
    schemaVersion: 1,
    verdict: 'passed',
    headline: 'All 3 tests passed.',
    base: 'a'.repeat(40),
    head: 'b'.repeat(40),
    baseRun: null,
    results: { verdict: 'passed', totals: counts, files: 1 },
    tests: noTestChanges(),
    patchCoverage: null,
    coverage: null,
    delta: { direct: null, deletions: null, indirect: null, comparable: false },
    components: [],
    changedFunctions: [],
    risk: { score: null, rank: 'low', calibrated: false, reasons: [] },
    confidence: { value: 0.5, method: 'm', evidence: [] },
    impactedTests: [],
    unmeasured: [],
    gates: [],
    findings: [],
    flakyKnown: [],
    historyRuns: 0,
    remedies: [],
    notes: [],
    ...more,
  };
}
