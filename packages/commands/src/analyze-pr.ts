import { posix } from 'node:path';
import {
  baseResults,
  compareTests,
  headlineOf,
  isSensitivePath,
  judgeGates,
  medianDurations,
  passedOnTree,
  riskOf,
} from '@qitops/analysis';
import {
  type AnalyzeDocument,
  coverageTotals,
  FlakyDocument,
  type HistoryView,
  SCHEMA_VERSION,
  UserError,
} from '@qitops/model';
import {
  addedLines,
  Checkout,
  changedFunctions,
  diffCommits,
  type FileDiff,
  ImportGraph,
} from '@qitops/repository';
import picomatch from 'picomatch';
import { compare } from './comparison.ts';
import { configAt, parseGates } from './config.ts';
import type { CommandContext } from './context.ts';
import { deltaOf } from './coverage-delta.ts';
import { readDocument } from './documents.ts';
import { findingsOf } from './findings.ts';
import { flakyDocument } from './flaky-detect.ts';
import { readCoverage, readResults } from './inputs.ts';
import { coverageAt, measuredCommit, notARepository } from './measured.ts';
import { patchOf } from './patch-coverage.ts';
import { openHistory } from './store.ts';
import { confidenceOf, remediesFor } from './what-is-known.ts';

export interface AnalyzePrOptions {
  /** Revisions; absent = the default branch and HEAD. */
  base?: string | undefined;
  head?: string | undefined;
  /** Globs; empty = the defaults that find the common layouts. */
  results: string[];
  coverage: string[];
  /** `ref:…`, `branch:…` or a folder; null = no history. */
  store: string | null;
  /** Path of a flaky-detect document; null = computed from the store. */
  flaky: string | null;
  /** Path of a suggest-tests document. */
  suggestions: string | null;
  /** Gates given as an input, YAML of the `gates` key; null = those of `qitops.yml` at the base. */
  gates: string | null;
  /** JSON of the workflow's `needs` context; null when the job has none. */
  needs: string | null;
}

/** Coverable lines under which a percentage is not judged, unless `qitops.yml` says otherwise. */
const MIN_LINES = 5;
/** Commits that are searched for a measured ancestor. */
const ANCESTORS = 200;

/** What a pull request did to quality, as one document. */
export async function analyzePr(
  context: CommandContext,
  options: AnalyzePrOptions,
): Promise<AnalyzeDocument> {
  const checkout = await Checkout.open(context.cwd);
  if (!checkout) throw notARepository(context);
  const measured = await measuredCommit(checkout, null);
  const { range, baseName } = await compare(context, checkout, options, measured);
  const { config, text: configText } = await configAt(checkout, range.from.sha);
  const notes = await configNotes(checkout, range.to.sha, configText);
  const project = config.project ?? '';

  const results = await readResults(context, given(options.results, config.results), { project, checkout });
  const coverage = await readCoverage(context, given(options.coverage, config.coverage), { checkout });
  const stamped = await measuredCommit(checkout, coverage.sidecar);
  const mapped = await coverageAt(checkout, coverage.merged, stamped, range.to);
  if (mapped.note) notes.push(mapped.note);

  const view = await historyView(context, options.store, notes);
  const flaky = options.flaky
    ? await readDocument(context, options.flaky, FlakyDocument, 'flaky-detect')
    : flakyDocument(view, false);
  const base = baseResults(view, await checkout.ancestors(range.from.sha, ANCESTORS));

  const files = await diffCommits(checkout.git, range.from.sha, range.to.sha);
  const ignored = config.ignore ? picomatch(config.ignore, { dot: true }) : (): boolean => false;
  const hasCoverage = coverage.files.some((file) => file.status !== 'error');
  const patch = hasCoverage
    ? await patchOf({ checkout, range, files, coverage: mapped.coverage, measured: stamped, ignored })
    : null;
  if (patch?.neutral && patch.unmeasured.length > 0 && coverage.merged.size > 0) {
    notes.push('no changed source file is in any coverage report: check the paths in the reports');
  }
  const changed = await changedFunctions(checkout, files, range.from.sha, range.to.sha);
  for (const { path, reason } of changed.skipped) notes.push(`${path} was not analyzed: ${reason}`);

  const unreadable = results.files.filter((file) => file.status !== 'ok');
  const headFiles = new Set(await checkout.files(range.to.sha));
  const tests = compareTests({
    current: results.tests,
    complete: unreadable.length === 0 && results.files.length > 0,
    exists: (file) => headFiles.has(file),
    base: base?.tests ?? null,
    flaky: new Map(flaky.tests.map((test) => [test.id, test])),
    passedOnSameTree: passedOnTree(view, range.to.tree),
    medianMs: medianDurations(view),
  });
  const delta = await deltaOf({
    context,
    checkout,
    store: options.store,
    view,
    range,
    head: mapped.coverage,
    hasCoverage,
    ancestors: ANCESTORS,
  });
  const gates = judgeGates({
    config: options.gates ? parseGates(options.gates) : (config.gates ?? {}),
    minLines: config.minLines ?? MIN_LINES,
    resultsVerdict: results.verdict,
    unreadableFiles: unreadable.length,
    tests,
    patch,
    projectDrop: dropOf(delta),
    needs: parseNeeds(options.needs),
  });
  const failed = gates.filter((gate) => !gate.passed && gate.level === 'fail');
  const impact = await impactOf(checkout, range.to.sha, files, results.tests, tests.newFailures);
  const totals = hasCoverage ? coverageTotals(mapped.coverage.values()) : null;
  const known = { results, hasCoverage, base, runs: view.runs.length };
  const remedies = await remediesFor(checkout, { ...known, ran: results.verdict !== 'no-files' });
  for (const file of unreadable) if (file.message) notes.push(file.message);

  return {
    schemaVersion: SCHEMA_VERSION,
    verdict: failed.length > 0 ? 'failed' : results.verdict === 'no-files' ? 'unknown' : 'passed',
    headline: headlineOf({
      resultsVerdict: results.verdict,
      tests,
      totalTests: results.totals.tests,
      baseName,
      patch,
      likelyFrom: impact.likelyFrom,
      failedGates: failed.map((gate) => gate.name),
      howTo: remedies[0]?.replace(/^[^:]*: /, '') ?? null,
    }),
    base: range.from.sha,
    head: range.to.sha,
    baseRun: base && { sha: base.sha, key: base.key, distance: base.distance },
    results: { verdict: results.verdict, totals: results.totals, files: results.files.length },
    tests,
    patchCoverage: patch,
    coverage: totals && { lines: totals.lines, branches: totals.branches },
    delta,
    components: [],
    changedFunctions: changed.functions.map(({ text: _, ...fn }) => fn),
    risk: riskOf(riskInput(files, changed.functions, patch)),
    confidence: confidenceOf(known),
    impactedTests: impact.tests,
    unmeasured: patch?.unmeasured ?? [],
    gates,
    findings: findingsOf({ tests, patch, functions: changed.functions }),
    flakyKnown: flaky.tests.filter((test) => test.state === 'flaky' || test.state === 'quarantined'),
    historyRuns: view.runs.length,
    remedies,
    notes,
  };
}

function given(fromOptions: string[], fromConfig: string[] | undefined): string[] {
  return fromOptions.length > 0 ? fromOptions : (fromConfig ?? []);
}

async function historyView(
  context: CommandContext,
  store: string | null,
  notes: string[],
): Promise<HistoryView> {
  if (!store) return { tests: [], runs: [], skipped: [] };
  const view = await (await openHistory(context, store)).view();
  for (const { key, reason } of view.skipped) notes.push(`history: ${key} was skipped: ${reason}`);
  return view;
}

/** Says when the pull request changes the rules: it is judged by the old ones. */
async function configNotes(checkout: Checkout, head: string, baseText: string): Promise<string[]> {
  try {
    const { text } = await configAt(checkout, head);
    if (text === baseText) return [];
    return ['this pull request changes qitops.yml; it was judged by the rules of its base'];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [`qitops.yml of this pull request is broken and will fail once merged: ${error.message}`];
  }
}

function dropOf({ comparable, direct, deletions, indirect }: AnalyzeDocument['delta']): number | null {
  if (!comparable || direct === null || deletions === null || indirect === null) return null;
  return -(direct + deletions + indirect);
}

function parseNeeds(text: string | null): Map<string, string> | null {
  if (!text) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UserError({
      what: 'is not JSON',
      where: 'input needs',
      remedy: `write \`needs: \${{ toJSON(needs) }}\``,
    });
  }
  const jobs = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (jobs.length === 0) {
    // a gate that looks at nothing would be green whatever happened
    throw new UserError({
      what: 'names no job',
      where: 'input needs',
      remedy: 'give the job `needs: […]` and the input `toJSON(needs)`',
    });
  }
  const resultOf = (job: unknown): string =>
    String((job as { result?: unknown } | null)?.result ?? 'unknown');
  return new Map(jobs.map(([name, job]) => [name, resultOf(job)]));
}

function riskInput(
  files: readonly FileDiff[],
  functions: AnalyzeDocument['changedFunctions'],
  patch: AnalyzeDocument['patchCoverage'],
): Parameters<typeof riskOf>[0] {
  return {
    addedLines: files.reduce((sum, file) => sum + addedLines(file).length, 0),
    files: files.length,
    directories: new Set(files.map((file) => posix.dirname(file.path))).size,
    functions,
    patch,
    sensitive: files.map((file) => file.path).filter(isSensitivePath),
  };
}

/** Tests whose file imports a changed one, and the changed sources that new failures import. */
async function impactOf(
  checkout: Checkout,
  head: string,
  files: readonly FileDiff[],
  tests: Awaited<ReturnType<typeof readResults>>['tests'],
  failures: AnalyzeDocument['tests']['newFailures'],
): Promise<{ tests: AnalyzeDocument['impactedTests']; likelyFrom: string[] }> {
  const graph = await ImportGraph.at(checkout, head);
  const impacted = new Set<string>();
  const failing = new Set(failures.map((test) => test.file));
  const likelyFrom: string[] = [];
  for (const { path, status } of files) {
    if (status === 'deleted') continue;
    const reaching = graph.testsReaching(path);
    for (const test of reaching) impacted.add(test);
    if (!reaching.has(path) && [...failing].some((file) => file !== null && reaching.has(file)))
      likelyFrom.push(path);
  }
  return {
    tests: tests
      .filter((test) => test.file !== null && impacted.has(test.file))
      .map(({ id, suite, name, file }) => ({ id, suite, name, file })),
    likelyFrom: likelyFrom.slice(0, 2),
  };
}
