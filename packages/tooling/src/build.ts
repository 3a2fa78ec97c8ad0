import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Bundle, bundle } from './bundle.ts';
import { folderDigest } from './digest.ts';
import { copyGrammars, GRAMMARS_DIGEST } from './grammars.ts';
import { actionNames, ROOT } from './layout.ts';
import { run } from './process.ts';
import { buildSite, hasSite, SITE_DIST, siteDigest } from './site.ts';

/** Programs that read source code and so carry the grammars. */
const READ_SOURCE = new Set(['analyze-pr', 'suggest-tests', 'report', 'cli']);
/** Programs that run functions of the project and so carry the program that does it. */
const EXPLORE = new Set(['analyze-pr', 'suggest-tests', 'cli']);
const EXPLORER = join(ROOT, 'packages/suggest/.build/explore/process');
/** Programs in the languages whose functions they try, by their folder in a bundle. */
const PROGRAMS = {
  python: join(ROOT, 'packages/suggest/src/python/program'),
  go: join(ROOT, 'packages/suggest/src/go/program'),
};
/** Programs that write the site and so carry its shell. */
const WRITE_SITE = new Set(['report', 'cli']);

function program(name: string, folder: string, entry: string): Bundle {
  const grammars = READ_SOURCE.has(name);
  const site = WRITE_SITE.has(name) && existsSync(SITE_DIST);
  return {
    folder,
    entry,
    extrasDigest: [
      grammars ? GRAMMARS_DIGEST : '',
      site ? siteDigest() : '',
      ...(EXPLORE.has(name) ? Object.values(PROGRAMS).map((each) => folderDigest(each, isSource)) : []),
    ].join(' '),
    extras: (dist) => {
      dropRawWasm(dist);
      if (grammars) copyGrammars(dist);
      if (EXPLORE.has(name)) {
        copyFolder(EXPLORER, join(dist, 'explorer'), (path) => !path.endsWith('.d.ts'));
        for (const [name, folder] of Object.entries(PROGRAMS)) copyFolder(folder, join(dist, name), isSource);
      }
      if (site) copyFolder(SITE_DIST, join(dist, 'site'), (path) => !path.endsWith('.built-from'));
    },
  };
}

function isSource(path: string): boolean {
  return !path.includes('__pycache__');
}

function copyFolder(from: string, to: string, filter: (path: string) => boolean): void {
  cpSync(from, to, { recursive: true, filter });
}

/** ncc copies the tree-sitter runtime on its own; the compressed one in `grammars/` is what is loaded. */
function dropRawWasm(dist: string): void {
  for (const file of readdirSync(dist)) if (file.endsWith('.wasm')) rmSync(join(dist, file));
}

async function step(title: string, work: () => Promise<boolean>): Promise<void> {
  const start = performance.now();
  const done = await work();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  process.stdout.write(done ? `${title}: built in ${seconds} s\n` : `${title}: up to date\n`);
}

/** Compiles the actions; the packages below them are compiled on the way. */
async function compile(): Promise<void> {
  const typescript = createRequire(join(ROOT, 'package.json')).resolve('typescript/package.json');
  const tsc = join(dirname(typescript), 'bin/tsc');
  await run(
    process.execPath,
    [tsc, '-b', 'packages/cli', ...actionNames().map((name) => `actions/${name}`)],
    ROOT,
  );
}

/** Everything, or only the programs named as arguments; with `--skip-compile` from what is compiled already. */
async function main(): Promise<void> {
  const only = new Set(process.argv.slice(2).filter((argument) => !argument.startsWith('--')));
  const chosen = (name: string): boolean => only.size === 0 || only.has(name);
  if (!process.argv.includes('--skip-compile')) await compile();
  if (chosen('site') && hasSite()) await step('site', buildSite);
  const programs = [
    ...actionNames().map((name) => ({ name, folder: `actions/${name}`, entry: '.build/src/main.js' })),
    { name: 'cli', folder: 'packages/cli', entry: '.build/main.js' },
  ];
  const waiting = programs.filter(({ name }) => chosen(name));
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const one = program(next.name, next.folder, next.entry);
      await step(one.folder, () => bundle(one));
    }
  };
  await Promise.all([worker(), worker()]);
}

await main();
