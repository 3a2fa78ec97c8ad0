import { UserError } from '@qitops/model';
import { type Checkout, type Commit, FETCH_DEPTH } from './checkout.ts';

/** What a pull request is compared with: the diff runs from `from` to `to`. */
export interface Range {
  from: Commit;
  to: Commit;
  /** How the start was found, in words. */
  how: string;
}

/**
 * The range that a pull request changed. The merge of the pull request into its base is compared with its first
 * parent; any other head with the merge base. `mergedHead` is the second parent that proves a merge to be that of the
 * pull request; without it a merge counts as such when its first parent is on the base's or the default branch.
 * Never guesses: what a shallow clone hides is an error with its remedy.
 */
export async function pullRequestRange(
  checkout: Checkout,
  base: string,
  head: string,
  mergedHead: string | null = null,
): Promise<Range> {
  const to = await checkout.requireCommit(head, 'head');
  if (
    to.parents.length === 2 &&
    (to.parents[1] === mergedHead || (await isMergeIntoBase(checkout, base, to)))
  ) {
    const from = await checkout.requireCommit(to.parents[0]!, 'first parent of the merge');
    return { from, to, how: 'the first parent of the merge commit' };
  }
  const start = await checkout.requireCommit(base, 'base');
  const mergeBase = await checkout.mergeBase(start.sha, to.sha);
  if (!mergeBase) {
    const shallow = await checkout.isShallow();
    throw new UserError({
      what: `${base} and ${head} have no common commit${shallow ? ' in this shallow clone' : ''}`,
      where: checkout.root,
      remedy: shallow ? FETCH_DEPTH : 'give a base that the head was branched from',
    });
  }
  return { from: await checkout.requireCommit(mergeBase, 'merge base'), to, how: 'the merge base' };
}

/** Whether the merge's first parent stands on the base's side: "base merged into the branch" has it second. */
async function isMergeIntoBase(checkout: Checkout, base: string, merge: Commit): Promise<boolean> {
  const first = merge.parents[0]!;
  for (const side of [base, await checkout.defaultBranch()]) {
    const commit = side && (await checkout.commit(side));
    if (commit && (await checkout.isAncestor(first, commit.sha))) return true;
  }
  return false;
}
