// Runs in a process of its own: calls one function of the project with many inputs and reports, for each, what came
// out and which blocks of the file ran. Imports nothing but Node, so that it also runs from a bundle's folder.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

interface Job {
  file: string;
  /** Text to load instead of what is on disk (the base's version). */
  text: string | null;
  name: string;
  inputs: unknown[][];
  out: string;
}

interface Observation {
  /** Index in the inputs. */
  input: number;
  outcome: { value: unknown } | { error: string; message: string };
  /** Blocks of the file, offsets in its text. */
  blocks: { start: number; end: number; ran: boolean }[];
}

const job = JSON.parse(readFileSync(0, 'utf8')) as Job;
const target = pathToFileURL(job.file).href;

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
    if (url !== target && !/\.[cm]?tsx?$/.test(url)) return nextLoad(url, context);
    const text = url === target && job.text !== null ? job.text : readFileSync(fileURLToPath(url), 'utf8');
    if (!/\.[cm]?tsx?$/.test(url)) return { format: 'module', source: text, shortCircuit: true };
    return { format: 'module', source: stripped(text), shortCircuit: true };
  },
});

/** Stripping keeps every offset; enums and the like need the transform, which keeps lines only. */
function stripped(text: string): string {
  try {
    return stripTypeScriptTypes(text, { mode: 'strip' });
  } catch {
    return stripTypeScriptTypes(text, { mode: 'transform' });
  }
}

function withExtension(specifier: string, parent: string): string | null {
  const base = new URL(specifier, parent).href;
  const stem = base.replace(/\.[cm]?jsx?$/, '');
  const candidates = ['.ts', '.tsx', '.mts', '.js', '.mjs', '/index.ts', '/index.js'].map(
    (end) => stem + end,
  );
  return candidates.find((url) => existsSync(fileURLToPath(url))) ?? null;
}

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

const module = (await import(target)) as Record<string, unknown>;
const subject = module[job.name];
const observations: Observation[] = [];
if (typeof subject === 'function') {
  await takeBlocks();
  for (const [input, args] of job.inputs.entries()) {
    const first = await call(subject, args);
    const blocks = await takeBlocks();
    const second = await call(subject, args);
    await takeBlocks();
    // what changes from call to call cannot be asserted
    if (JSON.stringify(first) === JSON.stringify(second) && first !== null) {
      observations.push({ input, outcome: first, blocks });
    }
  }
}
writeFileSync(job.out, JSON.stringify({ isFunction: typeof subject === 'function', observations }));
process.exit(0);

async function call(fn: object, args: unknown[]): Promise<Observation['outcome'] | null> {
  try {
    const value: unknown = await Reflect.apply(fn as () => unknown, undefined, structuredClone(args));
    return isPlain(value, 0) ? { value: encode(value) } : null;
  } catch (error) {
    if (!(error instanceof Error)) return null;
    return { error: error.name, message: error.message };
  }
}

/** Values that a test can write down: JSON, and undefined, NaN, −0 and infinities as whole results. */
function isPlain(value: unknown, depth: number): boolean {
  if (value === null || ['string', 'boolean', 'undefined'].includes(typeof value))
    return depth === 0 || value !== undefined;
  if (typeof value === 'number') return depth === 0 || Number.isFinite(value);
  if (typeof value !== 'object' || depth > 6) return false;
  if (Array.isArray(value)) return value.every((item) => isPlain(item, depth + 1));
  return (
    Object.getPrototypeOf(value) === Object.prototype &&
    Object.values(value).every((item) => isPlain(item, depth + 1))
  );
}

function encode(value: unknown): unknown {
  if (value === undefined) return { $: 'undefined' };
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) {
    return { $: Object.is(value, -0) ? '-0' : String(value) };
  }
  return value;
}

/** Blocks of the file since the last call. Of nested ones the innermost decides. */
async function takeBlocks(): Promise<Observation['blocks']> {
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const script = result.find((each) => each.url === target);
  return (script?.functions ?? []).flatMap((fn) =>
    fn.ranges.map(({ startOffset, endOffset, count }) => ({
      start: startOffset,
      end: endOffset,
      ran: count > 0,
    })),
  );
}
