import { type RunInfo, type Trust, UserError } from '@qitops/model';
import type { Checkout } from '@qitops/repository';
import type { CommandContext } from '../context.ts';

/** Metadata of the run; whatever is absent comes from CTRF `environment` > `GITHUB_*` > git. */
export interface RunMetadataOptions {
  sha?: string | undefined;
  tree?: string | undefined;
  ref?: string | undefined;
  base?: string | undefined;
  pr?: number | undefined;
  runId?: string | undefined;
  attempt?: number | undefined;
  job?: string | undefined;
  cell?: string | undefined;
  started?: string | undefined;
  /** Who wrote the change; kept only when it is given. */
  author?: string | undefined;
}

/** Metadata that a CTRF document carries in `results.environment`. */
export interface CtrfEnvironment {
  commit?: string | undefined;
  branchName?: string | undefined;
  buildId?: string | undefined;
  extra?: Record<string, unknown> | undefined;
}

/**
 * Metadata of a run: flags > CTRF `environment` > `GITHUB_*` > git. The tree is that of what was measured; a dirty
 * work tree has none.
 */
export async function runInfo(
  context: CommandContext,
  flags: RunMetadataOptions,
  rest: {
    project: string;
    framework: string;
    checkout: Checkout | null;
    ctrf?: CtrfEnvironment;
    durationMs: number | null;
  },
): Promise<RunInfo> {
  const { ctrf = {}, checkout } = rest;
  const extra = ctrf.extra ?? {};
  const { env } = context;
  const head = await checkout?.commit('HEAD');
  const sha = flags.sha ?? ctrf.commit ?? head?.sha ?? env.GITHUB_SHA ?? '';
  const tree = flags.tree ?? text(extra.tree) ?? (await measuredTree(checkout, sha, head?.sha));
  const ref = flags.ref ?? refOf(ctrf.branchName) ?? env.GITHUB_REF ?? (await currentRef(checkout));
  const pr = flags.pr ?? number(extra.pr) ?? pullRequestOf(ref);
  const started = flags.started ?? text(extra.started) ?? new Date().toISOString();
  if (Number.isNaN(Date.parse(started)))
    throw new UserError({
      what: 'is no time',
      where: `--started ${started}`,
      remedy: 'write it as 2026-11-21T12:00:00Z',
    });
  const runId = flags.runId ?? ctrf.buildId ?? env.GITHUB_RUN_ID ?? `local-${Date.parse(started)}`;
  const attempt = flags.attempt ?? number(extra.runAttempt) ?? number(env.GITHUB_RUN_ATTEMPT) ?? 1;
  const job = flags.job ?? text(extra.job) ?? env.GITHUB_JOB ?? 'tests';
  const cell = flags.cell ?? text(extra.cell) ?? '0';
  return {
    key: runKeyOf({ runId, attempt, job, cell }),
    project: rest.project,
    framework: rest.framework,
    sha,
    tree: tree ?? null,
    ref,
    base: flags.base ?? text(extra.base) ?? null,
    pr,
    event: text(extra.event) ?? env.GITHUB_EVENT_NAME ?? (pr === null ? 'push' : 'pull_request'),
    trust: trustOf(pr, env),
    runId,
    attempt,
    job,
    cell,
    startedAt: new Date(started).toISOString(),
    durationMs: rest.durationMs,
    ...(flags.author === undefined ? {} : { author: flags.author }),
  };
}

/** `<runId>-<attempt>-<job>-<cell>`, fit for the name of an object. */
export function runKeyOf({ runId, attempt, job, cell }: Pick<RunInfo, 'runId' | 'attempt' | 'job' | 'cell'>) {
  return [runId, attempt, job, cell].map((part) => String(part).replace(/[^A-Za-z0-9_.]+/g, '_')).join('-');
}

async function measuredTree(
  checkout: Checkout | null,
  sha: string,
  head: string | undefined,
): Promise<string | null> {
  if (!checkout) return null;
  if (sha === head && (await checkout.isDirty())) return null;
  return (await checkout.commit(sha))?.tree ?? null;
}

async function currentRef(checkout: Checkout | null): Promise<string> {
  const ref = await checkout?.git.maybe(['symbolic-ref', '--quiet', 'HEAD']);
  return ref ?? 'HEAD';
}

export function refOf(branch: string | undefined): string | null {
  if (!branch) return null;
  return branch.startsWith('refs/') ? branch : `refs/heads/${branch}`;
}

export function pullRequestOf(ref: string): number | null {
  const match = /^refs\/pull\/(\d+)\//.exec(ref);
  return match ? Number(match[1]) : null;
}

function trustOf(pr: number | null, env: CommandContext['env']): Trust {
  if (pr === null) return 'branch';
  return env.QITOPS_FORK === 'true' ? 'fork' : 'pr';
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function number(value: unknown): number | null {
  if (value === null || value === undefined || value === '') return null;
  const parsed = Number(value);
  return Number.isInteger(parsed) ? parsed : null;
}
