import { basename, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { DETECTOR_VERSION } from '@qitops/analysis';
import {
  AnalyzeDocument,
  type Config,
  FlakyDocument,
  type HistoryView,
  type OpenPullRequest,
  type ReportDocument,
  type RunInfo,
  SuggestDocument,
} from '@qitops/model';
import { type PullRequestAnalysis, type ReportInput, type ReportLook, writeReport } from '@qitops/report';
import { Checkout } from '@qitops/repository';
import { readCatalogue } from './cases/catalogue.ts';
import { type ConfigFile, loadConfigFile } from './config.ts';
import { configLines } from './config-lines.ts';
import type { CommandContext } from './context.ts';
import { readDocument } from './documents.ts';
import { flakyDocument } from './flaky/flaky-document.ts';
import { runInfo } from './history/run-info.ts';
import { openHistory } from './history/store.ts';
import { readCoverage, readResults } from './inputs.ts';
import { mergedFiles } from './merged-files.ts';
import { newestMeasured } from './pull-request/base-coverage.ts';
import { ownersAt } from './pull-request/components.ts';
import { keptAnalyses, withKept } from './pull-request/kept-analyses.ts';
import { readAttachment, readInside } from './read-attachment.ts';
import { shellFolder } from './report-shell.ts';

export interface ReportOptions {
  store: string;
  results: string[];
  coverage: string[];
  /** Paths of documents of analyze-pr, suggest-tests and flaky-detect. */
  analysis: string | null;
  suggestions: string | null;
  flaky: string | null;
  out: string;
  /** Title of the pull request that the analysis is about. */
  pullRequestTitle?: string | undefined;
  /** Pull requests that are open, by number; absent = not known, and all that the history keeps are shown. */
  openPullRequests?: ReadonlyMap<number, OpenPullRequest> | undefined;
}

/** From here on memory is worth a fifth of the time. */
const MANY_TESTS = 50_000;

/** Writes the report site. */
export async function report(context: CommandContext, options: ReportOptions): Promise<ReportDocument> {
  // a report is large columns and few objects: room for young objects that grows takes 100 MB and saves no time
  setFlagsFromString('--semi-space-growth-factor=1');
  const checkout = await Checkout.open(context.cwd);
  const { config, file } = await loadConfigFile(context);
  const lines = configLines(config, file);
  const history = await openHistory(context, options.store);
  const view = await history.view();
  // what nobody needs any more would wait until the heap is twice as large
  if (view.tests.length > MANY_TESTS) setFlagsFromString('--heap-growing-percent=25');
  for (const { key, reason } of view.skipped) context.log.warn(`${key}: skipped, ${reason}`);
  const analysis = options.analysis
    ? await readDocument(context, options.analysis, AnalyzeDocument, 'analyze-pr')
    : null;
  const suggestions = options.suggestions
    ? await readDocument(context, options.suggestions, SuggestDocument, 'suggest-tests')
    : null;
  const flaky = options.flaky
    ? await readDocument(context, options.flaky, FlakyDocument, 'flaky-detect')
    : flakyDocument(view, false, await history.detectorState(DETECTOR_VERSION));
  const results =
    options.results.length > 0
      ? await readResults(context, options.results, { project: config.project ?? '', checkout })
      : null;
  const info = await latestInfo(context, checkout, view.runs, results, config.project ?? '');
  const coverage =
    options.coverage.length > 0 ? await readCoverage(context, options.coverage, { checkout }) : null;
  const measured = coverage && { sha: info.sha, files: coverage.merged };
  const catalogue = await readCatalogue(checkout?.root ?? context.cwd, {
    view,
    results: results && { tests: results.tests, at: info.startedAt },
    aliases: await history.aliases(),
  });
  // dead links are on the page; what cannot be read at all is said here too
  for (const { path, line, what } of catalogue.problems
    .filter(({ kind }) => kind !== 'dead-link')
    .slice(0, 20))
    context.log.warn(`${path}:${line}: ${what}`);
  // the pages speak of the default branch: what a pull request measured stands in for it only where nothing else is
  const stored =
    info.pr === null && measured ? measured : ((await newestMeasured(history, view)) ?? measured);
  const own: PullRequestAnalysis[] = [];
  if (analysis) {
    const pr = info.pr ?? pullRequestOf(view.runs, analysis.head);
    own.push({ pr, title: options.pullRequestTitle, document: analysis, suggestions });
  }
  return writeReport({
    history: view,
    flaky,
    latest: results && { tests: results.tests, info },
    analyses: withKept(own, await keptAnalyses(context, history, options.openPullRequests)),
    cases: catalogue.files > 0 ? catalogue : null,
    coverage: stored,
    calibration: (await history.risk())?.calibration ?? null,
    readSource: async (path) => (stored && checkout ? checkout.fileAt(stored.sha, path) : null),
    readAttachment: (path) => readAttachment(checkout?.root ?? context.cwd, path),
    readTested: async (path) => checkout?.fileAt(info.sha, path) ?? null,
    merged: mergedFiles(results?.tests ?? null, coverage?.merged ?? null, Date.now()),
    coverageDrop: config.report?.coverageDrop,
    repositoryUrl: repositoryUrl(context),
    title: config.report?.title ?? context.env.GITHUB_REPOSITORY ?? basename(checkout?.root ?? context.cwd),
    ownersOf: await ownersIn(checkout, config),
    look: await lookOf(config, checkout?.root ?? context.cwd),
    categories: config.report?.categories,
    labelLinks: config.report?.labelLinks,
    onLookProblem: ({ key, what, remedy }) => {
      const line = lines.find((each) => each.key.startsWith(key));
      context.log.warn(`${line?.from ?? 'qitops.yml'}: ${key}: ${what}. Fix: ${remedy}`);
    },
    readAt: await commitRead(checkout, file),
    config: lines,
    shell: shellFolder(),
    out: resolve(context.cwd, options.out),
  });
}

/** Owners by CODEOWNERS and `qitops.yml` at the commit that is checked out; none outside of a repository. */
async function ownersIn(checkout: Checkout | null, config: Config): Promise<ReportInput['ownersOf']> {
  if (!checkout || !(await checkout.commit('HEAD'))) return undefined;
  const owners = await ownersAt(checkout, 'HEAD', config);
  const known = new Map<string, readonly string[]>();
  return (path) => {
    const found = known.get(path) ?? owners.of(path);
    known.set(path, found);
    return found;
  };
}

/** The commit that is checked out; null where its configuration is another one than the work tree's. */
async function commitRead(checkout: Checkout | null, file: ConfigFile | null): Promise<string | null> {
  const sha = (await checkout?.commit('HEAD'))?.sha ?? null;
  if (!checkout || sha === null) return null;
  return file === null || (await checkout.fileAt(sha, file.path)) === file.text ? sha : null;
}

async function lookOf({ report: { accent, logo, links } = {} }: Config, root: string): Promise<ReportLook> {
  return { accent, links, logo: logo === undefined ? undefined : await readInside(root, logo) };
}

/** Metadata of the run just read: that of the stored one where it is in the history already. */
async function latestInfo(
  context: CommandContext,
  checkout: Checkout | null,
  runs: HistoryView['runs'],
  results: Awaited<ReturnType<typeof readResults>> | null,
  project: string,
): Promise<RunInfo> {
  const framework = results?.tests[0]?.framework ?? '';
  const durationMs = results?.totals.durationMs ?? null;
  const info = await runInfo(context, {}, { project, framework, checkout, durationMs });
  const stored = context.env.GITHUB_RUN_ID ? null : runs.findLast((run) => run.info.sha === info.sha);
  return stored?.info ?? info;
}

function pullRequestOf(
  runs: readonly { info: { sha: string; pr: number | null } }[],
  head: string,
): number | null {
  return runs.findLast(({ info }) => info.sha === head)?.info.pr ?? null;
}

function repositoryUrl({ env }: CommandContext): string | null {
  return env.GITHUB_REPOSITORY
    ? `${env.GITHUB_SERVER_URL ?? 'https://github.com'}/${env.GITHUB_REPOSITORY}`
    : null;
}
