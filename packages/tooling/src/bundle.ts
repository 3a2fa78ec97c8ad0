import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { minify } from 'vite';
import { digestOf, folderDigest, isBuiltFrom, markBuiltFrom } from './digest.ts';
import { ROOT } from './layout.ts';
import { run } from './process.ts';
import { repairBundle, repairChunk } from './repair-bundle.ts';

const NCC = createRequire(import.meta.url).resolve('@vercel/ncc/dist/ncc/cli.js');
const TARGET = 'es2022';
/** Changes whenever the way of bundling does, so that everything is built again. */
const RECIPE = '4';

/** One program to bundle. */
export interface Bundle {
  /** Folder with the package.json, relative to the checkout. */
  folder: string;
  /** Compiled entry, relative to `folder`. */
  entry: string;
  /** Digest of what `extras` will add. */
  extrasDigest: string;
  /** Adds to the built `dist` what ncc does not carry. */
  extras(dist: string): void;
}

/**
 * Bundles a program into `<folder>/dist` (ES modules, minified, a file for each dynamic import) unless it is
 * already built from the same files.
 * @returns whether anything was done.
 */
export async function bundle(program: Bundle): Promise<boolean> {
  const folder = join(ROOT, program.folder);
  const dist = join(folder, 'dist');
  const digest = digestOf([...inputsOf(program.folder), program.extrasDigest, TARGET, RECIPE]);
  if (isBuiltFrom(dist, digest)) return false;
  if (!existsSync(join(folder, program.entry)))
    throw new Error(`${program.folder}/${program.entry} is not compiled`);
  rmSync(dist, { recursive: true, force: true });
  const options = ['-m', '-q', '--no-cache', '--target', TARGET, '--license', 'licenses.txt'];
  await run(process.execPath, [NCC, 'build', join(folder, program.entry), '-o', dist, ...options], folder);
  const index = join(dist, 'index.js');
  writeFileSync(index, repairBundle(readFileSync(index, 'utf8')));
  for (const chunk of readdirSync(dist).filter((name) => /^\d+\.index\.js$/.test(name))) {
    const path = join(dist, chunk);
    writeFileSync(path, await minified(chunk, repairChunk(readFileSync(path, 'utf8'))));
  }
  program.extras(dist);
  markBuiltFrom(dist, digest);
  return true;
}

/** Chunks by their text: programs that use the same library have the same ones. */
const done = new Map<string, Promise<string>>();

/** ncc makes only the entry small. */
function minified(name: string, text: string): Promise<string> {
  const digest = digestOf([text]);
  const known = done.get(digest);
  if (known) return known;
  const small = minify(name, text, { module: true, compress: false }).then(({ code }) => code);
  done.set(digest, small);
  return small;
}

/** Digests of the compiled code of a package and of all of ours below it, and of the lock file. */
function inputsOf(folder: string): string[] {
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const name of ownDependencies(path)) visit(`packages/${name}`);
  };
  visit(folder);
  const compiled = [...seen].sort().map((path) => `${path} ${compiledDigest(path)}`);
  return [...compiled, readFileSync(join(ROOT, 'pnpm-lock.yaml'), 'utf8')];
}

function compiledDigest(folder: string): string {
  return folderDigest(
    join(ROOT, folder, '.build'),
    (path) => path.endsWith('.js') && !path.endsWith('.test.js'),
  );
}

function ownDependencies(folder: string): string[] {
  const manifest = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  return Object.keys(manifest.dependencies ?? {})
    .filter((name) => name.startsWith('@qitops/'))
    .map((name) => name.slice('@qitops/'.length));
}
