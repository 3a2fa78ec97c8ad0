import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  type FileCoverage,
  NotAvailableYet,
  SCHEMA_VERSION,
  type SuggestDocument,
  type Suggestion,
} from '@qitops/model';
import { bytesSource, readCoverageFiles } from '@qitops/readers';
import { Checkout, changedFunctions, diffCommits } from '@qitops/repository';
import { suggestWithEngine } from '@qitops/suggest';
import { configAt } from './config.ts';
import type { CommandContext } from './context.ts';
import { readCoverage } from './inputs.ts';
import { coverageAt, measuredCommit, notARepository } from './measured.ts';
import { compare } from './pull-request/comparison.ts';

export interface SuggestTestsOptions {
  base?: string | undefined;
  head?: string | undefined;
  results: string[];
  coverage: string[];
  store: string | null;
  /** Folder that the suggested test files are written to; null = only in the document. */
  out: string | null;
  phase: 'all' | 'analyse' | 'propose' | 'prove' | 'publish';
  /** `openai:<model>`, `anthropic:<model>` or a base URL; null = the engine alone. */
  provider: string | null;
  /** Title and description of the pull request, for the model. */
  prText?: string | undefined;
}

/** Tests for what the pull request changed, each proven before it is shown. */
export async function suggestTests(
  context: CommandContext,
  options: SuggestTestsOptions,
): Promise<SuggestDocument> {
  if (options.phase !== 'all') throw new NotAvailableYet(`phase ${options.phase} on its own`);
  // without a provider nothing of the model's lane is loaded
  const lane = options.provider
    ? (await import('./model-lane.ts')).modelLane(context, options.provider)
    : null;
  const checkout = await Checkout.open(context.cwd);
  if (!checkout) throw notARepository(context);
  const { range } = await compare(context, checkout, options, await measuredCommit(checkout, null));
  const { config } = await configAt(checkout, range.from.sha);
  const globs = options.coverage.length > 0 ? options.coverage : (config.coverage ?? []);
  const read = await readCoverage(context, globs, { checkout });
  const measured = await measuredCommit(checkout, read.sidecar);
  const known = read.files.some((file) => file.status !== 'error');
  const coverage = known ? (await coverageAt(checkout, read.merged, measured, range.to)).coverage : null;
  const files = await diffCommits(checkout.git, range.from.sha, range.to.sha);
  const { functions, skipped } = await changedFunctions(checkout, files, range.from.sha, range.to.sha);
  const notes = skipped.map(({ path, reason }) => `${path} was not analyzed: ${reason}`);
  // the engine runs what lies in the work tree: it must be what the diff speaks of
  const head = await checkout.requireCommit('HEAD', 'checked out commit');
  const runnable = head.tree === range.to.tree && !(await checkout.isDirty());
  if (!runnable)
    notes.push('the work tree is not the head of the change: check it out clean to have tests suggested');
  const request = {
    checkout,
    base: range.from.sha,
    head: range.to.sha,
    functions: runnable ? functions : [],
    coverage,
    parseLcov: (lcov: string) => parseLcov(lcov, checkout),
    env: context.env,
    log: (line: string) => context.log.info(line),
  };
  const engine = await suggestWithEngine(request);
  const asked = await lane?.ask(request, engine, files, options.prText ?? '');
  const document: SuggestDocument = {
    schemaVersion: SCHEMA_VERSION,
    functions: functions.map(({ path, name, line, complexity, branches }) => ({
      path,
      name,
      line,
      complexity,
      branches,
    })),
    suggestions: inOrder([...engine.suggestions, ...(asked?.suggestions ?? [])]),
    omitted: [...engine.omitted, ...(asked?.omitted ?? [])],
    spend: asked?.spend ?? { calls: 0, inputTokens: 0, outputTokens: 0, usd: 0 },
    ...(asked ? { model: asked.model } : {}),
    notes: [...notes, ...(asked?.notes ?? [])],
  };
  if (options.out) await writeSuggestions(resolve(context.cwd, options.out), document);
  return document;
}

/** Tests first, and each kind in the order it was found. */
function inOrder(suggestions: readonly Suggestion[]): Suggestion[] {
  return [
    ...suggestions.filter(({ kind }) => kind === 'test'),
    ...suggestions.filter(({ kind }) => kind !== 'test'),
  ];
}

async function parseLcov(lcov: string, checkout: Checkout): Promise<ReadonlyMap<string, FileCoverage>> {
  const sources = [bytesSource('lcov.info', lcov)];
  const files = await checkout.files('HEAD');
  return (await readCoverageFiles(sources, { root: checkout.root, repositoryFiles: files })).merged;
}

async function writeSuggestions(folder: string, { suggestions }: SuggestDocument): Promise<void> {
  for (const { test } of suggestions) {
    if (!test) continue;
    const path = join(folder, test.path);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, test.code);
  }
}
