import { posix } from 'node:path';
import type { Edge, ImportReader, Sources } from './edges.ts';
import { NodePackages } from './node-packages.ts';
import { importSpecifiers, resolveImport, resolveScript } from './relative-script.ts';
import { isTsconfig, TsconfigPaths } from './tsconfig-paths.ts';

const SCRIPT = /\.([cm]?[jt]sx?|vue|svelte|astro)$/;
const VENDORED = /(^|\/)node_modules\//;

/** JavaScript and TypeScript: relative imports, `paths`, workspace packages, `imports` of the own package. */
export const scriptImports: ImportReader = {
  needs: (path) =>
    !VENDORED.test(path) &&
    (SCRIPT.test(path) || posix.basename(path) === 'package.json' || isTsconfig(path)),
  *edges({ files, texts }: Sources): Iterable<Edge> {
    const packages = new NodePackages(files, texts);
    const paths = new TsconfigPaths(files, texts, packages);
    for (const [from, text] of texts) {
      if (!SCRIPT.test(from)) continue;
      for (const specifier of importSpecifiers(text)) {
        const to = specifier.startsWith('.')
          ? resolveImport(from, specifier, files)
          : (paths.resolve(from, specifier) ??
            packages.resolve(from, specifier) ??
            customary(from, specifier, files));
        if (to) yield { from, to };
      }
    }
  },
};

/** `@/x` and `~/x` mean the nearest `src` by custom, when only a bundler's configuration says so. */
function customary(from: string, specifier: string, files: ReadonlySet<string>): string | null {
  if (!/^[@~]\//.test(specifier)) return null;
  for (let folder = posix.dirname(from); ; folder = posix.dirname(folder)) {
    for (const root of [posix.join(folder, 'src'), folder]) {
      const found = resolveScript(posix.join(root, specifier.slice(2)), files);
      if (found) return found;
    }
    if (folder === '.') return null;
  }
}
