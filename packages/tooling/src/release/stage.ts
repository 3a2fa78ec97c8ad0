import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { actionNames, ROOT } from '../layout.ts';
import type { Version } from './version.ts';

/** What the build leaves for itself. */
const STAMP = '.built-from';

/**
 * Puts what is released into a folder: `actions/<name>` as the repositories of the actions have it, `npm` as the
 * package. All of it comes from the checkout, which has to be built.
 * @throws Error when a bundle is missing.
 */
export function stageRelease(version: Version, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  for (const name of actionNames()) stageAction(name, join(folder, 'actions', name));
  stagePackage(version, join(folder, 'npm'));
}

function stageAction(name: string, to: string): void {
  const from = join(ROOT, 'actions', name);
  for (const file of ['action.yml', 'README.md']) copy(join(from, file), join(to, file));
  copy(join(ROOT, 'LICENSE'), join(to, 'LICENSE'));
  copy(built(join(from, 'dist')), join(to, 'dist'));
}

function stagePackage(version: Version, to: string): void {
  const from = join(ROOT, 'packages/cli');
  for (const file of ['README.md', 'LICENSE']) copy(join(ROOT, file), join(to, file));
  copy(built(join(from, 'dist')), join(to, 'dist'));
  const manifest = {
    name: 'qitops',
    version: version.text,
    description: 'Quality intelligence from test results, coverage and diffs, inside your own CI.',
    license: 'MIT',
    type: 'module',
    bin: { qitops: 'dist/index.js' },
    files: ['dist'],
    engines: { node: '>=22' },
    repository: { type: 'git', url: 'git+https://github.com/qitops/qitops.git' },
    publishConfig: { access: 'public', provenance: true },
  };
  writeFileSync(join(to, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

function built(dist: string): string {
  if (!existsSync(join(dist, 'index.js')))
    throw new Error(`${dist} is not built. Fix: run \`npm run build\` first.`);
  return dist;
}

function copy(from: string, to: string): void {
  mkdirSync(join(to, '..'), { recursive: true });
  cpSync(from, to, { recursive: true, filter: (path) => basename(path) !== STAMP });
}

/** sha256 of each file below a folder, by path with `/`, sorted: two builds of one commit give the same. */
export function contents(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (prefix: string): void => {
    for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
      const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else
        found.set(
          path,
          createHash('sha256')
            .update(readFileSync(join(folder, path)))
            .digest('hex'),
        );
    }
  };
  walk('');
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Lines as `sha256sum` writes them. */
export function checksums(files: ReadonlyMap<string, string>): string {
  return [...files].map(([path, hash]) => `${hash}  ${path}\n`).join('');
}
