import { posix } from 'node:path';
import { churnOf, isSensitivePath, type RiskInput } from '@qitops/analysis';
import type { AnalyzeDocument, PatchCoverage } from '@qitops/model';
import {
  addedLines,
  type Checkout,
  deletedLines,
  type FileDiff,
  type LoggedCommit,
  type Owners,
  type Range,
} from '@qitops/repository';

export interface RiskSources {
  checkout: Checkout;
  range: Range;
  files: readonly FileDiff[];
  /** Paths that count for nothing: generated or ignored. */
  aside: (path: string) => boolean;
  log: readonly LoggedCommit[];
  owners: Owners;
  functions: AnalyzeDocument['changedFunctions'];
  patch: PatchCoverage | null;
  impactedFailureRate: number | null;
}

/** Gathers what risk is judged by. */
export async function riskInput(sources: RiskSources): Promise<RiskInput> {
  const { checkout, range, files, log, owners, aside } = sources;
  const counted = files.filter((file) => !aside(file.path));
  const paths = new Set(counted.map((file) => file.oldPath ?? file.path));
  const author = await checkout.git.maybe(['log', '-1', '--format=%an', '--no-merges', range.to.sha]);
  const seconds = Date.parse(range.to.date) / 1000;
  const groups = new Set(counted.map(({ path }) => owners.of(path).join(' ')).filter(Boolean));
  return {
    changed: counted.map((file) => ({
      path: file.path,
      lines: addedLines(file).length + deletedLines(file),
    })),
    folders: new Set(counted.map((file) => posix.dirname(file.path))).size,
    churn: (await checkout.isShallow()) ? null : churnOf(log, { paths, author: author ?? '', seconds }),
    owners: owners.known ? groups.size : null,
    functions: sources.functions,
    patch: sources.patch,
    impactedFailureRate: sources.impactedFailureRate,
    sensitive: files.map((file) => file.path).filter(isSensitivePath),
  };
}
