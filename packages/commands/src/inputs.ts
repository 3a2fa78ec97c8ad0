import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type MeasuredSidecar, MeasuredSidecar as Sidecar } from '@qitops/model';
import {
  fileSource,
  type ReadCoverage,
  type ReadResults,
  readCoverageFiles,
  readResultFiles,
} from '@qitops/readers';
import type { Checkout } from '@qitops/repository';
import type { CommandContext } from './context.ts';
import { COVERAGE_GLOBS, discover, type Found, RESULT_GLOBS } from './discover.ts';
import { joinAttempts } from './flaky/attempts.ts';

export interface FoundResults extends ReadResults {
  found: Found;
}

export interface FoundCoverage extends ReadCoverage {
  found: Found;
  /** What the sidecar beside the reports says was measured; null when there is none. */
  sidecar: MeasuredSidecar | null;
}

export interface InputOptions {
  project: string;
  checkout: Checkout | null;
  /** A revision besides HEAD whose files the reports may mean. */
  revision?: string | undefined;
}

/** The globs to look for: the caller's, else those of `qitops.yml`; empty = the defaults. */
export function given(fromOptions: string[], fromConfig: string[] | undefined): string[] {
  return fromOptions.length > 0 ? fromOptions : (fromConfig ?? []);
}

/** Finds and reads test results, and says in the log what was found and what was passed over. */
export async function readResults(
  context: CommandContext,
  patterns: readonly string[],
  { project, checkout, revision }: InputOptions,
): Promise<FoundResults> {
  const found = await discover(context, patterns, RESULT_GLOBS);
  const read = await readResultFiles(
    found.files.map((file) => fileSource(file.absolute, file.shown)),
    {
      project,
      root: checkout?.root ?? context.cwd,
      repositoryFiles: await repositoryFiles(checkout, revision),
      alternatives: !found.explicit,
    },
  );
  logRead(context, 'results', read.files, read);
  return joinAttempts(context, { ...read, found });
}

/** Finds and reads coverage reports, and says in the log what was found and what was passed over. */
export async function readCoverage(
  context: CommandContext,
  patterns: readonly string[],
  { checkout, revision }: Omit<InputOptions, 'project'>,
): Promise<FoundCoverage> {
  const found = await discover(context, patterns, COVERAGE_GLOBS);
  const read = await readCoverageFiles(
    found.files.map((file) => fileSource(file.absolute, file.shown)),
    {
      root: checkout?.root ?? context.cwd,
      repositoryFiles: await repositoryFiles(checkout, revision),
      alternatives: !found.explicit,
    },
  );
  logRead(context, 'coverage', read.files, read);
  for (const path of read.unmatched.slice(0, 5)) context.log.warn(`${path}: no file of this repository`);
  for (const { path, candidates } of read.ambiguous.slice(0, 5)) {
    context.log.warn(`${path}: could be any of ${candidates.join(', ')}; give the report's root with --root`);
  }
  return { ...read, found, sidecar: await sidecarOf(context, found) };
}

async function repositoryFiles(checkout: Checkout | null, revision = 'HEAD'): Promise<string[] | undefined> {
  if (!checkout) return undefined;
  const files = new Set<string>();
  for (const each of new Set(['HEAD', revision])) {
    if (await checkout.commit(each)) for (const path of await checkout.files(each)) files.add(path);
  }
  return files.size > 0 ? [...files] : undefined;
}

function logRead(
  context: CommandContext,
  kind: string,
  files: readonly { path: string; format: string | null; status: string; message?: string | undefined }[],
  {
    passedOver,
    warnings,
  }: { passedOver: readonly { path: string; reason: string }[]; warnings: readonly string[] },
): void {
  const LISTED = 20;
  for (const file of files.slice(0, LISTED))
    context.log.info(`${kind}: ${file.path} (${file.format ?? 'unknown'})`);
  if (files.length > LISTED) context.log.info(`${kind}: and ${files.length - LISTED} more`);
  for (const { path, reason } of passedOver) context.log.info(`${kind}: ${path} passed over, it ${reason}`);
  for (const file of files) if (file.message) context.log.warn(file.message);
  for (const warning of warnings) context.log.warn(warning);
}

const SIDECAR = 'qitops-measured.json';

/** The sidecar beside the first report or in the caller's directory. */
async function sidecarOf(context: CommandContext, found: Found): Promise<MeasuredSidecar | null> {
  const folders = new Set([...found.files.map((file) => dirname(file.absolute)), context.cwd]);
  for (const folder of folders) {
    let text: string;
    try {
      text = await readFile(join(folder, SIDECAR), 'utf8');
    } catch {
      continue; // no sidecar in this folder
    }
    const parsed = Sidecar.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    context.log.warn(`${join(folder, SIDECAR)}: not a sidecar of qitops, ignored`);
  }
  return null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
