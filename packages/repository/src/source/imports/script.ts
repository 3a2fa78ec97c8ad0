import type { Edge, ImportReader, Sources } from './edges.ts';
import { importSpecifiers } from './relative-script.ts';
import { configuresImports, ScriptResolver } from './script-resolver.ts';

const SCRIPT = /\.([cm]?[jt]sx?|vue|svelte|astro)$/;
const VENDORED = /(^|\/)node_modules\//;

/** JavaScript and TypeScript: relative imports, `paths`, workspace packages, `imports` of the own package. */
export const scriptImports: ImportReader = {
  needs: (path) => !VENDORED.test(path) && (SCRIPT.test(path) || configuresImports(path)),
  *edges({ files, texts }: Sources): Iterable<Edge> {
    const resolver = new ScriptResolver(files, texts);
    for (const [from, text] of texts) {
      if (!SCRIPT.test(from)) continue;
      for (const specifier of importSpecifiers(text)) {
        const to = resolver.resolve(from, specifier);
        if (to) yield { from, to };
      }
    }
  },
};
