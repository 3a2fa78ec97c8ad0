import { posix } from 'node:path';

/** What became of a path that a report names. */
export interface Resolution {
  /** Path in the repository, with `/`; null when it matched nothing or several files. */
  path: string | null;
  /** When several files fit equally well. */
  candidates?: string[];
}

const ELSEWHERE =
  /^\/usr\/(?:include|lib|share|local)\/|(?:^|\/)(?:node_modules|site-packages|dist-packages|\.venv|\.cargo\/registry)\//;

/**
 * Finds the repository's file that a report means: absolute paths of this or another machine, Windows paths,
 * paths in a container, below a `<source>` root or relative to a package of a monorepo.
 */
export class PathResolver {
  readonly #root: string;
  readonly #files: Set<string>;
  readonly #byName = new Map<string, string[]>();

  /** `root` is the checkout's absolute path; `repositoryFiles` what `git ls-files` says. */
  constructor(root: string, repositoryFiles: Iterable<string>) {
    this.#root = slashes(root).replace(/\/+$/, '');
    this.#files = new Set(repositoryFiles);
    for (const file of this.#files) {
      const name = baseName(file).toLowerCase();
      const known = this.#byName.get(name);
      if (known) known.push(file);
      else this.#byName.set(name, [file]);
    }
  }

  /**
   * Resolves the paths of one report. `reportPath` is where the report lies; relative paths of a report are
   * read from that ancestor of it under which most of them exist, and from its `<source>` roots.
   */
  forReport(
    reportPath: string,
    paths: Iterable<string>,
    roots: readonly string[] = [],
  ): (path: string) => Resolution {
    const bases = this.#bases(reportPath, roots);
    const clean = [...paths].map((path) => normal(path));
    const votes = bases.map((base) =>
      clean.reduce((sum, path) => sum + (this.#files.has(joined(base, path)) ? 1 : 0), 0),
    );
    const best = bases.map((base, i) => ({ base, votes: votes[i]!, i })).filter((each) => each.votes > 0);
    best.sort((a, b) => b.votes - a.votes || a.i - b.i);
    const prefix = this.#prefix(clean);
    const cache = new Map<string, Resolution>();
    return (path) => {
      let known = cache.get(path);
      if (!known) {
        known = this.#resolve(
          normal(path),
          best.map((each) => each.base),
          prefix,
        );
        cache.set(path, known);
      }
      return known;
    };
  }

  #resolve(path: string, bases: readonly string[], prefix: { strip: number; votes: number }): Resolution {
    const below = this.#belowRoot(path);
    if (isAbsolute(path)) {
      if (below !== null && this.#files.has(below)) return { path: below };
    } else {
      for (const base of bases) {
        const file = joined(base, path);
        if (this.#files.has(file)) return { path: file };
      }
      if (this.#files.has(path)) return { path };
    }
    if (ELSEWHERE.test(below ?? path)) return { path: null };
    const inner = prefix.strip > 0 ? afterSegments(path, prefix.strip) : '';
    // What several paths agree on is surer than a suffix; what one path alone suggests is less.
    if (prefix.votes > 1 && this.#files.has(inner)) return { path: inner };
    const found = this.#bySuffix(path, bases);
    if (found.path !== null || found.candidates) return found;
    return { path: this.#files.has(inner) ? inner : null };
  }

  /**
   * How many leading segments all paths share that are no part of the repository: the checkout's folder on another
   * machine, or the module's name in a Go profile. The least number with which most of the paths exist; 0 = none.
   */
  #prefix(paths: readonly string[]): { strip: number; votes: number } {
    const shared = sharedFolders(paths);
    let best = 0;
    let most = 0;
    for (let strip = 1; strip <= shared; strip++) {
      let votes = 0;
      for (const path of paths) if (this.#files.has(afterSegments(path, strip))) votes += 1;
      if (votes > most && votes * 2 >= paths.length) {
        most = votes;
        best = strip;
      }
    }
    return { strip: best, votes: most };
  }

  /** Longest common suffix of whole segments; it must be all of one side, or two segments. */
  #bySuffix(path: string, bases: readonly string[]): Resolution {
    const candidates = this.#byName.get(baseName(path).toLowerCase()) ?? [];
    const wanted = path.split('/').filter((part) => part !== '' && part !== '..');
    const exact = rank(wanted, candidates, isAbsolute(path), false);
    const ranked = exact.length > 0 ? exact : rank(wanted, candidates, isAbsolute(path), true);
    if (ranked.length === 1) return { path: ranked[0]! };
    const near = ranked.filter((file) => bases.some((base) => base !== '' && file.startsWith(`${base}/`)));
    if (near.length === 1) return { path: near[0]! };
    return ranked.length === 0 ? { path: null } : { path: null, candidates: ranked.toSorted() };
  }

  #bases(reportPath: string, roots: readonly string[]): string[] {
    const bases: string[] = [];
    for (const root of roots) {
      const clean = normal(root);
      const below = isAbsolute(clean) ? this.#belowRoot(clean) : clean;
      if (below !== null) bases.push(below);
    }
    const report = this.#belowRoot(normal(reportPath)) ?? '';
    for (let at = posix.dirname(report); at !== '.' && at !== '/' && at !== ''; at = posix.dirname(at))
      bases.push(at);
    bases.push('');
    return [...new Set(bases)];
  }

  /** `path` relative to the checkout; itself when it is relative already, null when it lies elsewhere. */
  #belowRoot(path: string): string | null {
    if (!isAbsolute(path)) return path;
    if (path === this.#root) return '';
    return this.#root !== '' && path.startsWith(`${this.#root}/`) ? path.slice(this.#root.length + 1) : null;
  }
}

/** Resolves all `paths` of one report at once; see {@link PathResolver}. */
export function resolvePaths(
  paths: Iterable<string>,
  options: {
    root: string;
    repositoryFiles: Iterable<string>;
    reportPath?: string;
    roots?: readonly string[];
  },
): Map<string, Resolution> {
  const list = [...paths];
  const resolver = new PathResolver(options.root, options.repositoryFiles);
  const resolve = resolver.forReport(options.reportPath ?? '', list, options.roots);
  return new Map(list.map((path) => [path, resolve(path)]));
}

/** A path for documents when there is no list of files: below `root` relative, else as it is, with `/`. */
export function relativePath(path: string, root: string): string {
  const clean = normal(path);
  const base = slashes(root).replace(/\/+$/, '');
  return base !== '' && clean.startsWith(`${base}/`) ? clean.slice(base.length + 1) : clean;
}

function rank(
  wanted: readonly string[],
  candidates: readonly string[],
  absolute: boolean,
  anyCase: boolean,
): string[] {
  const fold = (text: string): string => (anyCase ? text.toLowerCase() : text);
  let best: string[] = [];
  let bestScore = 0;
  for (const file of candidates) {
    const parts = file.split('/');
    let common = 0;
    while (
      common < Math.min(parts.length, wanted.length) &&
      fold(parts.at(-1 - common)!) === fold(wanted.at(-1 - common)!)
    ) {
      common += 1;
    }
    const wholeFile = common === parts.length;
    const wholePath = common === wanted.length;
    // A file at the top whose bare name alone agrees says nothing about a deep path.
    const sure = (wholeFile && (common > 1 || (absolute && wanted.length <= 4))) || (wholePath && !absolute);
    if (common === 0 || (!sure && common < 2)) continue;
    const score = common * 2 + (absolute ? (wholeFile ? 1 : 0) : wholePath ? 1 : 0);
    if (score > bestScore) {
      bestScore = score;
      best = [file];
    } else if (score === bestScore) best.push(file);
  }
  return best;
}

/** Number of leading folders that all `paths` have in common. */
function sharedFolders(paths: readonly string[]): number {
  const first = paths[0]?.split('/').slice(0, -1) ?? [];
  let shared = first.length;
  for (const path of paths) {
    const parts = path.split('/', shared + 1);
    let same = 0;
    while (same < shared && same < parts.length - 1 && parts[same] === first[same]) same += 1;
    shared = same;
  }
  return shared;
}

function afterSegments(path: string, count: number): string {
  let at = 0;
  for (let i = 0; i < count; i++) at = path.indexOf('/', at) + 1;
  return path.slice(at);
}

function slashes(path: string): string {
  return path.replaceAll('\\', '/');
}

function normal(path: string): string {
  const clean = posix.normalize(slashes(path.trim().replace(/^file:\/\/(?:\/(?=[A-Za-z]:))?/, '')));
  return clean === '.' ? '' : clean.replace(/^\.\//, '').replace(/(?<=.)\/$/, '');
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:\//.test(path);
}

function joined(base: string, path: string): string {
  return base === '' ? path : posix.join(base, path);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
