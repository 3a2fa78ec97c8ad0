import { execFileSync, spawnSync } from 'node:child_process';
import { fill } from './fill.ts';
import { type Answer, type Call, NOT_FOUND } from './operations.ts';

/** GitHub's Git data API over a real repository: what git refuses is refused. */
export const GIT_HANDLERS: Record<string, (call: Call) => Answer> = {
  'git/list-matching-refs': (call) => {
    const prefix = `refs/${call.values.ref}`;
    const list = refsOf(call).filter(({ ref }) => ref.startsWith(prefix));
    return { status: 200, body: list.map((one) => refAnswer(call, one)) };
  },
  'git/get-ref': (call) => {
    const found = refsOf(call).find(({ ref }) => ref === `refs/${call.values.ref}`);
    return found ? { status: 200, body: refAnswer(call, found) } : NOT_FOUND;
  },
  'git/create-ref': (call) => {
    const { ref, sha } = call.body as { ref: string; sha: string };
    if (refsOf(call).some((one) => one.ref === ref)) return invalid('Reference already exists');
    git(call, ['update-ref', ref, sha]);
    return { status: 201, body: refAnswer(call, { ref, sha }) };
  },
  'git/update-ref': (call) => {
    const ref = `refs/${call.values.ref}`;
    const { sha, force } = call.body as { sha: string; force?: boolean };
    const found = refsOf(call).find((one) => one.ref === ref);
    if (!found) return invalid('Reference does not exist');
    const forward = spawnSync('git', ['merge-base', '--is-ancestor', found.sha, sha], { cwd: bare(call) });
    if (!force && forward.status !== 0) return invalid('Update is not a fast forward');
    git(call, ['update-ref', ref, sha]);
    for (const { head } of call.repository.pulls.values())
      if (ref === `refs/heads/${head.ref}` && head.owner === call.repository.owner) head.sha = sha;
    return { status: 200, body: refAnswer(call, { ref, sha }) };
  },
  'git/delete-ref': (call) => {
    const ref = `refs/${call.values.ref}`;
    if (!refsOf(call).some((one) => one.ref === ref)) return invalid('Reference does not exist');
    git(call, ['update-ref', '-d', ref]);
    return { status: 204 };
  },
  'git/get-commit': (call) => {
    const sha = call.values.commit_sha!;
    return isObject(call, `${sha}^{commit}`) ? { status: 200, body: commitAnswer(call, sha) } : NOT_FOUND;
  },
  'git/create-commit': (call) => {
    const {
      message,
      tree,
      parents = [],
      author,
    } = call.body as {
      message: string;
      tree: string;
      parents?: string[];
      author?: { name?: string; email?: string; date?: string };
    };
    const date = author?.date ?? '2026-01-01T00:00:00Z';
    const { name = IDENTITY.GIT_AUTHOR_NAME, email = IDENTITY.GIT_AUTHOR_EMAIL } = author ?? {};
    const who = { ...IDENTITY, GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email };
    const sha = git(call, ['commit-tree', tree, ...parents.flatMap((one) => ['-p', one]), '-m', message], {
      env: { ...who, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
    });
    return { status: 201, body: commitAnswer(call, sha) };
  },
  'git/get-tree': (call) => {
    const sha = call.values.tree_sha!;
    if (!isObject(call, `${sha}^{tree}`)) return NOT_FOUND;
    const recursive = call.query.has('recursive') ? ['-r', '-t'] : [];
    const lines = git(call, ['ls-tree', '-l', '-z', ...recursive, sha])
      .split('\0')
      .filter(Boolean);
    const tree = lines.map((line) => {
      const [, mode, type, id, size, path] = /^(\d+) (\w+) (\w+) +(\S+)\t(.*)$/s.exec(line)!;
      return { path, mode, type, sha: id, ...(size === '-' ? {} : { size: Number(size) }) };
    });
    return { status: 200, body: fill('git-tree', call.base, { sha, tree, truncated: false }) };
  },
  'git/create-tree': (call) => {
    const { base_tree: base, tree } = call.body as {
      base_tree?: string;
      tree: { path: string; mode: string; sha?: string | null; content?: string }[];
    };
    const index = { env: { GIT_INDEX_FILE: `${bare(call)}/index-${Math.random().toString(36).slice(2)}` } };
    git(call, base ? ['read-tree', base] : ['read-tree', '--empty'], index);
    for (const { path, mode, sha, content } of tree) {
      if (sha === null) {
        git(call, ['rm', '-q', '--cached', '--ignore-unmatch', path], { ...index, work: true });
        continue;
      }
      const blob = sha ?? git(call, ['hash-object', '-w', '--stdin'], { input: content ?? '' });
      git(call, ['update-index', '--add', '--cacheinfo', `${mode},${blob},${path}`], index);
    }
    const sha = git(call, ['write-tree'], index);
    return { status: 201, body: fill('git-tree', call.base, { sha, tree: [], truncated: false }) };
  },
  'git/get-blob': (call) => {
    const sha = call.values.file_sha!;
    if (!isObject(call, sha)) return NOT_FOUND;
    const bytes = execFileSync('git', ['cat-file', 'blob', sha], { cwd: bare(call) });
    const content = bytes.toString('base64');
    return {
      status: 200,
      body: fill('blob', call.base, { sha, content, encoding: 'base64', size: bytes.length }),
    };
  },
  'repos/get-content': (call) => {
    const { path } = call.values;
    const name = `${call.query.get('ref')}:${path}`;
    if (!isObject(call, name)) return NOT_FOUND;
    const bytes = execFileSync('git', ['cat-file', 'blob', name], { cwd: bare(call) });
    const sha = git(call, ['rev-parse', name]);
    const content = bytes.toString('base64');
    const file = { type: 'file', encoding: 'base64', size: bytes.length, name: path, path, content, sha };
    return { status: 200, body: fill('content-file', call.base, file) };
  },
  'git/create-blob': (call) => {
    const { content, encoding } = call.body as { content: string; encoding?: string };
    const bytes = Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8');
    const sha = git(call, ['hash-object', '-w', '--stdin'], { input: bytes });
    return { status: 201, body: fill('short-blob', call.base, { sha }) };
  },
  'repos/download-tarball-archive': (call) => {
    const { ref } = call.values;
    if (!isObject(call, `${ref}^{tree}`)) return NOT_FOUND;
    const prefix = `${call.repository.owner}-${call.repository.name}-${ref!.slice(0, 7)}/`;
    const bytes = execFileSync('git', ['archive', '--format=tar.gz', `--prefix=${prefix}`, ref!], {
      cwd: bare(call),
      maxBuffer: 2 ** 30,
    });
    return { status: 302, headers: { location: call.results.offer(bytes, 'application/x-gzip') } };
  },
};

/** Where a branch is; null when there is none. */
export function branchSha(call: Call, branch: string): string | null {
  return refsOf(call).find(({ ref }) => ref === `refs/heads/${branch}`)?.sha ?? null;
}

const IDENTITY = {
  GIT_AUTHOR_NAME: 'qitops',
  GIT_AUTHOR_EMAIL: 'qitops@users.noreply.github.com',
  GIT_COMMITTER_NAME: 'qitops',
  GIT_COMMITTER_EMAIL: 'qitops@users.noreply.github.com',
};

interface RefAt {
  ref: string;
  sha: string;
}

function bare({ repository }: Call): string {
  if (repository.bare === null) throw new Error('the local repository has no git repository');
  return repository.bare;
}

function git(
  call: Call,
  args: string[],
  {
    input,
    env = {},
    work = false,
  }: { input?: string | Buffer; env?: Record<string, string>; work?: boolean } = {},
): string {
  const cwd = bare(call);
  const place = work ? { GIT_DIR: cwd, GIT_WORK_TREE: cwd } : {};
  return execFileSync('git', args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...place, ...env },
    maxBuffer: 2 ** 30,
    ...(input === undefined ? {} : { input }),
  }).trim();
}

function refsOf(call: Call): RefAt[] {
  const lines = git(call, ['for-each-ref', '--format=%(objectname) %(refname)']).split('\n').filter(Boolean);
  return lines.map((line) => ({ sha: line.slice(0, 40), ref: line.slice(41) }));
}

function isObject(call: Call, name: string): boolean {
  return spawnSync('git', ['rev-parse', '--verify', '--quiet', name], { cwd: bare(call) }).status === 0;
}

function refAnswer({ base }: Call, { ref, sha }: RefAt): Record<string, unknown> {
  return fill('git-ref', base, { ref, object: { type: 'commit', sha, url: base } });
}

function commitAnswer(call: Call, sha: string): Record<string, unknown> {
  const [tree = '', ...parents] = git(call, ['show', '-s', '--format=%T %P', sha]).split(' ').filter(Boolean);
  const { base } = call;
  return fill('git-commit', base, {
    sha,
    tree: { sha: tree, url: base },
    parents: parents.map((one) => ({ sha: one, url: base, html_url: base })),
  });
}

function invalid(message: string): Answer {
  return { status: 422, body: { message, documentation_url: 'https://docs.github.com/rest' } };
}
