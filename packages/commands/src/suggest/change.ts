import { createHash } from 'node:crypto';
import { DECISIONS_PATH, type Decision, type FileCoverage, type SuggestDocument } from '@qitops/model';
import { readDecisions } from '@qitops/proposal';
import { bytesSource, readCoverageFiles } from '@qitops/readers';
import { Checkout, changedFunctions, diffCommits, type FileDiff } from '@qitops/repository';
import type { EngineRequest } from '@qitops/suggest';
import { configAt } from '../config.ts';
import type { CommandContext } from '../context.ts';
import { readCoverage } from '../inputs.ts';
import { coverageAt, measuredCommit, notARepository } from '../measured.ts';
import { compare } from '../pull-request/comparison.ts';

export interface ChangeOptions {
  base?: string | undefined;
  head?: string | undefined;
  coverage: string[];
}

/** A change whose tests are suggested here. */
export interface ChangeHere {
  /** Commits that were asked about; the head is the change's own, not a merge of it. */
  base: string;
  head: string;
  request: EngineRequest;
  files: readonly FileDiff[];
  functions: SuggestDocument['functions'];
  /** What people decided before. */
  decisions: readonly Decision[];
  notes: string[];
}

/**
 * Reads the change, its coverage and the decisions about it.
 * @throws UserError outside a repository or where a revision is not there.
 */
export async function openChange(context: CommandContext, options: ChangeOptions): Promise<ChangeHere> {
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
  const before = readDecisions(await checkout.fileAt(range.to.sha, DECISIONS_PATH));
  if ('problem' in before) notes.push(`${DECISIONS_PATH} was not read: ${before.problem}`);
  // the engine runs what lies in the work tree: it must be what the diff speaks of
  const head = await checkout.requireCommit('HEAD', 'checked out commit');
  const runnable = head.tree === range.to.tree && !(await checkout.isDirty());
  if (!runnable)
    notes.push('the work tree is not the head of the change: check it out clean to have tests suggested');
  const texts = new Map<string, string>();
  for (const { path } of functions)
    if (!texts.has(path)) texts.set(path, (await checkout.fileAt(range.to.sha, path)) ?? '');
  return {
    base: (await checkout.commit(options.base ?? range.from.sha))?.sha ?? range.from.sha,
    head: (await checkout.commit(options.head ?? range.to.sha))?.sha ?? range.to.sha,
    request: {
      checkout,
      base: range.from.sha,
      head: range.to.sha,
      functions: runnable ? functions : [],
      coverage,
      parseLcov: (lcov: string) => parseLcov(lcov, checkout),
      env: context.env,
      log: (line: string) => context.log.info(line),
    },
    files,
    functions: functions.map(({ path, name, line, endLine, complexity, branches }) => ({
      path,
      name,
      line,
      complexity,
      branches,
      hash: hashOf(texts.get(path)!, { line, endLine }),
    })),
    decisions: 'decisions' in before ? before.decisions : [],
    notes,
  };
}

function hashOf(text: string, { line, endLine }: { line: number; endLine: number }): string {
  const own = text.split('\n').slice(line - 1, endLine);
  return createHash('sha256').update(own.join('\n')).digest('hex').slice(0, 16);
}

async function parseLcov(lcov: string, checkout: Checkout): Promise<ReadonlyMap<string, FileCoverage>> {
  const sources = [bytesSource('lcov.info', lcov)];
  const files = await checkout.files('HEAD');
  return (await readCoverageFiles(sources, { root: checkout.root, repositoryFiles: files })).merged;
}
