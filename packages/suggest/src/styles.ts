import { posix } from 'node:path';
import {
  type Checkout,
  importSpecifiers,
  isTestPath,
  readMany,
  resolveImport,
  ScriptResolver,
} from '@qitops/repository';
import type { RunnerId } from './runners/runner.ts';
import { type Ending, endingOf, styleOf, type TestStyle } from './style.ts';

/** Where tests go in a project that has none. */
const OWN_FOLDER = 'tests/qitops';
/** A folder that is for tests alone. */
const APART = /^(.*\/)?(?:tests?|specs?|__tests__)(?=\/)/;
/** Where each file is a page of the application. */
const PAGES = /(^|\/)pages\//;

interface Example {
  path: string;
  specifier: string;
}

/** How a project writes its tests, learned from those that it has at one revision. */
export class Styles {
  readonly #checkout: Checkout;
  readonly #revision: string;
  readonly #runner: RunnerId;
  readonly #files: ReadonlySet<string>;
  readonly #tests: ReadonlyMap<string, string>;
  /** Tests that import a module, by its path. */
  readonly #examples = new Map<string, Example[]>();
  /** Folders of the modules that a test imports. */
  readonly #tested = new Map<string, Set<string>>();
  readonly #manifest: string;
  readonly #tsconfig: string;

  private constructor(
    checkout: Checkout,
    revision: string,
    runner: RunnerId,
    files: ReadonlySet<string>,
    texts: ReadonlyMap<string, string>,
    resolver: ScriptResolver,
  ) {
    this.#checkout = checkout;
    this.#revision = revision;
    this.#runner = runner;
    this.#files = files;
    this.#manifest = texts.get('package.json') ?? '';
    this.#tsconfig = texts.get('tsconfig.json') ?? '';
    this.#tests = new Map([...texts].filter(([path]) => isTestPath(path)));
    for (const [path, text] of this.#tests) {
      for (const specifier of new Set(importSpecifiers(text))) {
        const module = resolver.resolve(path, specifier);
        if (!module) continue;
        const known = this.#examples.get(module) ?? [];
        this.#examples.set(module, [...known, { path, specifier }]);
        this.#tested.set(path, (this.#tested.get(path) ?? new Set()).add(posix.dirname(module)));
      }
    }
  }

  static async at(checkout: Checkout, revision: string, runner: RunnerId): Promise<Styles> {
    const files = await checkout.files(revision);
    const tests = files.filter((path) => isTestPath(path) && /\.[cm]?[jt]sx?$/.test(path));
    const texts = await readMany(checkout, revision, [...tests, 'package.json', 'tsconfig.json']);
    const resolver = await ScriptResolver.at(checkout, revision);
    return new Styles(checkout, revision, runner, new Set(files), texts, resolver);
  }

  /**
   * The style for a module: that of the test that imports it already, else of the nearest test, which also shows where
   * the runner looks for tests. `taken` holds the paths that were given to other tests.
   */
  async for(module: string, taken: Set<string>): Promise<TestStyle> {
    const stem = posix.basename(module).replace(/\.[cm]?[jt]sx?$/, '');
    const text = (await this.#checkout.fileAt(this.#revision, module)) ?? '';
    const named = ({ path }: { path: string }): boolean => posix.basename(path).startsWith(`${stem}.`);
    const examples = this.#examples.get(module) ?? [];
    const example = examples.find(named) ?? examples[0];
    const neighbour = example?.path ?? this.#nearest(module);
    const like = neighbour === undefined ? null : this.#tests.get(neighbour)!;
    const ending =
      (example && endingOf(example.specifier)) ?? this.#endingNear(neighbour, like, module, text);
    const folder = example ? posix.dirname(example.path) : this.#folderLike(neighbour, module);
    const [, mark = '.test', extension] =
      /([._-](?:test|spec))?(\.[cm]?[jt]sx?)$/.exec(neighbour ?? '') ?? [];
    const end = mark + ((example && extension) ?? posix.extname(module));
    return styleOf({
      end,
      folder,
      ending,
      specifier: example?.specifier ?? null,
      module,
      text: like,
      runner: this.#runner,
      esm: isModule(module, text),
      pathFor: (name) => this.#freeName(taken, folder, `${stem}.${name}`, end),
      installed: (name) => this.#manifest.includes(`"${name}"`),
    });
  }

  /** Where the test of a module goes, when the nearest test is another module's. */
  #folderLike(test: string | undefined, module: string): string {
    if (test === undefined) return OWN_FOLDER;
    const [folder, own] = [posix.dirname(test), posix.dirname(module)];
    const tested = this.#tested.get(test);
    if (!PAGES.test(`${own}/`)) {
      if (tested?.has(folder)) return own;
      if (posix.basename(folder) === '__tests__' && tested?.has(posix.dirname(folder)))
        return posix.join(own, '__tests__');
    }
    const apart = APART.exec(test)?.[0];
    return apart ? posix.join(apart, 'qitops') : OWN_FOLDER;
  }

  /** The test that has most folders in common with a module. */
  #nearest(module: string): string | undefined {
    let [most, nearest]: [number, string | undefined] = [-1, undefined];
    for (const path of this.#tests.keys()) {
      const common = inCommon(path, module);
      if (common > most) [most, nearest] = [common, path];
    }
    return nearest;
  }

  /** How the project ends what it imports from its own files: as the test does, the module, or its configuration says. */
  #endingNear(test: string | undefined, like: string | null, module: string, text: string): Ending {
    for (const [path, source] of [
      [test, like],
      [module, text],
    ] as const) {
      if (!path || source === null) continue;
      for (const specifier of importSpecifiers(source)) {
        const ending = endingOf(specifier);
        if (ending && /\.[cm]?[jt]sx?$/.test(resolveImport(path, specifier, this.#files) ?? ''))
          return ending;
      }
    }
    if (this.#runner === 'node:test' || /"allowImportingTsExtensions"\s*:\s*true/.test(this.#tsconfig))
      return 'own';
    if (/"module(?:Resolution)?"\s*:\s*"node(?:16|18|20|next)"/i.test(this.#tsconfig)) return 'output';
    return this.#tsconfig === '' ? 'own' : 'none';
  }

  /** A path that is not taken, and takes it. */
  #freeName(taken: Set<string>, folder: string, stem: string, end: string): string {
    for (let n = 1; ; n++) {
      const path = posix.join(folder, `${stem}${n === 1 ? '' : `-${n}`}${end}`);
      if (this.#files.has(path) || taken.has(path)) continue;
      taken.add(path);
      return path;
    }
  }
}

/** Whether a file like the module is an ES module: by its ending, or its text. */
function isModule(module: string, text: string): boolean {
  if (/\.m[jt]s$|\.tsx?$/.test(module)) return true;
  if (/\.cjs$/.test(module)) return false;
  return !/\bmodule\.exports\b|^\s*exports\.\w+ =/m.test(text);
}

function inCommon(a: string, b: string): number {
  const [parts, others] = [a.split('/'), b.split('/')];
  const at = parts.findIndex((part, n) => part !== others[n]);
  return at < 0 ? parts.length : at;
}
