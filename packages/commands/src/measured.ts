import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type FileCoverage,
  FileCoverageBuilder,
  type MeasuredSidecar,
  SCHEMA_VERSION,
  UserError,
} from '@qitops/model';
import {
  Checkout,
  type Commit,
  diffCommits,
  mapLine,
  pullRequestRange,
  type Range,
} from '@qitops/repository';
import type { CommandContext } from './context.ts';

/** What was measured: the sidecar's commit, else the workspace's HEAD; never the event's word alone. */
export async function measuredCommit(
  checkout: Checkout,
  sidecar: MeasuredSidecar | null,
): Promise<{ sha: string; tree: string | null; parents: string[] }> {
  if (sidecar) return { sha: sidecar.sha, tree: sidecar.tree, parents: sidecar.parents };
  const head = await checkout.requireCommit('HEAD', 'checked out commit');
  return head;
}

/**
 * The range that was measured. When what was measured is the merge of the head into its base, the diff is bound to
 * that merge: first parent to merge. Otherwise it is the pull request's own range.
 */
export async function measuredRange(
  checkout: Checkout,
  base: string,
  head: string,
  measured: { sha: string; parents: readonly string[] },
): Promise<Range> {
  const headCommit = await checkout.requireCommit(head, 'head');
  const isMerge = measured.parents.length === 2 && measured.parents[1] === headCommit.sha;
  return isMerge
    ? pullRequestRange(checkout, base, measured.sha, headCommit.sha)
    : pullRequestRange(checkout, base, headCommit.sha);
}

/**
 * Coverage with its lines numbered as at `to`. Where another tree was measured, lines are mapped through the diff
 * between the two; changed ones are dropped, for nothing is known of them.
 */
export async function coverageAt(
  checkout: Checkout,
  coverage: ReadonlyMap<string, FileCoverage>,
  measured: { sha: string; tree: string | null },
  to: Commit,
): Promise<{ coverage: ReadonlyMap<string, FileCoverage>; note: string | null }> {
  if (measured.tree === to.tree || measured.sha === to.sha) return { coverage, note: null };
  const from = await checkout.commit(measured.sha);
  if (!from) {
    throw new UserError({
      what: `coverage was measured on ${measured.sha.slice(0, 12)}, which is not in this clone`,
      where: checkout.root,
      remedy: 'measure and analyze the same checkout, or set `fetch-depth: 0` at actions/checkout',
    });
  }
  const mapped = new Map(coverage);
  for (const file of await diffCommits(checkout.git, from.sha, to.sha)) {
    const known = coverage.get(file.oldPath ?? file.path);
    if (!known) continue;
    mapped.delete(known.path);
    if (file.status === 'deleted') continue;
    const builder = new FileCoverageBuilder(file.path);
    known.lines.line.forEach((line, i) => {
      const at = mapLine(file.hunks, line);
      if (at !== null) builder.line(at, known.lines.hits[i]!);
    });
    const arms = known.branches;
    arms.line.forEach((line, i) => {
      const at = mapLine(file.hunks, line);
      if (at !== null) builder.branch(at, arms.block[i]!, arms.arm[i]!, arms.hits[i]!);
    });
    for (const fn of known.functions) {
      const at = mapLine(file.hunks, fn.line);
      if (at !== null) builder.function(fn.name, at, fn.hits);
    }
    const built = builder.build();
    mapped.set(file.path, { ...built, branches: { ...built.branches, identified: arms.identified } });
  }
  const note = `coverage was measured on ${from.sha.slice(0, 7)}; its lines were mapped to ${to.sha.slice(0, 7)}`;
  return { coverage: mapped, note };
}

/** Writes `qitops-measured.json` into the caller's directory. A dirty tree is stamped with `tree: null`. */
export async function stamp(context: CommandContext, options: { cell: string }): Promise<MeasuredSidecar> {
  const checkout = await Checkout.open(context.cwd);
  if (!checkout) throw notARepository(context);
  const head = await checkout.requireCommit('HEAD', 'checked out commit');
  const tree = (await checkout.isDirty()) ? null : head.tree;
  const sidecar = {
    schemaVersion: SCHEMA_VERSION,
    sha: head.sha,
    tree,
    parents: head.parents,
    cell: options.cell,
  } as const;
  await writeFile(join(context.cwd, 'qitops-measured.json'), `${JSON.stringify(sidecar, null, 2)}\n`);
  return sidecar;
}

export function notARepository(context: CommandContext): UserError {
  return new UserError({
    what: 'this is not a git repository',
    where: context.cwd,
    remedy: 'run it inside a checkout (in a workflow: after actions/checkout)',
  });
}
