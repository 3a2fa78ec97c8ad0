import { posix } from 'node:path';
import type { Edge, ImportReader, Sources } from './edges.ts';

const IMPORT = /^import\s*(?:\(([^)]*)\)|(?:[\w.]+\s+)?"([^"]+)")/gm;
const EMBED = /^\/\/go:embed\s+(.+)$/gm;

/** Import paths of a Go text. */
export function goImports(text: string): string[] {
  return [...text.matchAll(IMPORT)].flatMap(([, block, single]) =>
    single ? [single] : [...block!.matchAll(/"([^"]+)"/g)].map((match) => match[1]!),
  );
}

/**
 * Go: a package is a folder and compiles as one, so a file stands for its folder (`folder/`); its tests reach the
 * whole of it, and each other.
 */
export const goImportReader: ImportReader = {
  needs: (path) => path.endsWith('.go') || posix.basename(path) === 'go.mod',
  *edges({ files, texts }: Sources): Iterable<Edge> {
    const modules = modulesOf(texts);
    const folders = new Set<string>();
    for (const path of files) if (path.endsWith('.go')) folders.add(posix.dirname(path));
    for (const [from, text] of texts) {
      if (!from.endsWith('.go')) continue;
      const folder = posix.dirname(from);
      if (from.endsWith('_test.go')) {
        yield { from, to: `${folder}/_tests/` };
        yield { from: `${folder}/_tests/`, to: from };
      } else yield { from: `${folder}/`, to: from };
      yield { from, to: `${folder}/` };
      for (const path of goImports(text)) {
        const target = folderOf(path, modules);
        if (target !== null && folders.has(target)) yield { from, to: `${target}/` };
      }
      for (const [, patterns] of text.matchAll(EMBED)) {
        for (const pattern of patterns!.trim().split(/\s+/)) {
          const path = posix.join(folder, pattern.replace(/^(all:)?"?|"$/g, ''));
          if (files.has(path)) yield { from, to: path };
        }
      }
    }
  },
};

/** Module path and folder of every go.mod, the longest path first. */
function modulesOf(texts: ReadonlyMap<string, string>): [string, string][] {
  const modules: [string, string][] = [];
  for (const [path, text] of texts) {
    if (posix.basename(path) !== 'go.mod') continue;
    const name = /^module\s+"?([^\s"]+)/m.exec(text)?.[1];
    if (name) modules.push([name, posix.dirname(path)]);
  }
  return modules.sort(([a], [b]) => b.length - a.length);
}

function folderOf(path: string, modules: readonly [string, string][]): string | null {
  for (const [name, folder] of modules) {
    if (path === name) return folder;
    if (path.startsWith(`${name}/`)) return posix.join(folder, path.slice(name.length + 1));
  }
  return null;
}
