import { setTimeout as wait } from 'node:timers/promises';
import { type GitRunner, type NotMoved, type RefHost, UserError } from '@qitops/model';
import { GitObjects, lastLine } from './git-objects.ts';

const PAUSE_MS = 1000;
const AGAIN = 'run the job again; nothing that was stored is lost';
const NO_COMMIT = '0'.repeat(40);
const LOST =
  /stale info|fetch first|non-fast-forward|already exists|cannot lock ref|failed to (?:lock|update ref)|atomic (?:push|transaction) failed|is at [0-9a-f]+ but expected/i;

/** The server or the way to it, which may be well again in a moment. */
const PASSING =
  /HTTP (?:5\d\d|429)|returned error: (?:5\d\d|429)|internal server error|hung up unexpectedly|unexpected disconnect|early EOF|connection (?:was )?(?:reset|refused|timed out)|could not resolve host|failed to connect/i;

/** A repository here and, where there is one, its remote, which holds the refs. */
export class GitHost extends GitObjects implements RefHost {
  readonly description: string;
  readonly foldsAtOnce = 256;
  readonly #remote: string | null;

  /** @param remote that holds the refs; null = this repository alone. */
  constructor(git: GitRunner, remote: string | null) {
    super(git, remote ?? 'this repository');
    this.#remote = remote;
    this.description = remote ?? 'this repository';
  }

  async refs(ref: string, prefix: string): Promise<Map<string, string>> {
    if (this.#remote) await this.#fetch(this.#remote, ref, prefix);
    const text = await this.must(['for-each-ref', '--format=%(objectname) %(refname)', ref, prefix]);
    const lines = text.toString('utf8').split('\n').filter(Boolean);
    return new Map(lines.map((line) => [line.slice(41), line.slice(0, 40)] as const));
  }

  async move(move: Parameters<RefHost['move']>[0]): Promise<NotMoved | null> {
    const refused = this.#remote ? await this.#push(this.#remote, move) : await this.#update(move);
    return refused === null ? null : { lost: LOST.test(refused), said: lastLine(refused) };
  }

  async create(ref: string, commit: string): Promise<void> {
    const created = this.#remote
      ? await this.run(['push', '--quiet', '--no-verify', this.#remote, `${commit}:${ref}`])
      : await this.run(['update-ref', ref, commit, NO_COMMIT]);
    if (created.code !== 0) throw notWritten(ref, created.stderr);
  }

  /** On disk, as it is packed here. */
  async size(commits: readonly string[]): Promise<number> {
    if (commits.length === 0) return 0;
    return Number(await this.must(['rev-list', '--objects', '--disk-usage', ...commits]));
  }

  /** Brings the ref and the inbox here. Without the ref at the remote it goes here as well. */
  async #fetch(remote: string, ref: string, prefix: string): Promise<void> {
    const fetch = [
      'fetch',
      '--quiet',
      '--no-tags',
      '--no-write-fetch-head',
      '--no-auto-maintenance',
      '--prune',
    ];
    const inbox = `+${prefix}*:${prefix}*`;
    for (let attempt = 1; ; attempt++) {
      let fetched = await this.run([...fetch, remote, `+${ref}:${ref}`, inbox]);
      if (fetched.code !== 0 && /couldn't find remote ref/i.test(fetched.stderr)) {
        await this.must(['update-ref', '-d', ref]);
        fetched = await this.run([...fetch, remote, inbox]);
      }
      if (fetched.code === 0) return;
      // a ref of the inbox may go, and another process of this checkout may fetch, while this one does
      const raced = /cannot lock ref|unable to create|not our ref|bad object/i.test(fetched.stderr);
      const passing = PASSING.test(fetched.stderr);
      if (attempt < 4 && (raced || passing)) {
        await wait(passing ? PAUSE_MS * attempt : Math.random() * 100 * attempt);
        continue;
      }
      throw new UserError({
        what: `the history could not be fetched: ${lastLine(fetched.stderr)}`,
        where: `${ref} at ${remote}`,
        remedy: passing ? AGAIN : 'check that the job may read the repository (`contents: read`)',
      });
    }
  }

  async #push(remote: string, move: Parameters<RefHost['move']>[0]): Promise<string | null> {
    const { ref, from, to } = move;
    const deletions = [...move.deletions];
    const leases = [[ref, from ?? ''], ...deletions].map(
      ([name, commit]) => `--force-with-lease=${name}:${commit}`,
    );
    const gone = deletions.map(([name]) => `:${name}`);
    const push = ['push', '--quiet', '--no-verify'];
    const together = await this.run([...push, '--atomic', ...leases, remote, `${to}:${ref}`, ...gone]);
    if (together.code === 0) return null;
    if (!/does not support --atomic/i.test(together.stderr)) return together.stderr;
    // one after the other is as safe: what is folded twice is the same
    const alone = await this.run([...push, leases[0]!, remote, `${to}:${ref}`]);
    if (alone.code !== 0) return alone.stderr;
    if (gone.length > 0) await this.run([...push, ...leases.slice(1), remote, ...gone]);
    return null;
  }

  async #update({ ref, from, to, deletions }: Parameters<RefHost['move']>[0]): Promise<string | null> {
    const lines = [
      `update ${ref} ${to} ${from ?? NO_COMMIT}`,
      ...[...deletions].map(([name, commit]) => `delete ${name} ${commit}`),
    ];
    const moved = await this.run(['update-ref', '--stdin'], `${lines.join('\n')}\n`);
    return moved.code === 0 ? null : moved.stderr;
  }
}

/** The error of a writer that may not write. */
export function notWritten(where: string, said: string): UserError {
  return new UserError({
    what: `the history could not be written: ${lastLine(said)}`,
    where,
    remedy: PASSING.test(said)
      ? AGAIN
      : 'give the job `contents: write`, or let a job on the default branch write it',
  });
}
