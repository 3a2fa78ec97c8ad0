import { posix } from 'node:path';
import { type Checkout, importSpecifiers, isTestPath, resolveImport } from '@qitops/repository';

/** How the project writes its tests for a module. */
export interface TestStyle {
  /** Repository path for the test file of a function; never one that exists or was given before. */
  pathFor: (name: string) => string;
  /** Gives back a path that was not used after all. */
  release: (path: string) => void;
  /** Specifier that imports the module from there. */
  specifier: string;
  /** `it` or `test`. */
  caller: 'it' | 'test';
  /** Whether `describe`, `it` and `expect` are imported or global. */
  imported: boolean;
}

/** Where tests go that have no neighbour. */
const OWN_FOLDER = 'tests/qitops';

/** Learns from the test that imports the module already; without one the file goes below `tests/qitops`. */
export async function styleFor(checkout: Checkout, revision: string, module: string): Promise<TestStyle> {
  const all = await checkout.files(revision);
  const files = new Set(all);
  const stem = posix.basename(module).replace(/\.[cm]?[jt]sx?$/, '');
  const tests = all.filter((path) => isTestPath(path) && /\.[cm]?[jt]sx?$/.test(path));
  // the test named after the module first
  tests.sort(
    (a, b) =>
      Number(posix.basename(b).startsWith(`${stem}.`)) - Number(posix.basename(a).startsWith(`${stem}.`)),
  );
  for (const path of tests) {
    const text = (await checkout.fileAt(revision, path)) ?? '';
    const specifier = importSpecifiers(text).find((each) => resolveImport(path, each, files) === module);
    if (!specifier) continue;
    const end = /\.(test|spec)\.[cm]?[jt]sx?$/.exec(path)?.[0] ?? '.test.ts';
    return {
      pathFor: (name) => freeName(files, posix.dirname(path), `${stem}.${name}`, end),
      release: (taken) => files.delete(taken),
      specifier,
      caller: /\btest\(/.test(text) && !/\bit\(/.test(text) ? 'test' : 'it',
      imported: /from ['"](vitest|@jest\/globals)['"]/.test(text),
    };
  }
  const end = /\.[cm]?tsx?$/.test(module) ? '.test.ts' : '.test.js';
  return {
    pathFor: (name) => freeName(files, OWN_FOLDER, `${stem}.${name}`, end),
    release: (taken) => files.delete(taken),
    specifier: posix.relative(OWN_FOLDER, module),
    caller: 'it',
    imported: true,
  };
}

/** A path that is not taken, and takes it. */
function freeName(files: Set<string>, folder: string, stem: string, end: string): string {
  for (let n = 1; ; n++) {
    const path = posix.join(folder, `${stem}${n === 1 ? '' : `-${n}`}${end}`);
    if (files.has(path)) continue;
    files.add(path);
    return path;
  }
}
