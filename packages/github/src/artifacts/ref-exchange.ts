import { type GitRunner, type Parcel, type ShardExchange, UserError } from '@qitops/model';
import { PARCEL_LIMIT, receiveAll, tooLarge } from './receive-all.ts';

export interface RefExchangeOptions {
  git: GitRunner;
  runId: string;
  /** The present time; tests have another one. */
  now?: () => Date;
}

const SHARDS = 'refs/qitops/shards/';
const REMOTE = 'origin';
const FILE = 'qitops.json';
/** Days for which a run finds its shards when it is run again; whoever joins takes older ones away. */
const KEPT_DAYS = 7;
const DAY_MS = 86_400_000;
/** Refs that are taken away at once. */
const DELETED_AT_ONCE = 200;
const IDENTITY = {
  GIT_AUTHOR_NAME: 'qitops',
  GIT_AUTHOR_EMAIL: 'qitops@users.noreply.github.com',
  GIT_COMMITTER_NAME: 'qitops',
  GIT_COMMITTER_EMAIL: 'qitops@users.noreply.github.com',
};
const DENIED =
  /\b40[13]\b|denied|not (?:granted|allowed|permitted)|hook declined|permission|could not read Username/i;
const TAKEN = /fetch first|non-fast-forward|already exists/i;

/**
 * Jobs that exchange results where there are no artifacts: each pushes a ref of its own,
 * `refs/qitops/shards/<run>/<yyyymmdd>/<name>`, a commit with one file. Nobody clones these refs. They stay while the
 * run may be run again, for "re-run failed jobs" takes the other jobs' results from the attempt before.
 */
export function refExchange({ git, runId, now = () => new Date() }: RefExchangeOptions): ShardExchange {
  const ofThisRun = `${SHARDS}${runId}/`;
  return {
    description: 'refs of this run',
    send: (parcel) => send(git, `${ofThisRun}${dayOf(now())}/${parcel.name}`, parcel),
    receive: async (wanted) => {
      const held = await fetchAll(git, ofThisRun);
      try {
        const names = new Set(wanted([...new Set(held.map(({ name }) => name))]));
        const twice = new Set(held.map(({ name }) => name).filter((name, i, all) => all.indexOf(name) !== i));
        return await receiveAll(
          held.filter(({ name }, i) => names.has(name) && held.findIndex((one) => one.name === name) === i),
          async ({ name, commit }) => {
            if (twice.has(name)) throw new Error('it was left twice');
            const size = Number(await must(git, ['cat-file', '-s', `${commit}:${FILE}`]));
            if (size > PARCEL_LIMIT) throw new Error(tooLarge(PARCEL_LIMIT));
            return must(git, ['cat-file', 'blob', `${commit}:${FILE}`]);
          },
        );
      } finally {
        await forgetLocally(git, held);
      }
    },
    tidy: async () => {
      const oldest = dayOf(new Date(now().getTime() - KEPT_DAYS * DAY_MS));
      const listed = await git.run(['ls-remote', '--refs', '--quiet', REMOTE, `${SHARDS}*`]);
      if (listed.code !== 0) return `${SHARDS} could not be listed: ${lastLine(listed.stderr)}`;
      const old = shardRefs(listed.stdout.toString('utf8'), SHARDS).filter(({ day }) => day < oldest);
      if (old.length === 0) return null;
      const gone = old.slice(0, DELETED_AT_ONCE).map(({ ref }) => `:${ref}`);
      const pushed = await git.run(['push', '--quiet', '--no-verify', REMOTE, ...gone]);
      if (pushed.code === 0) return null;
      return (
        `shards of runs before ${oldest} stay at ${SHARDS} (${old.length} refs): ${saidBy(pushed.stderr)}. ` +
        'To have them taken away, add "contents: write" to the permissions of this job'
      );
    },
  };
}

async function send(git: GitRunner, ref: string, { name, bytes }: Parcel): Promise<void> {
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
    what: `this job could not push its results for the last one: ${saidBy(said)}`,
    where: ref,
    remedy: DENIED.test(said)
      ? 'add "contents: write" to the permissions of this job: on GitHub Enterprise Server results travel by refs; or run the tests in one job, outside a matrix'
      : 'run the job again',
  });
}

interface ShardRef {
  ref: string;
  commit: string;
  /** `20261121`. */
  day: string;
  name: string;
}

/** Brings the shards of a run here, with their refs, oldest day first. */
async function fetchAll(git: GitRunner, prefix: string): Promise<ShardRef[]> {
  const quiet = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-auto-maintenance', '--prune'];
  const fetched = await git.run([
    'fetch',
    ...quiet,
    '--no-recurse-submodules',
    REMOTE,
    `+${prefix}*:${prefix}*`,
  ]);
  if (fetched.code !== 0) {
    throw new UserError({
      what: `the results of the other jobs could not be fetched: ${lastLine(fetched.stderr)}`,
      where: `${prefix} at ${REMOTE}`,
      remedy: 'check the repository out before this step, and let the job read it (`contents: read`)',
    });
  }
  const listed = await must(git, ['for-each-ref', '--format=%(objectname)%09%(refname)', prefix]);
  return shardRefs(listed.toString('utf8'), prefix);
}

/** What was fetched is not kept in this checkout, which a runner of one's own may use again. */
async function forgetLocally(git: GitRunner, refs: readonly ShardRef[]): Promise<void> {
  if (refs.length === 0) return;
  await must(git, ['update-ref', '--stdin'], { input: refs.map(({ ref }) => `delete ${ref}\n`).join('') });
}

/** The shards in lines of a commit, a tab and a ref; others are none of ours. */
function shardRefs(listed: string, prefix: string): ShardRef[] {
  return listed.split('\n').flatMap((line) => {
    const [commit = '', ref = ''] = line.split('\t');
    const match = ref.startsWith(prefix) ? /\/(\d{8})\/([\w-]+)$/.exec(ref) : null;
    return match ? [{ ref, commit, day: match[1]!, name: match[2]! }] : [];
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
