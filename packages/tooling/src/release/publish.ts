import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { actionNames, ROOT } from '../layout.ts';
import { ReleaseGit } from './git.ts';
import type { Version } from './version.ts';

export interface PublishRequest {
  version: Version;
  /** What `stageRelease` wrote. */
  staged: string;
  /** Commit that was built. */
  source: string;
  /** Address of a repository, by its name: `qitops`, `detect`, … */
  addressOf: (repository: string) => string;
  /** What git needs to reach them. */
  env: Readonly<Record<string, string>>;
  log: (line: string) => void;
}

/**
 * Pushes each action to its own repository and the bundles to the tagged commit of this one, and moves the tag of the
 * major version. What a broken release did already is left as it is; a tag is never given to something else.
 * @throws Error when a version was released with other contents, or a remote refuses.
 */
export function publish(request: PublishRequest): void {
  const scratch = mkdtempSync(join(tmpdir(), 'qitops-release-'));
  try {
    const git = new ReleaseGit(scratch, request.env);
    git.text(['init', '-q', '--bare', '.']);
    git.text(['fetch', '-q', '--no-tags', resolve(ROOT), request.source]);
    const bundles = new Map<string, string>();
    for (const name of actionNames())
      bundles.set(`actions/${name}/dist`, `${publishAction(name, request, git, scratch)}:dist`);
    publishSource(request, git, bundles, scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Gives the tree that the action's repository has. */
function publishAction(name: string, request: PublishRequest, git: ReleaseGit, scratch: string): string {
  const { version, staged, source, addressOf } = request;
  const remote = addressOf(name);
  const folder = join(staged, 'actions', name);
  const tree = git.treeOfFolder(folder, join(scratch, `${name}.index`));
  const parent = git.remoteRef(remote, 'refs/heads/main');
  const commit = (): string => {
    if (parent) git.text(['fetch', '-q', '--depth=1', remote, parent]);
    return git.commit(tree, parent, `${name} ${version.text}\n\nSource-Commit: ${source}`);
  };
  const released = release(name, request, git, tree, commit);
  if (released) git.text(['push', '-q', remote, `${released}:refs/heads/main`]);
  return tree;
}

function publishSource(
  request: PublishRequest,
  git: ReleaseGit,
  bundles: ReadonlyMap<string, string>,
  scratch: string,
): void {
  const { version, source } = request;
  const tree = git.treeWith(source, bundles, join(scratch, 'source.index'));
  release('qitops', request, git, tree, () =>
    git.commit(tree, source, `qitops ${version.text}\n\nThe bundles of ${source}.`),
  );
}

/** Tags a tree in a repository, unless it is tagged already; gives the commit when it is new. */
function release(
  repository: string,
  { version, addressOf, log }: PublishRequest,
  git: ReleaseGit,
  tree: string,
  commit: () => string,
): string | null {
  const remote = addressOf(repository);
  const tag = `refs/tags/${version.tag}`;
  const there = git.remoteRef(remote, tag);
  if (there && git.treeOf(remote, there) !== tree)
    throw new Error(
      `${repository} has a ${version.tag} of other contents. Fix: release the next version; a version is never changed.`,
    );
  const sha = there ?? commit();
  if (!there) git.text(['push', '-q', remote, `${sha}:${tag}`]);
  if (version.major) git.text(['push', '-q', '--force', remote, `${sha}:refs/tags/${version.major}`]);
  log(`${repository} ${version.tag} is ${sha}${there ? ' (it was there)' : ''}`);
  return there ? null : sha;
}
