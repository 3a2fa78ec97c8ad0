import { createHash, randomBytes } from 'node:crypto';
import { type GitRunner, type RefHost, UserError } from '@qitops/model';

const COMMITTER = 'qitops <qitops@users.noreply.github.com>';
/** Where a commit is while it is written; the name goes when the commit has its own. */
const WRITING = 'refs/qitops/writing/';

/** Reads and writes the objects of a repository, each in one process of git however many objects there are. */
export class GitObjects {
  readonly #git: GitRunner;
  readonly #where: string;

  constructor(git: GitRunner, where: string) {
    this.#git = git;
    this.#where = where;
  }

  async filesOf(commit: string): Promise<Map<string, string>> {
    const listed = await this.must(['ls-tree', '-r', '-z', '--full-tree', commit]);
    const files = new Map<string, string>();
    for (const entry of listed.toString('utf8').split('\0')) {
      const match = /^100\d{3} blob ([0-9a-f]{40})\t(.+)$/s.exec(entry);
      if (match) files.set(match[2]!, match[1]!);
    }
    return files;
  }

  /** The bytes of blobs by id; absent ones are left out. */
  async blobs(ids: Iterable<string>): Promise<Map<string, Buffer>> {
    const wanted = [...new Set(ids)];
    const found = new Map<string, Buffer>();
    if (wanted.length === 0) return found;
    const bytes = await this.must(['cat-file', '--batch', '--buffer'], `${wanted.join('\n')}\n`);
    let at = 0;
    for (const id of wanted) {
      const end = bytes.indexOf(10, at);
      const size = / blob (\d+)$/.exec(bytes.toString('latin1', at, end))?.[1];
      at = end + 1;
      if (size === undefined) continue;
      found.set(id, bytes.subarray(at, at + Number(size)));
      at += Number(size) + 1;
    }
    return found;
  }

  /** Writes a commit and all its objects in one process. Returns its id. */
  async commit({ parent, changes, message }: Parameters<RefHost['commit']>[0]): Promise<string> {
    const name = `${WRITING}${randomBytes(8).toString('hex')}`;
    const now = Math.floor(Date.now() / 1000);
    const parts: (string | Uint8Array)[] = [
      `feature done\ncommit ${name}\nmark :1\ncommitter ${COMMITTER} ${now} +0000\n`,
      `data ${Buffer.byteLength(message)}\n${message}\n`,
      parent ? `from ${parent}\n` : '',
    ];
    for (const [key, change] of changes) {
      if (change === null) parts.push(`D ${key}\n`);
      else if ('blob' in change) parts.push(`M 100644 ${change.blob} ${key}\n`);
      else parts.push(`M 100644 inline ${key}\ndata ${change.length}\n`, change, '\n');
    }
    parts.push('\nget-mark :1\ndone\n');
    const input = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
    const id = (await this.must(['fast-import', '--quiet', '--force'], input)).toString().trim();
    await this.must(['update-ref', '-d', name]);
    return id;
  }

  run(args: readonly string[], input?: string | Uint8Array): ReturnType<GitRunner['run']> {
    return this.#git.run(args, input === undefined ? {} : { input });
  }

  async must(args: readonly string[], input?: string | Uint8Array): Promise<Buffer> {
    const result = await this.run(args, input);
    if (result.code !== 0) {
      throw new UserError({
        what: `git ${args[0]} failed: ${lastLine(result.stderr) || `exit code ${result.code}`}`,
        where: this.#where,
      });
    }
    return result.stdout;
  }
}

/** The id that git gives these bytes. */
export function blobId(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
