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
 * The range that a pull request changed. A two-parent merge of the PR into its base is compared with its first
 * parent; any other head with the merge base. Never guesses: what a shallow clone hides is an error with its remedy.
 */
export async function pullRequestRange(checkout: Checkout, base: string, head: string): Promise<Range> {
  const to = await checkout.requireCommit(head, 'head');
  const start = await checkout.commit(base);
  if (to.parents.length === 2 && (!start || (await isMergeIntoBase(checkout, start.sha, to)))) {
    const from = await checkout.requireCommit(to.parents[0]!, 'first parent of the merge');
    return { from, to, how: 'the first parent of the merge commit' };
  }
  const known = start ?? (await checkout.requireCommit(base, 'base'));
  const mergeBase = await checkout.mergeBase(known.sha, to.sha);
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
  const [first, second] = merge.parents;
  if (first === base) return true;
  if (second === base) return false;
  return checkout.isAncestor(base, first!);
}
