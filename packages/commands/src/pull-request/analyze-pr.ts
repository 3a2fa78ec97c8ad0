import {
  baseResults,
  compareTests,
  DETECTOR_VERSION,
  headlineOf,
  judgeGates,
  judgeJobs,
  medianDurations,
  passedOnTree,
  patchCoverage,
  recordedTests,
  reproduction,
  riskFeatures,
  riskOf,
  riskScore,
  riskVector,
} from '@qitops/analysis';
import type { History } from '@qitops/history';
import {
  type AnalyzeDocument,
  type Config,
  FlakyDocument,
  type HistoryView,
  MIN_LINES,
  NO_CELL,
  type RunInfo,
  SCHEMA_VERSION,
  UserError,
} from '@qitops/model';
import { Checkout, changedFunctions, commitLog, diffCommits, type Range } from '@qitops/repository';
import picomatch from 'picomatch';
import { configAt, parseGates } from '../config.ts';
import type { CommandContext } from '../context.ts';
import { readDocument } from '../documents.ts';
import { flakyDocument, triageCurrent } from '../flaky/flaky-document.ts';
import { quarantineNotes, quarantineNow } from '../flaky/quarantine.ts';
import { openHistory } from '../history/store.ts';
import { given } from '../inputs.ts';
import { measuredCommit, notARepository } from '../measured.ts';
import { patchInput } from '../patch-coverage.ts';
import { readRunInputs } from '../run-inputs.ts';
import { joinShards } from '../shards/join-shards.ts';
import { allArrived, arrivalOf, type ShardsToJoin } from '../shards/shards-to-join.ts';
import { BaseCoverage } from './base-coverage.ts';
import { compare } from './comparison.ts';
import { componentsOf, ownersAt } from './components.ts';
import { configDifference } from './config-difference.ts';
import { findingsOf } from './findings.ts';
import { COMMITS, changeIn, sourceImpact, testImpact } from './impact.ts';
import { parseNeeds } from './needs.ts';
import { changeBy, projectCoverage } from './project-coverage.ts';
import { only } from './project-delta.ts';
import { riskInput } from './risk.ts';
import { riskModel } from './risk-model.ts';
import { surroundingsAt } from './surroundings.ts';
import { confidenceOf, ENOUGH_RUNS, remediesFor } from './what-is-known.ts';

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
  /** The workflow's `matrix` context, to say where a failure happened. */
  matrix?: Record<string, unknown> | null | undefined;
  /** What other jobs measured, joined instead of reports in the work tree; absent = this job ran the tests. */
  shards?: ShardsToJoin | undefined;
}

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
  const notes = await configNotes(checkout, range.to.sha, { config, text: configText });
  const minLines = config.minLines ?? MIN_LINES;
  const ignored = config.ignore ? picomatch(config.ignore, { dot: true }) : (): boolean => false;

  const at = { project: config.project ?? '', to: range.to };
  const { results, coverage, ...inputs } = options.shards
    ? await joinShards(checkout, options.shards.documents, at)
    : await readRunInputs(context, checkout, {
        results: given(options.results, config.results),
        coverage: given(options.coverage, config.coverage),
        ...at,
      });
  const hasCoverage = coverage.files.some((file) => file.status !== 'error');
  notes.push(...inputs.notes);

  const history = options.store ? await openHistory(context, options.store) : null;
  const view = await historyView(history, notes);
  const known = (await history?.detectorState(DETECTOR_VERSION)) ?? null;
  const flaky = options.flaky
    ? await readDocument(context, options.flaky, FlakyDocument, 'flaky-detect')
    : flakyDocument(view, false, known);
  const quarantine = flaky.quarantine ?? (history && (await quarantineNow(history, flaky.tests)));
  notes.push(...quarantineNotes(quarantine));
  const ancestors = await checkout.ancestors(range.from.sha, ANCESTORS);
  const base = baseResults(view, ancestors, context.env.GITHUB_RUN_ID ?? null);

  const files = await diffCommits(checkout.git, range.from.sha, range.to.sha);
  const headFiles = new Set(await checkout.files(range.to.sha));
  const changedLines = await patchInput({
    checkout,
    range,
    files,
    coverage: coverage.merged,
    measured: inputs.measured ?? measured,
    ignored,
  });
  const patch = hasCoverage ? patchCoverage(changedLines) : null;
  if (patch?.neutral && patch.unmeasured.length > 0 && coverage.merged.size > 0) {
    notes.push('no changed source file is in any coverage report: check the paths in the reports');
  }
  const changed = await changedFunctions(checkout, files, range.from.sha, range.to.sha);
  for (const { path, reason } of changed.skipped) notes.push(`${path} was not analyzed: ${reason}`);
  const functions = changed.functions.map(({ text: _, ...fn }) => fn);

  const unreadable = results.files.filter((file) => file.status !== 'ok');
  for (const file of unreadable) if (file.message) notes.push(file.message);
  const surroundings = await surroundingsAt(context, checkout, range.to.sha, options.matrix ?? null);
  const tests = compareTests({
    current: results.tests,
    complete: unreadable.length === 0 && results.files.length > 0 && allArrived(options.shards),
    exists: (file) => headFiles.has(file),
    base: base?.tests ?? null,
    flaky: new Map(flaky.tests.map((test) => [test.id, test])),
    passedOnSameTree: passedOnTree(view, range.to.tree),
    medianMs: medianDurations(view),
    triage:
      view.runs.length < ENOUGH_RUNS
        ? new Map()
        : triageCurrent(view, known, { info: infoOf(range), tests: results.tests }),
    quarantined: new Map(quarantine?.active.map((entry) => [entry.id, entry])),
    reproduce: (test) => reproduction(test, surroundings(test.place)),
  });

  const owners = await ownersAt(checkout, range.from.sha, config);
  const stored = history && new BaseCoverage(history, view, { checkout, range, ancestors });
  const project = await projectCoverage({
    components: await componentsOf(checkout, range.to.sha, config, owners),
    patch: hasCoverage ? changedLines : null,
    head: only(coverage.merged, (path) => !ignored(path)),
    shards: inputs.cells,
    headFiles,
    ignored,
    stored,
    headDate: range.to.date,
    dateOf: async (sha) => (await checkout.commit(sha))?.date ?? range.to.date,
    minLines,
  });

  const log = await commitLog(checkout, range.from.sha, COMMITS);
  const change = changeIn(files, range.to.sha);
  const source = await sourceImpact(checkout, change, results.tests, log, coverage.merged);
  const impact = testImpact(source, change, results.tests, tests.newFailures, recordedTests(view));
  const aside = new Set(changedLines.files.filter((file) => file.generated).map(({ path }) => path));
  const features = riskFeatures(
    await riskInput({
      checkout,
      range,
      files,
      aside: (path) => aside.has(path),
      log,
      owners,
      functions,
      patch,
      impactedFailureRate: impact.failureRate,
    }),
  );
  const model = await riskModel(history);
  const risk = riskOf(features, model);
  const broken = tests.newFailures.length + tests.failingBaseUnknown.length > 0;
  const seen = { results, hasCoverage, base, runs: view.runs.length };
  const confidence = confidenceOf(seen, broken ? 1 : riskScore(model, riskVector(features)));

  const drop = changeBy(project.delta);
  const gatesConfig = options.gates ? parseGates(options.gates) : (config.gates ?? {});
  const { skippable = [] } = gatesConfig;
  const needs = parseNeeds(options.needs);
  const shards = options.shards ? arrivalOf(options.shards, needs, skippable) : null;
  const gates = [
    ...judgeGates({
      config: gatesConfig,
      minLines,
      resultsVerdict: results.verdict,
      unreadableFiles: unreadable.length,
      tests,
      patch,
      projectDrop: drop === null ? null : -drop,
      risk,
      evidence: confidence.coverage ?? 0,
    }),
    ...judgeJobs({ needs, skippable, shards }),
    ...project.gates,
  ];
  const failed = gates.filter((gate) => !gate.passed && gate.level === 'fail');
  const remedies = await remediesFor(checkout, { ...seen, ran: results.verdict !== 'no-files' });

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
    coverage: project.totals,
    delta: project.delta,
    components: project.components,
    changedFunctions: functions,
    risk,
    confidence,
    impactedTests: impact.tests,
    unmeasured: patch?.unmeasured ?? [],
    gates,
    findings: findingsOf({ tests, patch, functions, changed: new Set(files.map(({ path }) => path)) }),
    flakyKnown: flaky.tests.filter((test) => test.state === 'flaky' || test.state === 'quarantined'),
    historyRuns: view.runs.length,
    remedies,
    notes,
  };
}

async function historyView(history: History | null, notes: string[]): Promise<HistoryView> {
  if (!history) return { tests: [], runs: [], skipped: [] };
  const view = await history.view();
  for (const { key, reason } of view.skipped) notes.push(`history: ${key} was skipped: ${reason}`);
  return view;
}

/** The present run as the history would have it. */
function infoOf({ from, to }: Range): RunInfo {
  return {
    key: 'present',
    project: '',
    framework: '',
    sha: to.sha,
    tree: to.tree,
    ref: 'HEAD',
    base: from.sha,
    // a number that no pull request has: nothing that is known of another one is laid on it
    pr: 0,
    event: 'pull_request',
    trust: 'pr',
    runId: 'present',
    attempt: 1,
    job: '',
    cell: NO_CELL,
    startedAt: new Date().toISOString(),
    durationMs: null,
  };
}

/** Says when the pull request changes the rules: it is judged by the old ones. */
async function configNotes(
  checkout: Checkout,
  head: string,
  base: { config: Config; text: string },
): Promise<string[]> {
  try {
    const { config, text } = await configAt(checkout, head);
    if (text === base.text) return [];
    const difference = configDifference(base.config, config).join(', ');
    return [
      `this pull request changes qitops.yml${difference && ` (${difference})`}; it was judged by the rules of its base`,
    ];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [`qitops.yml of this pull request is broken and will fail once merged: ${error.message}`];
  }
}
