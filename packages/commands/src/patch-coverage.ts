import { resolve } from 'node:path';
import { patchCoverage as computePatchCoverage, type PatchInput } from '@qitops/analysis';
import { type FileCoverage, type PatchCoverageDocument, SCHEMA_VERSION } from '@qitops/model';
import {
  addedLines,
  Checkout,
  diffCommits,
  type FileDiff,
  isCoverableSource,
  type Range,
} from '@qitops/repository';
import type { CommandContext } from './context.ts';
import { nothingFound } from './discover.ts';
import { readCoverage } from './inputs.ts';
import { coverageAt, measuredCommit, measuredRange, notARepository } from './measured.ts';

export interface PatchCoverageOptions {
  base: string;
  head: string;
  coverage: string[];
  root: string | null;
}

/** Coverage of the lines that a pull request added. */
export async function patchCoverage(
  context: CommandContext,
  options: PatchCoverageOptions,
): Promise<PatchCoverageDocument> {
  const checkout = await Checkout.open(options.root ? resolve(context.cwd, options.root) : context.cwd);
  if (!checkout) throw notARepository(context);
  const read = await readCoverage(context, options.coverage, { checkout, revision: options.head });
  if (read.files.length === 0) throw nothingFound(context, read.found, 'coverage');
  const measured = await measuredCommit(checkout, read.sidecar);
  const range = await measuredRange(checkout, options.base, options.head, measured);
  const mapped = await coverageAt(checkout, read.merged, measured, range.to);
  if (mapped.note) context.log.warn(mapped.note);
  const files = await diffCommits(checkout.git, range.from.sha, range.to.sha);
  const { coverage } = mapped;
  const input = await patchInput({ checkout, range, files, coverage, measured, ignored: () => false });
  return { schemaVersion: SCHEMA_VERSION, ...computePatchCoverage(input) };
}

export interface PatchOfInput {
  checkout: Checkout;
  range: Range;
  files: readonly FileDiff[];
  /** Lines numbered as at the range's end. */
  coverage: ReadonlyMap<string, FileCoverage>;
  measured: { sha: string; tree: string | null };
  /** Whether the configuration leaves a path out. */
  ignored: (path: string) => boolean;
}

/** What patch coverage is computed from. */
export async function patchInput(input: PatchOfInput): Promise<PatchInput> {
  const { checkout, range, measured } = input;
  const paths = input.files.map((file) => file.path);
  const generated = await checkout.generated(range.to.sha, paths);
  const files = input.files
    .filter((file) => file.status !== 'deleted' && !file.submodule)
    .map((file) => ({
      path: file.path,
      added: addedLines(file),
      generated: generated.has(file.path) || input.ignored(file.path),
      coverable: isCoverableSource(file.path),
    }));
  return {
    base: range.from.sha,
    head: range.to.sha,
    measured: { sha: measured.sha, tree: measured.tree },
    files,
    coverage: input.coverage,
  };
}
