import { posix } from 'node:path';
import type { Edge, ImportReader, Sources } from './edges.ts';

const PACKAGE = /^\s*package\s+([\w.]+)\s*;/m;
const IMPORT = /^\s*import\s+(?:static\s+)?([\w.]+)(\.\*)?\s*;/gm;
const TYPE_NAME = /\b[A-Z]\w*/g;

/** Java: imported types, and types of the own or a wholly imported package that are named in the text. */
export const javaImportReader: ImportReader = {
  needs: (path) => path.endsWith('.java'),
  *edges({ texts }: Sources): Iterable<Edge> {
    const packages = new Map<string, Map<string, string[]>>();
    for (const [path, text] of texts) {
      if (!path.endsWith('.java')) continue;
      const types = packages.get(packageOf(text)) ?? new Map<string, string[]>();
      packages.set(packageOf(text), types);
      const type = posix.basename(path, '.java');
      types.set(type, [...(types.get(type) ?? []), path]);
    }
    for (const [from, text] of texts) {
      if (!from.endsWith('.java')) continue;
      const targets = new Set<string>();
      const open = [packageOf(text)];
      for (const [, name, wildcard] of text.matchAll(IMPORT)) {
        if (wildcard && packages.has(name!)) open.push(name!);
        else for (const path of typeAt(name!, packages)) targets.add(path);
      }
      const named = new Set(text.match(TYPE_NAME));
      for (const each of open) {
        const types = packages.get(each)!;
        for (const type of named) for (const path of types.get(type) ?? []) targets.add(path);
      }
      for (const to of targets) if (to !== from) yield { from, to };
    }
  },
};

function packageOf(text: string): string {
  return PACKAGE.exec(text)?.[1] ?? '';
}

/** Files of `a.b.Type`, also where a nested type or a static member follows. */
function typeAt(name: string, packages: ReadonlyMap<string, ReadonlyMap<string, string[]>>): string[] {
  const parts = name.split('.');
  for (let length = parts.length - 1; length > 0; length--) {
    const found = packages.get(parts.slice(0, length).join('.'))?.get(parts[length]!);
    if (found) return found;
  }
  return [];
}
