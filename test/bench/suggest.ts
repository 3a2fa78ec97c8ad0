import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scoreLibrary, sourcesOf } from './suggest-library.ts';

/**
 * How many mutants the engine's tests kill without a key and without any test there before. In the denominator: all
 * mutants of the sources, also those outside of functions and those of functions that could not be executed.
 * Sources are never copied here: `QITOPS_BENCH_ES_TOOLKIT` and `QITOPS_BENCH_RADASH` name checkouts of them.
 */
interface Library {
  name: string;
  /** Who may be looked at while the engine is changed. */
  use: 'own' | 'development' | 'frozen';
  root: string | undefined;
  version: string | null;
  folders: readonly string[];
  /** Least share that is promised. */
  promised: number;
}

const LIBRARIES: readonly Library[] = [
  {
    name: 'functions of our own',
    use: 'own',
    root: join(import.meta.dirname, 'suggest-subjects'),
    version: null,
    folders: ['.'],
    promised: 0.8,
  },
  {
    name: 'es-toolkit 1.51.0 (array, function, map, math, object, predicate, set, string, util)',
    use: 'development',
    root: process.env.QITOPS_BENCH_ES_TOOLKIT,
    version: '1.51.0',
    folders: ['array', 'function', 'map', 'math', 'object', 'predicate', 'set', 'string', 'util'].map(
      (name) => `src/${name}`,
    ),
    promised: 0.75,
  },
  {
    // chosen before anything was tuned; never looked into. Left out: async.ts and random.ts, which are about time and chance
    name: 'radash 12.1.1 (array, curry, number, object, series, string, typed)',
    use: 'frozen',
    root: process.env.QITOPS_BENCH_RADASH,
    version: '12.1.1',
    folders: ['array', 'curry', 'number', 'object', 'series', 'string', 'typed'].map(
      (name) => `src/${name}.ts`,
    ),
    promised: 0.7,
  },
];

export async function run(): Promise<void> {
  const broken: string[] = [];
  for (const library of LIBRARIES) {
    const files = library.root ? sourcesOf(library.root, library.folders) : null;
    if (!files || !library.root) {
      console.log(`${library.use}: ${library.name}: absent, not measured`);
      continue;
    }
    checkVersion(library.root, library);
    const { functions, mutants, killed, ms } = await scoreLibrary(library.root, files);
    const failed = functions.filter((each) => each.reason !== null);
    const share = killed / mutants;
    console.log(
      `${library.use}: ${library.name}: ${killed} of ${mutants} mutants killed (${(100 * share).toFixed(1)} %), ` +
        `${functions.length} functions, ${failed.length} not executed, ${(ms / functions.length / 1000).toFixed(2)} s a function`,
    );
    for (const [reason, count] of reasons(failed)) console.log(`  ${count} × ${reason}`);
    if (share < library.promised) broken.push(`${library.name}: less than ${100 * library.promised} %`);
  }
  if (broken.length > 0) throw new Error(broken.join('; '));
}

function checkVersion(root: string, { version, name }: Library): void {
  const manifest = join(root, 'package.json');
  if (version === null || !existsSync(manifest)) return;
  const found = (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
  if (found !== version) throw new Error(`${name}: the checkout is version ${found}`);
}

function reasons(failed: readonly { reason: string | null }[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { reason } of failed) counts.set(reason!, (counts.get(reason!) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}
