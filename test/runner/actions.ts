import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '@qitops/tooling';
import { parse } from 'yaml';
import type { Step } from './workflow.ts';

/** `action.yml` as far as a JavaScript action needs it. */
export interface ActionManifest {
  folder: string;
  inputs: Record<string, { default?: string }>;
  main: string;
  post: string | null;
  postIf: string;
}

/** `action.yml` of an action made of steps. */
export interface CompositeManifest {
  inputs: Record<string, { default?: string }>;
  outputs: Record<string, { value: string }>;
  steps: Step[];
}

export type Resolved =
  | { kind: 'own'; manifest: ActionManifest }
  | { kind: 'composite'; manifest: CompositeManifest }
  | { kind: 'checkout' }
  | { kind: 'upload' }
  | { kind: 'download' }
  | { kind: 'nothing' };

/** Actions of others that only prepare a machine or publish: here they do nothing. */
const NOTHING =
  /^(actions\/(setup-\w+|upload-pages-artifact|deploy-pages|configure-pages|cache)|pnpm\/(action-)?setup|astral-sh\/setup-uv|ruby\/setup-ruby|shivammathur\/setup-php|oven-sh\/setup-bun|denoland\/setup-deno)@/;
const OWN = /^(?:qitops\/(?:qitops\/actions\/)?|\.\/actions\/)([a-z-]+)(?:@[\w.-]+)?$/;

/** A commit of a repository. */
export interface Commit {
  bare: string;
  sha: string;
}

/** What a `uses:` stands for here. Throws for an action that nobody taught this runner. */
export function resolveAction(uses: string, workspace: string, commit: Commit): Resolved {
  if (uses.startsWith('actions/checkout@')) return { kind: 'checkout' };
  if (uses.startsWith('actions/upload-artifact@')) return { kind: 'upload' };
  if (uses.startsWith('actions/download-artifact@')) return { kind: 'download' };
  if (NOTHING.test(uses)) return { kind: 'nothing' };
  const name = OWN.exec(uses)?.[1];
  if (!name && uses.startsWith('./'))
    return { kind: 'composite', manifest: compositeOf(uses, readIn(join(workspace, uses))) };
  // `$/` is the repository at the commit that runs, and takes no checkout
  if (!name && uses.startsWith('$/'))
    return { kind: 'composite', manifest: compositeOf(uses, readAt(commit, uses.slice(2))) };
  if (!name) throw new Error(`${uses} is not known to the local runner`);
  return { kind: 'own', manifest: manifestOf(join(ROOT, 'actions', name)) };
}

function manifestOf(folder: string): ActionManifest {
  const read = parse(readFileSync(join(folder, 'action.yml'), 'utf8')) as {
    inputs?: Record<string, { default?: string }>;
    runs: { using: string; main: string; post?: string; 'post-if'?: string };
  };
  if (read.runs.using !== 'node24') throw new Error(`${folder} uses ${read.runs.using}`);
  const main = join(folder, read.runs.main);
  if (!existsSync(main)) throw new Error(`${main} is not built: npm run build`);
  return {
    folder,
    inputs: read.inputs ?? {},
    main,
    post: read.runs.post ? join(folder, read.runs.post) : null,
    postIf: read.runs['post-if'] ?? 'always()',
  };
}

function readIn(folder: string): string {
  return readFileSync(join(folder, 'action.yml'), 'utf8');
}

function readAt({ bare, sha }: Commit, folder: string): string {
  return execFileSync('git', ['--git-dir', bare, 'show', `${sha}:${folder}/action.yml`], {
    encoding: 'utf8',
  });
}

function compositeOf(name: string, text: string): CompositeManifest {
  const read = parse(text) as {
    inputs?: CompositeManifest['inputs'];
    outputs?: CompositeManifest['outputs'];
    runs: { using: string; steps: Step[] };
  };
  const { using, steps } = read.runs;
  if (using !== 'composite') throw new Error(`${name} uses ${using}`);
  for (const step of steps)
    if (step.run !== undefined && !step.shell) throw new Error(`${name}: a step that runs needs a shell`);
  return { inputs: read.inputs ?? {}, outputs: read.outputs ?? {}, steps };
}

export interface CheckoutRequest {
  /** The bare repository. */
  bare: string;
  workspace: string;
  /** Commit to check out. */
  sha: string;
  /** Name that the commit is fetched under: `refs/pull/7/merge`. */
  ref: string;
  /** 0 = the whole history of all branches. */
  depth: number;
}

/** Does what `actions/checkout` does, from a local bare repository. */
export function checkOut({ bare, workspace, sha, ref, depth }: CheckoutRequest): void {
  const git = (...args: string[]): void => {
    execFileSync('git', args, { cwd: workspace, stdio: ['ignore', 'ignore', 'pipe'] });
  };
  const url = `file://${bare.replaceAll('\\', '/').replace(/^(?!\/)/, '/')}`;
  mkdirSync(workspace, { recursive: true });
  git('init', '-q', '-b', 'main');
  git('remote', 'add', 'origin', url);
  const local = ref.replace(/^refs\/(heads\/)?/, 'refs/remotes/origin/').replace('origin/pull/', 'pull/');
  const wanted = `+${sha}:${local}`;
  if (depth === 0) {
    // one after the other: the commit of a push is one of the branches
    git('fetch', '-q', '--tags', 'origin', '+refs/heads/*:refs/remotes/origin/*');
    git('fetch', '-q', 'origin', wanted);
  } else git('fetch', '-q', '--no-tags', `--depth=${depth}`, 'origin', wanted);
  git('checkout', '-q', '--force', '--detach', sha);
}
