import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { digestOf } from './digest.ts';
import { ROOT } from './layout.ts';

const LANGUAGES = [
  'typescript',
  'tsx',
  'javascript',
  'python',
  'go',
  'java',
  'rust',
  'c-sharp',
  'ruby',
  'php',
];

/** The wasm files that a bundle carries, each with the file of the package it comes from. */
const SOURCES = new Map([
  ['web-tree-sitter.wasm', 'web-tree-sitter/web-tree-sitter.wasm'],
  ...LANGUAGES.map(
    (language) =>
      [`tree-sitter-${language}.wasm`, `@vscode/tree-sitter-wasm/wasm/tree-sitter-${language}.wasm`] as const,
  ),
]);

/** Digest of the list; the versions behind it stand in the lock file. */
export const GRAMMARS_DIGEST = digestOf([...SOURCES].flat());

const CACHE = join(ROOT, 'node_modules/.cache/qitops-grammars');

/** Writes the grammars and their runtime to `<dist>/grammars` as brotli (`<file>.br`). */
export function copyGrammars(dist: string): void {
  const resolve = createRequire(join(ROOT, 'packages/repository/package.json')).resolve;
  const folder = join(dist, 'grammars');
  mkdirSync(folder, { recursive: true });
  for (const [name, source] of SOURCES)
    writeFileSync(join(folder, `${name}.br`), compressed(resolve(source)));
}

/** Compressing costs seconds and several bundles carry the same files, so the result is kept by content. */
function compressed(path: string): Uint8Array {
  const bytes = readFileSync(path);
  const kept = join(CACHE, `${digestOf([bytes.toString('base64')])}.br`);
  if (existsSync(kept)) return readFileSync(kept);
  const packed = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(kept, packed);
  return packed;
}
