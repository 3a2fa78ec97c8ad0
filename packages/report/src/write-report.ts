import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { safeLink } from '@qitops/escape';
import {
  COVERAGE_DROP,
  type ReportDocument,
  SCHEMA_VERSION,
  SITE_SCHEMA_VERSION,
  type SiteManifest,
  type SitePrs,
} from '@qitops/model';
import { Attachments } from './attachments.ts';
import { attemptDetails } from './attempt-details.ts';
import { CASES_PER_DETAIL, type CasePages, casePages, casesByTest } from './cases-page.ts';
import { codeFrames } from './code-frames.ts';
import { type CoveragePages, coveragePages } from './coverage-page.ts';
import { DataFolder } from './data-folder.ts';
import { type Facts, gatherFacts } from './facts.ts';
import { categoriesOf } from './failure-categories.ts';
import { flakyPage } from './flaky-page.ts';
import { labelColumns } from './label-columns.ts';
import { lookPages } from './look.ts';
import { badges, feed, llmsText, summaryOf } from './machine-files.ts';
import { noticesOf } from './notices.ts';
import { overviewPage } from './overview.ts';
import { portableData, portablePage } from './portable.ts';
import { prLines, prPage, suggestionsPage } from './pr-pages.ts';
import type { ReportInput } from './report-input.ts';
import { RUNS_PER_DETAIL, runDetails } from './run-details.ts';
import { runsPage } from './runs-page.ts';
import { shardCount, testShards } from './shards.ts';
import { copyShell, noscriptBlock } from './shell.ts';
import { slowPage } from './slow-page.ts';
import { testColumns } from './test-columns.ts';
import { timelinePage } from './timeline.ts';

const SKIPPED_SHOWN = 50;

/**
 * Writes the site to `input.out`: the prebuilt pages, their data, `report.html` and the files for machines.
 * Durations in the data are milliseconds. Throws a UserError when the built pages are missing.
 */
export async function writeReport(input: ReportInput): Promise<ReportDocument> {
  const out = resolve(input.out);
  const shell = resolve(input.shell);
  const facts = gatherFacts(input);
  const categories = await categoriesOf(input.categories ?? []);
  const latest = categories.labelled(input.latest?.tests ?? []);
  const flaky = flakyPage(facts);
  const slow = slowPage(facts);
  const coverage = coveragePages(input);
  const prs = prLines(input.analyses);
  const suggestions = suggestionsPage(input.analyses);
  const cases = casePages(input, facts);
  const proven = suggestions?.rows.filter((row) => row.kind === 'test').length ?? 0;
  const { look, files: pictures, problems } = await lookPages(input.look ?? {});
  for (const problem of [...problems, ...categories.problems]) input.onLookProblem?.(problem);
  const overview = overviewPage(facts, { flaky, slow, coverage, prs, suggestions: proven });

  const about = {
    title: input.title,
    repositoryUrl: repositoryLink(input.repositoryUrl),
    generatedAt: input.generatedAt ?? new Date().toISOString(),
  };
  const noscript = noscriptBlock(about.title, overview, about.generatedAt);
  const copied = await copyShell(shell, out, about.title, noscript);

  const data = new DataFolder(out);
  if (coverage) await writeSources(data, coverage);
  const flakyRows = new Map((flaky?.rows ?? []).map((row) => [row.id, row]));
  const attachments = new Attachments(input.readAttachment ?? (async () => null));
  const attempts = await attemptDetails(latest, attachments);
  const frames = await codeFrames(latest, input.readTested ?? (async () => null));
  const failures = { attempts, frames };
  const shards = testShards(facts, flakyRows, latest, casesByTest(input), failures, input.ownersOf);
  const columns = testColumns(facts, input.ownersOf);
  const labels = labelColumns(facts, latest);
  const manifest: SiteManifest = {
    schemaVersion: SITE_SCHEMA_VERSION,
    ...about,
    readAt: input.readAt ?? null,
    look,
    pages: pagesWithData(facts, { flaky, slow, coverage, prs: prs.length, suggestions, cases }),
    files: {
      overview: await data.file('overview', overview),
      runs: await data.file('runs', runsPage(facts)),
      tests: await data.file('tests', labels.length > 0 ? { ...columns, labels } : columns),
      flaky: flaky && (await data.file('flaky', flaky)),
      slow: slow && (await data.file('slow', slow)),
      prs: prs.length > 0 ? await writePullRequests(data, input, prs) : null,
      coverage: coverage && (await data.file('coverage', { sha: coverage.sha, files: coverage.rows })),
      suggestions: suggestions && (await data.file('suggestions', suggestions)),
      cases: cases && (await writeCases(data, cases)),
      config: input.config ? await data.file('config', input.config) : null,
    },
    timeline: await writeTimeline(data, facts, input.latest),
    runDetails: {
      folder: await data.numbered('runs', categories.added(runDetails(facts), facts.history, input.latest)),
      per: RUNS_PER_DETAIL,
    },
    labelLinks: input.labelLinks ?? {},
    shards: { folder: await data.numbered('tests', shards), count: shardCount(facts.tests) },
    counts: {
      runs: facts.runs,
      tests: facts.tests,
      pullRequests: prs.length,
      sourceFiles: coverage?.rows.length ?? 0,
      cases: cases?.page.rows.length ?? 0,
    },
    mainline: { ref: facts.mainline.ref, runs: facts.mainline.runs.length },
    oldestRunAt: facts.history.runs[0]?.info.startedAt ?? null,
    newestRunAt: facts.history.runs.at(-1)?.info.startedAt ?? null,
    skipped: facts.history.skipped.slice(0, SKIPPED_SHOWN),
    skippedTotal: facts.history.skipped.length,
    dataBytes: data.bytes,
  };
  await data.manifest(manifest);

  const summary = summaryOf(facts, overview, about);
  const portable = await portablePage(
    shell,
    portableData({ ...about, look }, overview, latest, attempts),
    noscript,
  );
  const extra = await writeFiles(out, {
    'report.html': portable,
    'summary.json': `${JSON.stringify(summary, null, 2)}\n`,
    'feed.atom': feed(facts, summary),
    'llms.txt': llmsText(summary, overview),
    '.nojekyll': '',
    ...input.merged,
    ...pictures,
    ...Object.fromEntries(attachments.files),
    ...Object.fromEntries(Object.entries(badges(summary)).map(([name, svg]) => [`badge/${name}`, svg])),
  });
  return {
    schemaVersion: SCHEMA_VERSION,
    pages: copied.pages + 1,
    bytes: copied.bytes + data.bytes + extra.bytes,
    files: copied.files + data.files + extra.files,
    runs: facts.runs,
    tests: facts.tests,
    notices: noticesOf(facts, overview, flaky, { coverageDrop: input.coverageDrop ?? COVERAGE_DROP }),
  };
}

function repositoryLink(url: string | null): string | null {
  const safe = url === null ? null : safeLink(url);
  return safe?.startsWith('https://') ? safe.replace(/\/+$/, '').replace(/\.git$/, '') : null;
}

function pagesWithData(
  facts: Facts,
  parts: {
    flaky: unknown;
    slow: unknown;
    coverage: unknown;
    prs: number;
    suggestions: unknown;
    cases: unknown;
  },
): string[] {
  return [
    'index',
    ...(facts.runs > 0 ? ['runs', 'tests'] : []),
    ...(parts.flaky ? ['flaky'] : []),
    ...(parts.slow ? ['slow'] : []),
    ...(parts.coverage ? ['coverage'] : []),
    ...(parts.prs > 0 ? ['prs'] : []),
    ...(parts.suggestions ? ['suggestions'] : []),
    ...(parts.cases ? ['cases'] : []),
    'about',
  ];
}

/** Writes the source files and notes in the rows where each one is. */
async function writeSources(data: DataFolder, coverage: CoveragePages): Promise<void> {
  const rows = new Map(coverage.rows.map((row) => [row.path, row]));
  for await (const source of coverage.sourceFiles) {
    rows.get(source.path)!.data = await data.file('source', source);
  }
}

async function writeTimeline(
  data: DataFolder,
  { history }: Facts,
  latest: ReportInput['latest'],
): Promise<SiteManifest['timeline']> {
  if (!latest) return null;
  const run = history.runs.findIndex(({ info }) => info.key === latest.info.key);
  return { run, file: await data.file('timeline', timelinePage(history.tests, latest.tests)) };
}

async function writeCases(data: DataFolder, { page, details }: CasePages): Promise<string> {
  const folder = await data.numbered('cases', details);
  return data.file('cases', { ...page, details: { folder, per: CASES_PER_DETAIL } });
}

async function writePullRequests(
  data: DataFolder,
  input: ReportInput,
  lines: ReturnType<typeof prLines>,
): Promise<string> {
  const prs = [];
  for (const line of lines) {
    const analysis = input.analyses[line.index]!;
    const page = prPage(analysis, analysis.document!); // a line has one
    prs.push({ ...line, data: await data.file('pr', page) });
  }
  const page: SitePrs = { prs, calibration: input.calibration ?? null };
  return data.file('prs', page);
}

async function writeFiles(
  out: string,
  files: Record<string, string | Uint8Array>,
): Promise<{ files: number; bytes: number }> {
  let bytes = 0;
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(out, path)), { recursive: true });
    await writeFile(join(out, path), content);
    bytes += Buffer.byteLength(content);
  }
  return { files: Object.keys(files).length, bytes };
}
