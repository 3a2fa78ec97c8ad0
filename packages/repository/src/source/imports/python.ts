import { posix } from 'node:path';
import type { Edge, ImportReader, Sources } from './edges.ts';

const FROM = /^[ \t]*from[ \t]+(\.*)[ \t]*([\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n#;]+)/gm;
const IMPORT = /^[ \t]*import[ \t]+([^\n#;]+)/gm;
const DYNAMIC = /\bimport_module\(\s*['"]([\w.]+)['"]/g;

/** A module as it is named, and the names taken from it. */
export interface PythonImport {
  /** Dots before the name: 0 = absolute. */
  level: number;
  module: string;
  names: string[];
}

/** Imports of a Python text, at its top or inside of functions. */
export function pythonImports(source: string): PythonImport[] {
  const text = source.replace(/\\\r?\n/g, ' ');
  const found: PythonImport[] = [];
  for (const [, dots, module, list] of text.matchAll(FROM)) {
    found.push({ level: dots!.length, module: module!, names: namesIn(list!) });
  }
  for (const [, list] of text.matchAll(IMPORT)) {
    for (const module of namesIn(list!)) found.push({ level: 0, module, names: [] });
  }
  for (const [, module] of text.matchAll(DYNAMIC)) found.push({ level: 0, module: module!, names: [] });
  return found;
}

function namesIn(list: string): string[] {
  return list
    .replace(/#[^\n]*/g, '')
    .replace(/[()]/g, '')
    .split(',')
    .map((each) => each.trim().split(/\s+/)[0]!)
    .filter((name) => /^[\w.*]+$/.test(name));
}

/** Python: absolute modules from the repository's roots, relative ones, and the conftest files pytest loads. */
export const pythonImportReader: ImportReader = {
  needs: (path) => path.endsWith('.py'),
  *edges({ files, texts }: Sources): Iterable<Edge> {
    const roots = rootsOf(files);
    for (const [from, text] of texts) {
      if (!from.endsWith('.py')) continue;
      for (const each of pythonImports(text)) yield* edgesOf(from, each, roots, files);
      if (isTestModule(from)) {
        for (const folder of parentsOf(from)) {
          const conftest = posix.join(folder, 'conftest.py');
          if (conftest !== from && files.has(conftest)) yield { from, to: conftest };
        }
      }
    }
  },
};

function isTestModule(path: string): boolean {
  return /(^|\/)(test_[^/]*|[^/]*_test)\.py$/.test(path);
}

function* edgesOf(
  from: string,
  { level, module, names }: PythonImport,
  roots: readonly string[],
  files: ReadonlySet<string>,
): Iterable<Edge> {
  const path = module.replaceAll('.', '/');
  let bases = [...roots, posix.dirname(from)];
  if (level > 0) {
    let folder = posix.dirname(from);
    for (let up = 1; up < level; up++) folder = posix.dirname(folder);
    bases = [folder];
  }
  for (const base of bases) {
    const whole = posix.join(base, path || '.');
    const home = moduleAt(whole, files);
    // `from package import part`: each part is a module of its own, or a name of the package
    const parts = names.map((name) => moduleAt(posix.join(whole, name), files));
    const found = new Set(parts.filter((part) => part !== null));
    if (home && (parts.length === 0 || parts.includes(null))) found.add(home);
    if (found.size === 0) continue;
    for (const to of found) if (to !== from) yield { from, to };
    for (const folder of parentsOf(posix.join(whole, '_'))) {
      if (folder === base || !folder.startsWith(base === '.' ? '' : `${base}/`)) break;
      const loaded = posix.join(folder, '__init__.py');
      if (files.has(loaded) && !found.has(loaded)) yield { from, to: loaded, loadedOnly: true };
    }
    return;
  }
}

function moduleAt(path: string, files: ReadonlySet<string>): string | null {
  if (files.has(`${path}.py`)) return `${path}.py`;
  const init = posix.join(path, '__init__.py');
  if (files.has(init)) return init;
  return files.has(`${path}.pyi`) ? `${path}.pyi` : null;
}

/** Folders that absolute modules can start from: the root, `src`, and those of every project file with its `src`. */
function rootsOf(files: ReadonlySet<string>): string[] {
  const roots = new Set(['.', 'src', 'lib']);
  for (const path of files) {
    if (!/(^|\/)(pyproject\.toml|setup\.(py|cfg)|manage\.py)$/.test(path)) continue;
    const folder = posix.dirname(path);
    for (const root of [folder, posix.join(folder, 'src')]) roots.add(root);
  }
  return [...roots];
}

/** Folders around a path, nearest first, the root last. */
function parentsOf(path: string): string[] {
  const parents: string[] = [];
  for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
    parents.push(folder);
    if (folder === '.') return parents;
  }
}
