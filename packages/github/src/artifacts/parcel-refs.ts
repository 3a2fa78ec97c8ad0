import { type GitRunner, type Parcel, UserError } from '@qitops/model';
import { PARCEL_LIMIT, tooLarge } from './receive-all.ts';

// Parcels as refs: each a commit with one file, at `<root>…/<yyyymmdd>/<name>`. Nobody clones these refs.

const REMOTE = 'origin';
const FILE = 'qitops.json';
const DAY_MS = 86_400_000;
/** Refs that are taken away, or asked for, at once. */
const AT_ONCE = 200;
const IDENTITY = {
  GIT_AUTHOR_NAME: 'qitops',
  GIT_AUTHOR_EMAIL: 'qitops@users.noreply.github.com',
  GIT_COMMITTER_NAME: 'qitops',
  GIT_COMMITTER_EMAIL: 'qitops@users.noreply.github.com',
};
const DENIED =
  /\b40[13]\b|denied|not (?:granted|allowed|permitted)|hook declined|permission|could not read Username/i;
const TAKEN = /fetch first|non-fast-forward|already exists/i;

export interface ParcelRef {
  ref: string;
  commit: string;
  /** What stands between the root and the day. */
  place: string;
  /** `20261121`. */
  day: string;
  name: string;
}

/** What a refused push is told as. */
interface Sending {
  /** What is sent, as in "this job could not push …". */
  what: string;
  /** What to do when the job may not. */
  denied: string;
}

const SHARD: Sending = {
  what: 'its results for the last one',
  denied:
    'add "contents: write" to the permissions of this job: on GitHub Enterprise Server results travel by refs; or run the tests in one job, outside a matrix',
};

/** Pushes a parcel to a ref of its own below `under`, which ends in `/`. @throws UserError when it is refused. */
export async function sendParcel(
  git: GitRunner,
  under: string,
  now: Date,
  { name, bytes }: Parcel,
  { what, denied }: Sending = SHARD,
): Promise<void> {
  const ref = `${under}${dayOf(now)}/${name}`;
  const blob = await must(git, ['hash-object', '-w', '--stdin'], { input: bytes });
  const tree = await must(git, ['mktree'], { input: `100644 blob ${text(blob)}\t${FILE}\n` });
  const commit = await must(git, ['commit-tree', text(tree), '-m', `Hand over ${name}`], { env: IDENTITY });
  const pushed = await git.run(['push', '--quiet', '--no-verify', REMOTE, `${text(commit)}:${ref}`]);
  if (pushed.code === 0) return;
  const said = pushed.stderr;
  if (TAKEN.test(said)) {
    throw new UserError({
      what: `${name} is at ${REMOTE} already`,
      where: ref,
      remedy: 'hand over once a job: use analyze-pr in one step of it',
    });
  }
  throw new UserError({
    what: `this job could not push ${what}: ${saidBy(said)}`,
    where: ref,
    remedy: DENIED.test(said) ? denied : 'run the job again',
  });
}

/** The parcels below a prefix at the remote, without their content. @throws UserError when they cannot be listed. */
export async function listParcels(git: GitRunner, root: string): Promise<ParcelRef[]> {
  const listed = await git.run(['ls-remote', '--refs', '--quiet', REMOTE, `${root}*`]);
  if (listed.code === 0) return parcelRefs(listed.stdout.toString('utf8'), root);
  throw new UserError({
    what: `${root} could not be listed: ${lastLine(listed.stderr)}`,
    where: REMOTE,
    remedy: 'check the repository out before this step, and let the job read it (`contents: read`)',
  });
}

/** Brings parcels here by their refs. @throws UserError when that is not possible. */
export async function fetchParcels(git: GitRunner, refs: readonly ParcelRef[]): Promise<void> {
  for (let from = 0; from < refs.length; from += AT_ONCE) {
    const some = refs.slice(from, from + AT_ONCE).map(({ ref }) => `+${ref}:${ref}`);
    await fetchRefs(git, some, 'what other jobs left');
  }
}

/** Brings all parcels below a prefix here. @throws UserError when that is not possible. */
export async function fetchAllParcels(git: GitRunner, root: string): Promise<ParcelRef[]> {
  await fetchRefs(git, [`+${root}*:${root}*`], `${root} at ${REMOTE}`, ['--prune']);
  const listed = await must(git, ['for-each-ref', '--format=%(objectname)%09%(refname)', root]);
  return parcelRefs(listed.toString('utf8'), root);
}

async function fetchRefs(
  git: GitRunner,
  refs: readonly string[],
  where: string,
  more: readonly string[] = [],
): Promise<void> {
  const quiet = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-auto-maintenance'];
  const fetched = await git.run(['fetch', ...quiet, ...more, '--no-recurse-submodules', REMOTE, ...refs]);
  if (fetched.code === 0) return;
  throw new UserError({
    what: `the results of the other jobs could not be fetched: ${lastLine(fetched.stderr)}`,
    where,
    remedy: 'check the repository out before this step, and let the job read it (`contents: read`)',
  });
}

/** The content of a parcel that is here. @throws Error with the reason when it is too large. */
export async function readParcel(
  git: GitRunner,
  { commit }: ParcelRef,
  limit = PARCEL_LIMIT,
): Promise<Buffer> {
  const size = Number(await must(git, ['cat-file', '-s', `${commit}:${FILE}`]));
  if (size > limit) throw new Error(tooLarge(limit));
  return must(git, ['cat-file', 'blob', `${commit}:${FILE}`]);
}

/** What was fetched is not kept in this checkout, which a runner of one's own may use again. */
export async function forgetParcels(git: GitRunner, refs: readonly ParcelRef[]): Promise<void> {
  if (refs.length === 0) return;
  await must(git, ['update-ref', '--stdin'], { input: refs.map(({ ref }) => `delete ${ref}\n`).join('') });
}

/** Takes away parcels that were left more than so many days ago. Returns why that was not possible, or null. */
export async function tidyParcels(
  git: GitRunner,
  root: string,
  { now, keptDays, what }: { now: Date; keptDays: number; what: string },
): Promise<string | null> {
  const oldest = dayOf(new Date(now.getTime() - keptDays * DAY_MS));
  const listed = await git.run(['ls-remote', '--refs', '--quiet', REMOTE, `${root}*`]);
  if (listed.code !== 0) return `${root} could not be listed: ${lastLine(listed.stderr)}`;
  const old = parcelRefs(listed.stdout.toString('utf8'), root).filter(({ day }) => day < oldest);
  if (old.length === 0) return null;
  const gone = old.slice(0, AT_ONCE).map(({ ref }) => `:${ref}`);
  const pushed = await git.run(['push', '--quiet', '--no-verify', REMOTE, ...gone]);
  if (pushed.code === 0) return null;
  return (
    `${what} of runs before ${oldest} stay at ${root} (${old.length} refs): ${saidBy(pushed.stderr)}. ` +
    'To have them taken away, add "contents: write" to the permissions of this job'
  );
}

/** The parcels in lines of a commit, a tab and a ref; others are none of ours. */
function parcelRefs(listed: string, root: string): ParcelRef[] {
  return listed.split('\n').flatMap((line) => {
    const [commit = '', ref = ''] = line.split('\t');
    const match = ref.startsWith(root) ? /^(.*?)\/?(\d{8})\/([\w.-]+)$/.exec(ref.slice(root.length)) : null;
    return match ? [{ ref, commit, place: match[1]!, day: match[2]!, name: match[3]! }] : [];
  });
}

async function must(
  git: GitRunner,
  args: readonly string[],
  options?: Parameters<GitRunner['run']>[1],
): Promise<Buffer> {
  const result = await git.run(args, options);
  if (result.code === 0) return result.stdout;
  throw new UserError({
    what: `git ${args[0]} failed: ${lastLine(result.stderr) || `exit code ${result.code}`}`,
    where: 'several jobs',
    remedy: 'check the repository out before this step',
  });
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10).replaceAll('-', '');
}

function text(output: Buffer): string {
  return output.toString('utf8').trim();
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) ?? '';
}

/** The line of a refused push that says why: what the server said, else the last. */
function saidBy(output: string): string {
  const lines = output.trim().split('\n');
  return (lines.find((line) => DENIED.test(line)) ?? lines.at(-1) ?? '').replace(
    /^(remote|fatal|error): /,
    '',
  );
}
