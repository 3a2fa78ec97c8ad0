import { UserError } from '@qitops/model';
import { type Checkout, deepen, FETCH_DEPTH, type Range } from '@qitops/repository';
import type { CommandContext } from '../context.ts';
import { measuredRange } from '../measured.ts';

export interface Wanted {
  base?: string | undefined;
  head?: string | undefined;
}

/** What is compared, with the base's name for people. */
export interface Comparison {
  range: Range;
  baseName: string;
}

/**
 * Finds what a pull request is compared with: the given revisions, else the default branch and HEAD. A shallow clone
 * is deepened; where that fails the error says which `fetch-depth` to set.
 */
export async function compare(
  context: CommandContext,
  checkout: Checkout,
  wanted: Wanted,
  measured: { sha: string; parents: readonly string[] },
): Promise<Comparison> {
  const base = wanted.base ?? (await defaultBase(checkout));
  const head = wanted.head ?? 'HEAD';
  const needed = [base, head, ...measured.parents.slice(0, 1)];
  const { env } = context;
  if (await checkout.isShallow())
    context.log.info('this clone is shallow: fetching the history that is needed');
  if (!(await deepen(checkout, needed)) && (await checkout.isShallow())) {
    throw new UserError({
      what: `this shallow clone does not reach from ${short(head)} back to ${short(base)}`,
      where: checkout.root,
      remedy: FETCH_DEPTH,
    });
  }
  const range = await measuredRange(checkout, base, head, measured);
  return {
    range,
    baseName:
      env.GITHUB_BASE_REF || (/^[0-9a-f]{40}/.test(base) ? short(base) : base.replace(/^origin\//, '')),
  };
}

async function defaultBase(checkout: Checkout): Promise<string> {
  const branch = await checkout.defaultBranch();
  if (branch) return branch;
  throw new UserError({
    what: 'the default branch is not known in this clone',
    where: checkout.root,
    remedy: 'give --base',
  });
}

function short(revision: string): string {
  return /^[0-9a-f]{40}/.test(revision) ? revision.slice(0, 7) : revision;
}
