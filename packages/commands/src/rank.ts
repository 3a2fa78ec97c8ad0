import { posix, relative, resolve, sep } from 'node:path';
import {
  expectedMs,
  type RecordedTest,
  recordedTests,
  runnerFilters,
  selectTests,
  shardTests,
  UNKNOWN_TEST,
} from '@qitops/analysis';
import { type RankDocument, SCHEMA_VERSION, testId, UserError } from '@qitops/model';
import { Checkout, commitLog, diffCommits } from '@qitops/repository';
import type { CommandContext } from './context.ts';
import { openHistory } from './history/store.ts';
import { measuredCommit } from './measured.ts';
import { newestCoverage } from './pull-request/base-coverage.ts';
import { compare } from './pull-request/comparison.ts';
import { type Change, COMMITS, changeIn, sourceImpact } from './pull-request/impact.ts';

export interface RankOptions {
  store: string;
  /** Seconds there are; null = as long as it takes. */
  budgetSeconds: number | null;
  /** Paths that changed, relative to the caller's directory; null = those between `base` and `head`. */
  changed: string[] | null;
  /** Revisions; absent = the default branch and HEAD. */
  base?: string | undefined;
  head?: string | undefined;
  /** Count of shards to balance; null = none are wanted. */
  shards: number | null;
}

/** The tests that a change calls for, in the order to run them, with the reasons for each. */
export async function rank(context: CommandContext, options: RankOptions): Promise<RankDocument> {
  if (options.shards === 0) {
    throw new UserError({ what: 'there cannot be 0 shards', where: '--shards', remedy: 'give 1 or more' });
  }
  const history = await openHistory(context, options.store);
  const view = await history.view();
  for (const { key, reason } of view.skipped) context.log.warn(`${key}: skipped, ${reason}`);
  const recorded = recordedTests(view);
  const checkout = await Checkout.open(context.cwd);
  const change = checkout && (await changeOf(context, checkout, options));
  const source =
    checkout && change
      ? await sourceImpact(
          checkout,
          change,
          recorded,
          await commitLog(checkout, change.base, COMMITS),
          await newestCoverage(history, view),
        )
      : null;
  if (!source) context.log.info('no change is known, so every test is ranked');
  for (const reason of source?.impact.everything ?? []) context.log.info(`every test is in: ${reason}`);

  const gone = new Set(change?.gone ?? []);
  const tests = recorded.filter((test) => test.file === null || !gone.has(test.file));
  tests.push(...(source ? neverRan(source.added, recorded) : []));
  const { ordered, leftOut } = selectTests({
    tests,
    impact: source?.impact ?? null,
    homesOf: source?.homesOf ?? (() => []),
    isMapped: source?.isMapped ?? (() => false),
    budgetMs: options.budgetSeconds === null ? null : options.budgetSeconds * 1000,
  });
  if (leftOut.length > 0) {
    context.log.info(
      `${leftOut.length} of ${ordered.length + leftOut.length} tests do not fit into the budget`,
    );
  }
  const shardable = ordered.map(({ test, costMs }) => ({ ...test, costMs }));
  return {
    schemaVersion: SCHEMA_VERSION,
    tests: ordered.map(({ test, score }) => ({
      id: test.id,
      suite: test.suite,
      name: test.name,
      file: test.file,
      score: Math.round(score * 10_000) / 10_000,
      reasons: [...test.reasons],
      expectedMs: expectedMs(test.record),
    })),
    ...(options.shards === null ? {} : { shards: shardTests(shardable, options.shards) }),
    filters: runnerFilters(shardable, tests),
  };
}

/** What changed; null when nothing did, or when it is not known what this is compared with. */
async function changeOf(
  context: CommandContext,
  checkout: Checkout,
  options: RankOptions,
): Promise<(Change & { base: string }) | null> {
  if (options.changed) return givenChange(context, checkout, options.changed, options.head ?? 'HEAD');
  if (!(await checkout.commit('HEAD'))) return null;
  if (!options.base && !(await checkout.defaultBranch())) {
    context.log.warn('the default branch is not known in this clone: give --base or --changed');
    return null;
  }
  const { range } = await compare(context, checkout, options, await measuredCommit(checkout, null));
  if (range.from.sha === range.to.sha) return null;
  const files = await diffCommits(checkout.git, range.from.sha, range.to.sha);
  return { ...changeIn(files, range.to.sha), base: range.from.sha };
}

/** Paths given by hand, which may stand in the work tree alone. */
async function givenChange(
  context: CommandContext,
  checkout: Checkout,
  changed: readonly string[],
  head: string,
): Promise<Change & { base: string }> {
  const { sha } = await checkout.requireCommit(head, 'head');
  const files = new Set(await checkout.files(sha));
  const paths = changed.map((path) => {
    const inRoot = posix.normalize(relative(checkout.root, resolve(context.cwd, path)).split(sep).join('/'));
    return { path: inRoot, oldPath: inRoot, added: !files.has(inRoot) };
  });
  return { paths, gone: [], base: sha, head: sha };
}

/** Changed test files that no run had yet, each as one test under the file's name. */
function neverRan(files: readonly string[], recorded: readonly RecordedTest[]): RecordedTest[] {
  const known = new Set(recorded.map(({ file }) => file));
  return files
    .filter((file) => !known.has(file))
    .map((file) => ({
      id: testId({ project: '', framework: '', file, suite: [], name: file, ordinal: 0 }),
      suite: [],
      name: file,
      file,
      framework: frameworkFor(file, recorded),
      record: UNKNOWN_TEST,
    }));
}

/** The framework of the tests whose files end alike; '' when there are none. */
function frameworkFor(file: string, recorded: readonly RecordedTest[]): string {
  const end = posix.extname(file);
  return recorded.find((test) => test.file !== null && posix.extname(test.file) === end)?.framework ?? '';
}
