import type { StoredTest } from '@qitops/history';
import { OrdinalCounter, RunInfo, STATUS_CODES, type TestStatus } from '@qitops/model';
import { readCtrfTest, relativePath } from '@qitops/readers';
import { z } from 'zod';
import { pullRequestOf, refOf, runKeyOf } from './run-info.ts';

/** Marks a document that {@link lineOf} wrote: its tests are taken as they stand. */
export const EXPORTED = 'qitops history';

/** What the importer itself reads of a CTRF document; tests are read one by one. */
const CtrfDocument = z.object({
  results: z.object({
    tool: z.object({ name: z.string() }).optional(),
    summary: z
      .object({ start: z.number().optional(), stop: z.number().optional(), failed: z.number().optional() })
      .optional(),
    environment: z
      .object({
        commit: z.string().optional(),
        branchName: z.string().optional(),
        buildId: z.union([z.string(), z.number()]).optional(),
        extra: z.record(z.string(), z.unknown()).optional(),
      })
      .optional(),
  }),
});
type CtrfDocument = z.infer<typeof CtrfDocument>['results'];

/**
 * A CTRF document as a run. Metadata stands in `environment` and its `extra`.
 * @param document the parsed line. @param name for a run that has no id. @param root made-relative paths begin here.
 * @throws with a reason when it is no CTRF document or contradicts itself.
 */
export function runOfCtrf(
  document: unknown,
  { project, root, name }: { project: string; root: string; name: () => string },
): { info: RunInfo; tests: StoredTest[] } {
  const head = CtrfDocument.safeParse(document);
  if (!head.success) throw new Error('not a CTRF document');
  const { results } = head.data;
  const raw = (document as { results: { tests?: unknown } }).results.tests ?? [];
  if (!Array.isArray(raw)) throw new Error('not a CTRF document: its tests are no list');
  const extra = results.environment?.extra ?? {};
  const framework = results.tool?.name.toLowerCase() || 'ctrf';
  if (extra.exportedBy === EXPORTED) return { info: exportedInfo(results), tests: raw.map(exportedTest) };
  const tests = readTests(raw, framework, root, results);
  return { info: infoOf(results, { project, framework, name }), tests };
}

function readTests(raw: unknown[], framework: string, root: string, results: CtrfDocument): StoredTest[] {
  const ordinals = new OrdinalCounter();
  const warnings = { warning: () => undefined };
  const files = new Map<string, string>();
  const fileOf = (path: string): string => {
    const known = files.get(path) ?? relativePath(path, root);
    files.set(path, known);
    return known;
  };
  let failures = 0;
  const tests = raw.map((value): StoredTest => {
    const object = value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
    const test = readCtrfTest(object, warnings);
    if (test.status === 'failed' || test.status === 'errored') failures += 1;
    const file = test.file === null ? null : fileOf(test.file);
    const { suite, name, status, durationMs, attempts, message } = test;
    const ordinal = ordinals.next(file, suite, name);
    return { framework, file, suite, name, ordinal, status, durationMs, attempts, message };
  });
  const failed = results.summary?.failed ?? 0;
  if (failed > 0 && failures === 0) {
    throw new Error(`the summary says ${failed} failed, but no failed test is in it`);
  }
  return tests;
}

/** A test of an exported run: nothing is guessed. */
function exportedTest(value: unknown): StoredTest {
  const test = value as Record<string, unknown> & { extra?: Record<string, unknown> };
  const { extra = {} } = test;
  const status = (test.rawStatus ?? test.status) as TestStatus;
  const letters = extra.attempts ?? '';
  const sound =
    typeof test.name === 'string' &&
    isTexts(test.suite ?? []) &&
    (test.filePath === undefined || typeof test.filePath === 'string') &&
    typeof extra.framework === 'string' &&
    Number.isInteger(extra.ordinal) &&
    Object.hasOwn(STATUS_CODES, status) &&
    typeof test.duration === 'number' &&
    typeof letters === 'string' &&
    (test.message === undefined || typeof test.message === 'string');
  if (!sound) throw new Error('a test of it is damaged');
  return {
    framework: extra.framework as string,
    file: (test.filePath as string | undefined) ?? null,
    suite: (test.suite as string[] | undefined) ?? [],
    name: test.name as string,
    ordinal: extra.ordinal as number,
    status,
    durationMs: extra.durationUnknown === true ? null : (test.duration as number),
    attempts: [...(letters as string)].map((letter) => ({ status: statusOf(letter), durationMs: null })),
    message: test.message as string | undefined,
  };
}

const BY_LETTER = new Map(Object.entries(STATUS_CODES).map(([status, letter]) => [letter, status]));

function statusOf(letter: string): TestStatus {
  return (BY_LETTER.get(letter as 'p') ?? 'other') as TestStatus;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** Metadata of an exported run: all of it is there. */
function exportedInfo({ environment = {}, summary = {} }: CtrfDocument): RunInfo {
  const info = RunInfo.safeParse({
    ...environment.extra,
    sha: environment.commit,
    runId: environment.buildId,
    attempt: environment.extra?.runAttempt,
    startedAt: timeOf(summary.start ?? Number.NaN),
  });
  if (!info.success || !/^[\w.-]+$/.test(info.data.key)) throw new Error('its metadata are damaged');
  return info.data;
}

/** Metadata of the run: `environment` and its `extra`. */
function infoOf(
  { environment = {}, summary = {} }: CtrfDocument,
  rest: { project: string; framework: string; name: () => string },
): RunInfo {
  const extra = environment.extra ?? {};
  const ref = refOf(environment.branchName) ?? 'HEAD';
  const pr = wholeNumber(extra.pr) ?? pullRequestOf(ref);
  const { start, stop } = summary;
  const started = start === undefined ? (text(extra.started) ?? new Date().toISOString()) : start;
  const identity = {
    runId: String(environment.buildId ?? rest.name()),
    attempt: wholeNumber(extra.runAttempt) ?? 1,
    job: text(extra.job) ?? 'tests',
    cell: text(extra.cell) ?? '0',
  };
  const wall = stop !== undefined && start !== undefined ? stop - start : null;
  return {
    key: runKeyOf(identity),
    project: rest.project,
    framework: rest.framework,
    sha: environment.commit ?? '',
    tree: text(extra.tree),
    ref,
    base: text(extra.base),
    pr,
    event: text(extra.event) ?? (pr === null ? 'push' : 'pull_request'),
    trust: pr === null ? 'branch' : 'pr',
    ...identity,
    startedAt: timeOf(started),
    durationMs: wall,
  };
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function timeOf(value: string | number): string {
  const time = new Date(value);
  if (Number.isNaN(time.getTime())) throw new Error('its start is no time');
  return time.toISOString();
}

function wholeNumber(value: unknown): number | null {
  if (value === null || value === undefined || value === '') return null;
  const parsed = Number(value);
  return Number.isInteger(parsed) ? parsed : null;
}
