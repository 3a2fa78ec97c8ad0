import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

type Transform = (text: string, path: string) => string;
type Loaded = Record<string, (...args: unknown[]) => unknown>;

const read = readFileSync;
let known: Transform | null | undefined;

/** JavaScript of a script with markup in it, by whatever of the project's own tools can do it; throws when none can. */
export function transformed(text: string, url: string): string {
  known ??= found();
  if (!known)
    throw new Error(
      'Error: nothing that is installed makes JavaScript of JSX (Vite, esbuild, TypeScript, SWC)',
    );
  return known(text, fileURLToPath(url));
}

/** The package that elements come from. */
function source(): string {
  try {
    return (
      /"jsxImportSource"\s*:\s*"([^"]+)"/.exec(read(join(process.cwd(), 'tsconfig.json'), 'utf8'))?.[1] ??
      'react'
    );
  } catch {
    return 'react';
  }
}

function found(): Transform | null {
  const own = createRequire(join(process.cwd(), 'package.json'));
  const load = (name: string, from: NodeJS.Require = own): Loaded | null => {
    try {
      return from(name) as Loaded;
    } catch {
      return null;
    }
  };
  const ofVite = ['vite', 'vitest'].flatMap((name) => {
    try {
      const first = createRequire(own.resolve(`${name}/package.json`));
      return name === 'vite' ? [first] : [first, createRequire(first.resolve('vite/package.json'))];
    } catch {
      return [];
    }
  });
  const jsxImportSource = source();
  for (const from of [own, ...ofVite]) {
    const rolldown = load('rolldown/utils', from);
    if (rolldown?.transformSync)
      return (text, path) => {
        const made = rolldown.transformSync!(path, text, {
          jsx: { runtime: 'automatic', importSource: jsxImportSource },
        });
        const { code, errors } = made as { code: string; errors: { message: string }[] };
        if (errors.length > 0) throw new Error(`SyntaxError: ${errors[0]!.message}`);
        return code;
      };
    const esbuild = load('esbuild', from);
    if (esbuild?.transformSync)
      return (text, path) =>
        (
          esbuild.transformSync!(text, {
            loader: /\.jsx$/.test(path) ? 'jsx' : 'tsx',
            jsx: 'automatic',
            jsxImportSource,
          }) as { code: string }
        ).code;
  }
  const typescript = load('typescript');
  if (typescript?.transpileModule)
    return (text, fileName) =>
      (
        typescript.transpileModule!(text, {
          fileName,
          // react-jsx, ESNext, ESNext
          compilerOptions: { jsx: 4, jsxImportSource, module: 99, target: 99, allowJs: true },
        }) as { outputText: string }
      ).outputText;
  const swc = load('@swc/core');
  if (!swc?.transformSync) return null;
  const react = { runtime: 'automatic', importSource: jsxImportSource };
  const jsc = { parser: { syntax: 'typescript', tsx: true }, transform: { react }, target: 'esnext' };
  return (text) => (swc.transformSync!(text, { jsc, module: { type: 'es6' } }) as { code: string }).code;
}
