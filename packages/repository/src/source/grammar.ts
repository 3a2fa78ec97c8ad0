import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { Language, Parser, type Tree } from 'web-tree-sitter';

/** Beside a bundle the grammars lie as `grammars/<file>.br`; from source they come from their package. */
async function wasm(file: string, packagePath: string): Promise<Uint8Array> {
  const bundled = join(dirname(process.argv[1] ?? '.'), 'grammars', `${file}.br`);
  if (existsSync(bundled)) return brotliDecompressSync(await readFile(bundled));
  return readFile(createRequire(import.meta.url).resolve(packagePath));
}

let runtime: Promise<void> | undefined;
const parsers = new Map<string, Promise<Parser>>();

async function startRuntime(): Promise<void> {
  const binary = await wasm('web-tree-sitter.wasm', 'web-tree-sitter/web-tree-sitter.wasm');
  await Parser.init({ wasmBinary: binary });
}

async function loadParser(grammar: string): Promise<Parser> {
  runtime ??= startRuntime();
  await runtime;
  const file = `tree-sitter-${grammar}.wasm`;
  const language = await Language.load(await wasm(file, `@vscode/tree-sitter-wasm/wasm/${file}`));
  const parser = new Parser();
  parser.setLanguage(language);
  return parser;
}

/** Parses `text`; a grammar is loaded on its first use. The caller frees the tree with `delete()`. */
export async function parse(grammar: string, text: string): Promise<Tree> {
  let parser = parsers.get(grammar);
  if (!parser) {
    parser = loadParser(grammar);
    parsers.set(grammar, parser);
  }
  const tree = (await parser).parse(text);
  if (!tree) throw new Error(`the ${grammar} grammar returned no tree`);
  return tree;
}
