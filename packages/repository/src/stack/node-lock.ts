import { posix } from 'node:path';
import type { Evidence } from '@qitops/model';
import { presence } from './manifest.ts';
import { type StackFiles, within } from './stack-files.ts';

/** How a Node unit's dependencies are brought. */
export interface NodeInstall {
  manager: string;
  version: string | null;
  /** A major version that reads the lockfile, where none is named. */
  compatible: string | null;
  /** Folder of the lockfile, or the unit's own without one. */
  folder: string;
  run: string;
  confidence: number;
  evidence: Evidence[];
}

const LOCKFILES: [string, string][] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
];

/** Reads lockfiles and `packageManager`, the unit's and those above it. A manager without a lockfile installs loosely. */
export async function nodeInstall(folder: string, files: StackFiles): Promise<NodeInstall> {
  const named = await namedManager(folder, files);
  const locks = LOCKFILES.flatMap(([file, manager]) => {
    const path = files.nearest(folder, [file]);
    return path ? [{ path, manager }] : [];
  });
  // of several the named manager's, else the nearest
  const lock = named
    ? locks.find(({ manager }) => manager === named.manager)
    : locks.sort((a, b) => b.path.split('/').length - a.path.split('/').length)[0];
  const manager = named?.manager ?? lock?.manager ?? 'npm';
  const others = new Set(locks.map((one) => one.manager)).size > 1;
  return {
    manager,
    version: named?.version ?? null,
    compatible: lock && !named ? await compatible(manager, lock.path, files) : null,
    folder: lock ? posix.dirname(lock.path) : folder,
    run: lock ? await strict(manager, lock.path, files) : `${manager} install`,
    confidence: named ? 0.97 : lock ? (others ? 0.6 : 0.95) : 0.5,
    evidence: [...(named ? [named.evidence] : []), ...(lock ? [presence(lock.path, named ? 0.3 : 1)] : [])],
  };
}

async function namedManager(
  folder: string,
  files: StackFiles,
): Promise<{ manager: string; version: string | null; evidence: Evidence } | null> {
  for (let at = folder; ; at = posix.dirname(at)) {
    const manifest = await files.read(within(at, 'package.json'));
    const match = /"packageManager"\s*:\s*"([a-z]+)@([^"+]+)/.exec(manifest?.text ?? '');
    if (match)
      return {
        manager: match[1]!,
        version: match[2]!,
        evidence: { ...manifest!.at(match.index), weight: 0.7 },
      };
    if (at === '.') return null;
  }
}

/** Lockfiles of pnpm by the last major version that takes them as they are. */
const PNPM_LOCKS: [RegExp, string][] = [
  [/^lockfileVersion:\s*['"]?5/m, '7'],
  [/^lockfileVersion:\s*['"]?6/m, '8'],
  [/^lockfileVersion:\s*['"]?9/m, '10'],
];

async function compatible(manager: string, lock: string, files: StackFiles): Promise<string | null> {
  if (manager !== 'pnpm') return null;
  const text = (await files.read(lock))?.text ?? '';
  return PNPM_LOCKS.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

async function strict(manager: string, lock: string, files: StackFiles): Promise<string> {
  if (manager === 'npm') return 'npm ci';
  // the classic one knows no --immutable, the later ones refuse --frozen-lockfile
  const classic = manager === 'yarn' && /^# yarn lockfile v1/m.test((await files.read(lock))?.text ?? '');
  return manager === 'yarn' && !classic ? 'yarn install --immutable' : `${manager} install --frozen-lockfile`;
}

/** What stands before a program that the dependencies bring. */
export function execPrefix(manager: string): string {
  return { npm: 'npx', pnpm: 'pnpm exec', yarn: 'yarn', bun: 'bunx' }[manager] ?? 'npx';
}

/** The line that runs a script, with arguments for what it runs. */
export function runScript(manager: string, script: string, args = ''): string {
  const run = script === 'test' && manager !== 'bun' ? `${manager} test` : `${manager} run ${script}`;
  if (args === '') return run;
  // npm alone keeps options for itself without the dashes
  return manager === 'npm' ? `${run} -- ${args}` : `${run} ${args}`;
}
