import { z } from 'zod';
import { Ratio } from '../coverage.ts';
import { Confidence, Evidence } from '../evidence.ts';
import { Finding } from '../proposal.ts';
import { ResultCounts, Verdict } from '../results.ts';
import { TestRef } from '../run.ts';
import { FailureCause, FlakyTest } from './flaky.ts';
import { PatchCoverage } from './patch-coverage.ts';
import { schemaVersion } from './read.ts';

/** A test with what a reader of the comment needs to act on it. */
export const ChangedTest = TestRef.extend({
  message: z.string().optional(),
  line: z.number().int().optional(),
  durationMs: z.number().nullable().optional(),
  /** For `slower`: the median before, ms. */
  beforeMs: z.number().optional(),
  /** For `renamed`: the name before. */
  renamedFrom: z.string().optional(),
  /** For failures: a command that runs this test alone. */
  reproduce: z.string().optional(),
  evidence: z.array(Evidence).optional(),
  /** For failures, where the history is long enough: why the first attempt failed, in all likelihood. */
  triage: z.object({ cause: FailureCause, confidence: z.number() }).optional(),
});
export type ChangedTest = z.infer<typeof ChangedTest>;

export const TestChanges = z.object({
  newFailures: z.array(ChangedTest),
  stillFailing: z.array(ChangedTest),
  /** Failing, and no base result exists: neither new nor old. */
  failingBaseUnknown: z.array(ChangedTest),
  fixed: z.array(ChangedTest),
  /** Failed or retried here, and known to be flaky from the history or this run. */
  flaky: z.array(ChangedTest),
  added: z.array(ChangedTest),
  removed: z.array(ChangedTest),
  renamed: z.array(ChangedTest),
  slower: z.array(ChangedTest),
});
export type TestChanges = z.infer<typeof TestChanges>;

export function noTestChanges(): TestChanges {
  return {
    newFailures: [],
    stillFailing: [],
    failingBaseUnknown: [],
    fixed: [],
    flaky: [],
    added: [],
    removed: [],
    renamed: [],
    slower: [],
  };
}

/** `unknown` is a gate that could not be judged; it fails unless it is set to warn. */
export const GateResult = z.object({
  name: z.string(),
  passed: z.boolean(),
  /** What it was, in words with its unit. */
  actual: z.string(),
  /** What it should be. */
  wanted: z.string(),
  level: z.enum(['fail', 'warn']),
});
export type GateResult = z.infer<typeof GateResult>;

export const ChangedFunction = z.object({
  path: z.string(),
  name: z.string(),
  line: z.number().int(),
  endLine: z.number().int(),
  /** Cyclomatic complexity at the head. */
  complexity: z.number().int(),
  /** At the base; null for a new function. */
  complexityBefore: z.number().int().nullable(),
  /** Cognitive complexity at the head (SonarSource's definition). */
  cognitive: z.number().int().optional(),
  /** At the base; null for a new function. */
  cognitiveBefore: z.number().int().nullable().optional(),
  branches: z.number().int(),
});
export type ChangedFunction = z.infer<typeof ChangedFunction>;

/** Difference of project coverage in percentage points, or null where it is not known. */
export const CoverageDelta = z.object({
  direct: z.number().nullable(),
  deletions: z.number().nullable(),
  indirect: z.number().nullable(),
  comparable: z.boolean(),
  /** Why not, when it is not comparable. */
  reason: z.string().optional(),
});
export type CoverageDelta = z.infer<typeof CoverageDelta>;

/** A part of the repository that `qitops.yml` names, with figures of its own. */
export const ComponentResult = z.object({
  name: z.string(),
  /** Lines of the project's coverage; total 0 = nothing of it was measured. */
  lines: Ratio,
  /** Changed coverable lines; null = no coverage. */
  patch: Ratio.nullable(),
  /** Points that its coverage moved by against the base; null = not comparable. */
  change: z.number().nullable(),
  unmeasured: z.number().int(),
  /** Where the coverage comes from when this run measured nothing of the component. */
  carriedFrom: z
    .object({
      sha: z.string(),
      /** Commits between that measurement and the base. */
      distance: z.number().int(),
      /** Whole days before the head. */
      days: z.number().int(),
    })
    .nullable(),
});
export type ComponentResult = z.infer<typeof ComponentResult>;

export const AnalyzeDocument = z.object({
  schemaVersion,
  verdict: z.enum(['passed', 'failed', 'unknown']),
  headline: z.string(),
  base: z.string(),
  head: z.string(),
  /** The run that tests are compared with; null = no measured ancestor. */
  baseRun: z.object({ sha: z.string(), key: z.string(), distance: z.number().int() }).nullable(),
  results: z.object({ verdict: Verdict, totals: ResultCounts, files: z.number().int() }),
  tests: TestChanges,
  patchCoverage: PatchCoverage.nullable(),
  coverage: z.object({ lines: Ratio, branches: Ratio }).nullable(),
  delta: CoverageDelta,
  components: z.array(ComponentResult),
  changedFunctions: z.array(ChangedFunction),
  risk: z.object({
    score: z.number().nullable(),
    rank: z.enum(['low', 'medium', 'high']).nullable(),
    calibrated: z.boolean(),
    reasons: z.array(z.object({ text: z.string(), contribution: z.number() })),
    /** What the score was made of, for fitting it to the repository later. */
    features: z.record(z.string(), z.number()).optional(),
    /** Labelled pull requests that the model was fitted to. */
    labelled: z.number().int().optional(),
  }),
  confidence: Confidence,
  impactedTests: z.array(TestRef),
  unmeasured: z.array(z.object({ path: z.string(), lineCount: z.number().int() })),
  gates: z.array(GateResult),
  findings: z.array(Finding),
  flakyKnown: z.array(FlakyTest),
  /** Runs in the history, for "history: 3 of 10 runs". */
  historyRuns: z.number().int(),
  /** What the author can change so that more is known: reporters, fetch-depth, permissions. */
  remedies: z.array(z.string()),
  notes: z.array(z.string()),
});
export type AnalyzeDocument = z.infer<typeof AnalyzeDocument>;
