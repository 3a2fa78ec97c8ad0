import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { dirname, join } from 'node:path';
import type { Files, ScenarioOptions } from './scenario.ts';

export interface Shas {
  base: string;
  head: string;
  merge: string;
  group: string;
}

/** The commits of main, a topic branch, and GitHub's test merge of the two, in a bare repository. */
export function makeRepository(folder: string, { from, main, topic, second }: ScenarioOptions): Shas {
  const work = join(folder, 'work');
  mkdirSync(work);
  const { git, commit } = gitIn(work, '2026-01-01T00:00:00Z');
  git('init', '-q', '-b', 'main');
  if (from) {
    copyTracked(from, work);
    git('add', '--all', '--force'); // also what is ignored and tracked all the same
  }
  for (const [index, files] of main.entries()) commit(files, `Step ${index + 1}`);
  const base = git('rev-parse', 'HEAD');
  git('checkout', '-q', '-b', 'topic');
  commit(topic, 'Change');
  const head = git('rev-parse', 'HEAD');
  git('checkout', '-q', '--detach', base);
  git('merge', '-q', '--no-ff', '-m', 'Merge', head);
  const merge = git('rev-parse', 'HEAD');
  let group = merge;
  if (second) {
    git('checkout', '-q', '-b', 'second', base);
    commit(second, 'Second change');
    const other = git('rev-parse', 'HEAD');
    git('checkout', '-q', '--detach', merge);
    git('merge', '-q', '--no-ff', '-m', 'Merge the second', other);
    group = git('rev-parse', 'HEAD');
  }
  git('update-ref', 'refs/heads/gh-readonly-queue/main/pr-7', group);
  git('update-ref', 'refs/pull/7/merge', merge);
  git('update-ref', 'refs/pull/7/head', head);
  const bare = join(folder, 'origin.git');
  git('clone', '-q', '--mirror', work, bare);
  git('--git-dir', bare, 'symbolic-ref', 'HEAD', 'refs/heads/main');
  git('--git-dir', bare, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  return { base, head, merge, group };
}

/** The files that git tracks in another folder, with their modes, links and bytes. */
function copyTracked(from: string, to: string): void {
  const paths = execFileSync('git', ['ls-files', '-z'], { cwd: from, maxBuffer: 1 << 28 });
  const packed = execFileSync('tar', ['--create', '--null', '--files-from=-'], {
    cwd: from,
    input: paths,
    maxBuffer: 1 << 30,
  });
  execFileSync('tar', ['--extract'], { cwd: to, input: packed });
}

/** Git in a folder, each commit a minute after the one before. */
function gitIn(work: string, from: string) {
  let clock = Date.parse(from) / 1000;
  const git = (...args: string[]): string => {
    clock += 60;
    const date = `${clock} +0000`;
    const env = { ...process.env, ...IDENTITY, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    return execFileSync('git', args, {
      cwd: work,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  };
  const commit = (files: Files, message: string): void => {
    for (const [path, text] of Object.entries(files)) {
      const file = join(work, path);
      mkdirSync(dirname(file), { recursive: true });
      if (text === null) rmSync(file);
      else writeFileSync(file, text);
    }
    git('add', '-A');
    git('commit', '-q', '-m', message);
  };
  return { git, commit };
}

/** A new commit on the topic branch, and the test merge of it. */
export function pushTo(folder: string, files: Files): { head: string; merge: string } {
  const work = join(folder, 'work');
  const bare = join(folder, 'origin.git');
  const { git, commit } = gitIn(work, '2026-02-01T00:00:00Z');
  git('fetch', '-q', bare, '+refs/heads/topic:refs/pushed/topic');
  git('checkout', '-q', '--detach', 'refs/pushed/topic');
  commit(files, 'More');
  const head = git('rev-parse', 'HEAD');
  git('checkout', '-q', '--detach', 'main');
  git('merge', '-q', '--no-ff', '-m', 'Merge', head);
  const merge = git('rev-parse', 'HEAD');
  const refs = ['refs/heads/topic', 'refs/pull/7/head'].map((ref) => `+${head}:${ref}`);
  git('push', '-q', bare, ...refs, `+${merge}:refs/pull/7/merge`);
  return { head, merge };
}

const IDENTITY = {
  GIT_AUTHOR_NAME: 'Dana',
  GIT_AUTHOR_EMAIL: 'dana@example.com',
  GIT_COMMITTER_NAME: 'Dana',
  GIT_COMMITTER_EMAIL: 'dana@example.com',
  GIT_CONFIG_GLOBAL: devNull,
};
