import { existsSync, readFileSync } from 'node:fs';
import CommonJs, {
  type ResolveFnOutput,
  type ResolveHookContext,
  registerHooks,
  stripTypeScriptTypes,
} from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { loadReact } from './component.ts';
import { doubleSource, doubleUrl } from './doubles.ts';
import { withoutUnusedImports } from './elide.ts';
import { aliased, asBundlersFind, asRunnersImport, runnersImport } from './find.ts';
import { job, type Namespace, original, target } from './job.ts';
import { transformed } from './transform.ts';

/** Node's own, before the world outside is closed. */
const [exists, read] = [existsSync, readFileSync];

/** Loads modules from the job's texts, with types stripped, and finds imports without an extension. */
export function listen(): void {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const parent = context.parentURL?.replace(/\?.*$/, '') ?? '';
      const double = parent === target && job?.doubles.find((each) => each.specifier === specifier);
      if (double) return { url: doubleUrl(double), shortCircuit: true };
      const alias = aliased(parent, specifier);
      if (alias) return { url: alias, shortCircuit: true };
      const known = found(specifier, context, nextResolve);
      const foreign = !isOwn(parent) || !context.conditions.includes('import') || isOwn(known.url);
      const wrapped = foreign || !maybeCommonJs(known) ? null : asRunnersImport(known.url);
      return wrapped ? { url: wrapped, format: 'module', shortCircuit: true } : known;
    },
    load(url, context, nextLoad) {
      if (url.startsWith('qitops-double:'))
        return { format: 'module', source: doubleSource(url), shortCircuit: true };
      const wrapped = runnersImport(url);
      if (wrapped !== null) return { format: 'module', source: wrapped, shortCircuit: true };
      const [plain = url, query] = url.split('?');
      const other = otherSource(plain);
      if (other !== null) return { format: 'module', source: other, shortCircuit: true };
      const own = query !== undefined && plain === target;
      const typed = TYPED.test(plain);
      if (!own && !typed) return nextLoad(url, context);
      if (!plain.startsWith('file:') || (!own && plain.includes('/node_modules/')))
        return nextLoad(url, context);
      const text =
        own && query.startsWith('switched')
          ? job.mutants!.text
          : own && job.text !== null
            ? job.text
            : read(fileURLToPath(plain), 'utf8');
      const source = withMeta(typed ? stripped(text, plain) : text);
      const format = formatOf(fileURLToPath(plain), text);
      return { format, source, shortCircuit: true };
    },
  });
}

type Resolve = (specifier: string, context?: Partial<ResolveHookContext>) => ResolveFnOutput;

/** What Node finds, else what a bundler would. */
function found(specifier: string, context: ResolveHookContext, next: Resolve): ResolveFnOutput {
  try {
    return next(specifier, context);
  } catch (error) {
    const url = context.parentURL ? asBundlersFind(specifier, context.parentURL) : null;
    if (url === null) throw error;
    // with its ending, Node also says what format it has
    return url.includes('/node_modules/') ? next(url, context) : { url, shortCircuit: true };
  }
}

/** Node says of some modules only once it has read them. */
function maybeCommonJs({ format, url }: ResolveFnOutput): boolean {
  return format === 'commonjs' || (!format && /^file:.*\.c?js$/.test(url));
}

/** Whether a module is the project's. */
function isOwn(url: string): boolean {
  return url.startsWith('file:') && !url.includes('/node_modules/');
}

/** What has to be made JavaScript first: types, or markup in it. */
const TYPED = /\.(?:[cm]?tsx?|jsx)$/;
/** Whether the text of the copy that is observed stands elsewhere than in the file. */
export const shifted = new Set<string>();

/** Stripping keeps every offset; enums, markup and the like need a transform, which does not. */
function stripped(text: string, url: string): string {
  if (/x$/.test(url)) {
    shifted.add(url);
    return transformed(text, url);
  }
  try {
    return withoutUnusedImports(stripTypeScriptTypes(text, { mode: 'strip' }));
  } catch {
    shifted.add(url);
    return withoutUnusedImports(stripTypeScriptTypes(text, { mode: 'transform' }));
  }
}

/** What a module of Vite finds in `import.meta.env`. */
function withMeta(source: string): string {
  if (!source.includes('import.meta.env')) return source;
  return `${source}\nimport.meta.env ??= { MODE: 'test', DEV: true, PROD: false, SSR: true, BASE_URL: '/' };`;
}

/** What bundlers know how to import and Node does not; null = a script. */
function otherSource(url: string): string | null {
  if (!url.startsWith('file:')) return null;
  if (/\.json$/.test(url) && !url.includes('/node_modules/'))
    return `export default ${read(fileURLToPath(url), 'utf8')};`;
  if (/\.(css|scss|sass|less|styl)$/.test(url)) return 'export default {};';
  return /\.(svg|png|jpe?g|gif|webp|avif|ico|woff2?|ttf|mp[34])$/.test(url)
    ? `export default '/${basename(url)}';`
    : null;
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

/** Names that stand in the inputs and that other modules export. */
export const elsewhere = new Map<string, unknown>();

async function loadScope(): Promise<void> {
  elsewhere.clear();
  for (const { name, file } of job.scope)
    elsewhere.set(name, Reflect.get((await import(pathToFileURL(file).href)) as Namespace, name));
}

/** The module that is observed; a string = why it cannot be loaded. */
export async function load(): Promise<Namespace | string> {
  try {
    const module = await loadCopy(job.text ?? read(job.file, 'utf8'), original);
    await loadScope();
    if (job.kind === 'component') loadReact();
    return module;
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
  copy._compile(TYPED.test(job.file) ? stripped(text, target) : text, `${job.file}?${name}`);
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
  return memberOf(module, job.name);
}

/** An export by its name. */
export function memberOf(module: Namespace, name: string): unknown {
  const found = module[name];
  if (found !== undefined) return found;
  // CommonJS as Node gives it to `import`
  const whole = module.default as Namespace | undefined;
  return name === 'default' ? whole : whole?.[name];
}
