import { z } from 'zod';
import { CasePriority, CaseSource, CaseStep, CaseType } from '../case.ts';
import { TestStatus } from '../results.ts';
import { TestRef } from '../run.ts';
import { schemaVersion } from './read.ts';

/** How the automated tests of a case ended last, the worst of them; `manual`: it has none. */
export const CaseStatus = z.enum(['failed', 'flaky', 'unknown', 'skipped', 'passed', 'manual']);
export type CaseStatus = z.infer<typeof CaseStatus>;

/** A test that does a case, and how it ended in the newest run that had it. */
export const CaseTest = TestRef.extend({
  /** `flaky`: passed after a failed attempt. */
  status: z.union([TestStatus, z.literal('flaky')]),
  /** Start of that run, ISO 8601. */
  at: z.string(),
});
export type CaseTest = z.infer<typeof CaseTest>;

/**
 * `found`: in the history or the results. `source`: written in the source and never seen to run. `gone`: the history
 * knows it, and neither the newest runs nor the source have it. `unknown`: it is nowhere. `unverified`: there is
 * nothing to look it up in.
 */
export const CaseLinkState = z.enum(['found', 'source', 'gone', 'unknown', 'unverified']);
export type CaseLinkState = z.infer<typeof CaseLinkState>;

/** One entry of `automatedBy`. */
export const CaseLink = z.object({
  text: z.string(),
  state: CaseLinkState,
  /** Several for a test with parameters. */
  tests: z.array(CaseTest),
  /** What the test was called when the case was written, if that changed since. */
  renamed: z.boolean(),
  line: z.number().int(),
});
export type CaseLink = z.infer<typeof CaseLink>;

/** One entry of `covers`; `unverified`: a symbol in a language that is not read. */
export const CoverLink = z.object({
  path: z.string(),
  symbol: z.string().nullable(),
  state: z.enum(['found', 'no-file', 'no-symbol', 'unverified']),
  line: z.number().int(),
});
export type CoverLink = z.infer<typeof CoverLink>;

/** A test case with what it leads to. */
export const LinkedCase = z.object({
  id: z.string(),
  title: z.string(),
  /** The file it stands in, and the line it begins at. */
  path: z.string(),
  line: z.number().int(),
  /** Whether nothing else stands in that file. */
  alone: z.boolean(),
  type: CaseType.nullable(),
  priority: CasePriority.nullable(),
  owner: z.string().nullable(),
  source: CaseSource,
  tags: z.array(z.string()),
  /** Requirements that its tags name. */
  requirements: z.array(z.string()),
  preconditions: z.array(z.string()),
  steps: z.array(CaseStep),
  parameters: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
  covers: z.array(CoverLink),
  automatedBy: z.array(CaseLink),
  status: CaseStatus,
  /** Links of it that lead nowhere. */
  deadLinks: z.number().int(),
});
export type LinkedCase = z.infer<typeof LinkedCase>;

/** `qitops cases list` and `check`. */
export const CasesDocument = z.object({
  schemaVersion,
  cases: z.array(LinkedCase),
  /** What does not hold, each with its place. */
  problems: z.array(
    z.object({
      path: z.string(),
      line: z.number().int(),
      column: z.number().int(),
      kind: z.enum(['schema', 'duplicate', 'dead-link']),
      what: z.string(),
      remedy: z.string(),
    }),
  ),
  /** Automated tests of the newest runs, and those that no case names; null = no run is known. */
  tests: z
    .object({ known: z.number().int(), withoutCase: z.number().int(), examples: z.array(TestRef) })
    .nullable(),
  notes: z.array(z.string()),
});
export type CasesDocument = z.infer<typeof CasesDocument>;
export type CaseProblem = CasesDocument['problems'][number];

/** `qitops cases new` and `import`. */
export const CasesWrittenDocument = z.object({
  schemaVersion,
  files: z.array(
    z.object({
      path: z.string(),
      id: z.string(),
      title: z.string(),
      /** What it was made from: a test, a scenario, a row. */
      from: z.string().nullable(),
      /** `kept`: somebody edited it, so it stays as it is. */
      change: z.enum(['created', 'updated', 'unchanged', 'kept']),
    }),
  ),
  /** False after a dry run. */
  written: z.boolean(),
  /** What could not be read, or not as a test. */
  skipped: z.array(z.object({ path: z.string(), line: z.number().int().nullable(), reason: z.string() })),
  notes: z.array(z.string()),
});
export type CasesWrittenDocument = z.infer<typeof CasesWrittenDocument>;

/** Whether a link leads nowhere. */
export function isDead(link: Pick<CaseLink, 'state'> | Pick<CoverLink, 'state'>): boolean {
  return ['gone', 'unknown', 'no-file', 'no-symbol'].includes(link.state);
}

const WORST: readonly CaseStatus[] = ['failed', 'flaky', 'unknown', 'skipped', 'passed'];

/** The worst of what the tests of a case came to; a link that leads to no result makes it unknown at best. */
export function caseStatus(links: readonly CaseLink[]): CaseStatus {
  if (links.length === 0) return 'manual';
  const all = links.flatMap(({ tests }): CaseStatus[] =>
    tests.length === 0 ? ['unknown'] : tests.map(({ status }) => statusOf(status)),
  );
  return WORST.find((one) => all.includes(one)) ?? 'unknown';
}

function statusOf(status: CaseTest['status']): CaseStatus {
  if (status === 'failed' || status === 'errored') return 'failed';
  if (status === 'passed' || status === 'flaky') return status;
  if (status === 'skipped' || status === 'pending' || status === 'inconclusive') return 'skipped';
  return 'unknown';
}
