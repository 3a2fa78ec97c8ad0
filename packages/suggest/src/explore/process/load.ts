import { existsSync, readFileSync } from 'node:fs';
import CommonJs, { registerHooks, stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { job, type Namespace, original, target } from './job.ts';

/** Node's own, before the world outside is closed. */
const [exists, read] = [existsSync, readFileSync];

/** Loads modules from the job's texts, with types stripped, and finds imports without an extension. */
export function listen(): void {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      try {
        return nextResolve(specifier, context);
      } catch (error) {
        const found =
          specifier.startsWith('.') && context.parentURL ? withExtension(specifier, context.parentURL) : null;
        if (found) return { url: found, shortCircuit: true };
        throw error;
      }
    },
    load(url, context, nextLoad) {
      const [plain = url, query] = url.split('?');
      const own = query !== undefined && plain === target;
      const typed = /\.[cm]?tsx?$/.test(plain);
      if (!own && !typed) return nextLoad(url, context);
      if (!plain.startsWith('file:') || (!own && plain.includes('/node_modules/')))
        return nextLoad(url, context);
      const text =
        own && query.startsWith('switched')
          ? job.mutants!.text
          : own && job.text !== null
            ? job.text
            : read(fileURLToPath(plain), 'utf8');
      const source = typed ? stripped(text) : text;
      const format = formatOf(fileURLToPath(plain), text);
      return { format, source, shortCircuit: true };
    },
  });
}

/** Stripping keeps every offset; enums and the like need the transform, which keeps lines only. */
function stripped(text: string): string {
  try {
    return stripTypeScriptTypes(text, { mode: 'strip' });
  } catch {
    return stripTypeScriptTypes(text, { mode: 'transform' });
  }
}

function formatOf(path: string, text: string): 'module' | 'commonjs' {
  if (/\.m[jt]s$/.test(path)) return 'module';
  if (/\.c[jt]s$/.test(path)) return 'commonjs';
  if (/^\s*(?:import|export)\b/m.test(text)) return 'module';
  for (let at = dirname(path); ; at = dirname(at)) {
    const manifest = join(at, 'package.json');
    if (exists(manifest))
      return (JSON.parse(read(manifest, 'utf8')) as { type?: string }).type === 'module'
        ? 'module'
        : 'commonjs';
    if (dirname(at) === at) return 'commonjs';
  }
}

function withExtension(specifier: string, parent: string): string | null {
  const base = new URL(specifier, parent).href.replace(/\?.*$/, '');
  const stem = base.replace(/\.[cm]?jsx?$/, '');
  const ends = ['.ts', '.tsx', '.mts', '.js', '.mjs', '/index.ts', '/index.js'];
  return ends.map((end) => stem + end).find((url) => exists(fileURLToPath(url))) ?? null;
}

/** The module that is observed; a string = why it cannot be loaded. */
export async function load(): Promise<Namespace | string> {
  try {
    return await loadCopy(job.text ?? read(job.file, 'utf8'), original);
  } catch (error) {
    return String(error);
  }
}

/** A second copy with all mutants in it; null = it cannot be loaded. */
export async function loadSwitched(name: string): Promise<Namespace | null> {
  try {
    return await loadCopy(job.mutants!.text, name);
  } catch {
    return null;
  }
}

async function loadCopy(text: string, name: string): Promise<Namespace> {
  if (formatOf(job.file, text) === 'commonjs') return loadCommonJs(text, name);
  return (await import(`${target}?${name}`)) as Namespace;
}

/** A copy of a CommonJS module, which `import` would give only once. */
function loadCommonJs(text: string, name: string): Namespace {
  const copy = new CommonJs(job.file) as unknown as CompiledModule;
  copy.filename = job.file;
  copy.paths = (CommonJs as unknown as { _nodeModulePaths(from: string): string[] })._nodeModulePaths(
    dirname(job.file),
  );
  copy._compile(/\.[cm]?tsx?$/.test(job.file) ? stripped(text) : text, `${job.file}?${name}`);
  const { exports } = copy;
  return { ...(exports as Namespace), default: exports };
}

interface CompiledModule {
  filename: string;
  paths: string[];
  exports: unknown;
  _compile(text: string, file: string): void;
}

/** What the job tries, out of a copy of the module. */
export function exportOf(module: Namespace): unknown {
  const found = module[job.name];
  if (found !== undefined) return found;
  // CommonJS as Node gives it to `import`
  const whole = module.default as Namespace | undefined;
  return job.name === 'default' ? whole : whole?.[job.name];
}
