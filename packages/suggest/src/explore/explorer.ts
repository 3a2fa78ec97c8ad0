// Runs in a process of its own: tries one function of the project with many inputs and reports, for each, what came
// out, which blocks of the file ran and which mutants it tells from the original. Imports nothing but Node, so that
// it also runs from a bundle's folder.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import CommonJs, {
  createRequire,
  registerHooks,
  stripTypeScriptTypes,
  syncBuiltinESMExports,
} from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import type { Answer, Block, Job, Observation, Outcome, Seen, View } from './protocol.ts';

type Scenario = Job['scenarios'][number];
type Namespace = Record<string, unknown>;
interface Switch {
  activeMutant?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: { static: Record<string, number>; perTest: Record<string, Record<string, number>> };
  currentTestId?: string | undefined;
}

const job = JSON.parse(readFileSync(0, 'utf8')) as Job;
const target = pathToFileURL(job.file).href;
const write = writeFileSync;
const started = performance.now();
/** Milliseconds that a promise may take, and that a batch of synchronous calls may. */
const SETTLE_MS = 60;
const BATCH_MS = 80;
/** The same is tried again with this many times the time before it counts as endless. */
const PATIENT = 3;
let patience = 1;
const LONGEST_TEXT = 700;
/** Items that are taken of an iterator. */
const MOST_ITEMS = 20;

const now = performance.now.bind(performance);
const later = setTimeout;
const touched = new Set<string>();
const prevented: Record<string, number> = {};
const answer: Answer = { isFunction: false, observations: [], prevented, tried: [], unstable: 0, hangs: 0 };
const session = new Session();
session.connect();
process.on('unhandledRejection', () => undefined);
process.on('uncaughtException', () => undefined);

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
    const own = plain === target;
    const typed = /\.[cm]?tsx?$/.test(plain);
    if (!own && !typed) return nextLoad(url, context);
    if (!plain.startsWith('file:') || (!own && plain.includes('/node_modules/')))
      return nextLoad(url, context);
    const text =
      own && query && job.mutants
        ? job.mutants.text
        : own && job.text !== null
          ? job.text
          : readFileSync(fileURLToPath(plain), 'utf8');
    const source = typed ? stripped(text) : text;
    const format = formatOf(fileURLToPath(plain), text);
    return { format, source, shortCircuit: true };
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

function formatOf(path: string, text: string): 'module' | 'commonjs' {
  if (/\.m[jt]s$/.test(path)) return 'module';
  if (/\.c[jt]s$/.test(path)) return 'commonjs';
  if (/^\s*(?:import|export)\b/m.test(text)) return 'module';
  for (let at = dirname(path); ; at = dirname(at)) {
    const manifest = join(at, 'package.json');
    if (existsSync(manifest))
      return (JSON.parse(readFileSync(manifest, 'utf8')) as { type?: string }).type === 'module'
        ? 'module'
        : 'commonjs';
    if (dirname(at) === at) return 'commonjs';
  }
}

function withExtension(specifier: string, parent: string): string | null {
  const base = new URL(specifier, parent).href.replace(/\?.*$/, '');
  const stem = base.replace(/\.[cm]?jsx?$/, '');
  const ends = ['.ts', '.tsx', '.mts', '.js', '.mjs', '/index.ts', '/index.js'];
  return ends.map((end) => stem + end).find((url) => existsSync(fileURLToPath(url))) ?? null;
}

/** The world outside answers nothing while functions are tried; the clock and chance are noticed. */
function closeTheWorld(): void {
  const require = createRequire(import.meta.url);
  const refuse = (what: string): (() => never) =>
    function refused(): never {
      touched.add(what);
      throw new Error(`qitops: ${what} is closed while functions are tried`);
    };
  const close = (module: string, names: readonly string[], what: string): void => {
    const exports = require(module) as Record<string, unknown>;
    for (const name of names) if (typeof exports[name] === 'function') exports[name] = refuse(what);
  };
  close(
    'node:child_process',
    ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'],
    'child processes',
  );
  for (const module of ['node:http', 'node:https'])
    close(module, ['request', 'get', 'createServer'], 'network');
  close('node:net', ['connect', 'createConnection', 'createServer'], 'network');
  close('node:dgram', ['createSocket'], 'network');
  close('node:dns', ['lookup', 'resolve'], 'network');
  for (const module of ['node:fs', 'node:fs/promises']) {
    const exports = require(module) as Record<string, unknown>;
    close(
      module,
      Object.keys(exports).filter((name) => /^(?!Stats|Dir|constants)[a-z]/.test(name)),
      'files',
    );
  }
  (globalThis as Namespace).fetch = refuse('network');
  const watch = (holder: object, name: string, what: string): void => {
    const real = Reflect.get(holder, name) as (...args: unknown[]) => unknown;
    Reflect.set(holder, name, function watched(this: unknown, ...args: unknown[]) {
      touched.add(what);
      return Reflect.apply(real, this, args);
    });
  };
  watch(Math, 'random', 'chance');
  watch(Date, 'now', 'clock');
  watch(performance, 'now', 'clock');
  for (const name of ['randomUUID', 'getRandomValues']) watch(globalThis.crypto, name, 'chance');
  close('node:crypto', [], 'chance');
  const RealDate = Date;
  globalThis.Date = new Proxy(RealDate, {
    construct(of, args, newTarget) {
      if (args.length === 0) touched.add('clock');
      return Reflect.construct(of, args, newTarget) as object;
    },
  });
  // the environment is the machine's, not the function's
  process.env = new Proxy(
    {},
    {
      get(_, name) {
        if (typeof name === 'string' && name !== 'NODE_ENV' && !name.startsWith('__STRYKER'))
          touched.add('environment');
        return undefined;
      },
    },
  ) as NodeJS.ProcessEnv;
  syncBuiltinESMExports();
}

async function loadSwitched(query: string): Promise<Namespace | null> {
  try {
    if (formatOf(job.file, job.mutants!.text) === 'commonjs') return loadCommonJs(job.mutants!.text);
    return (await import(`${target}?${query}`)) as Namespace;
  } catch {
    return null;
  }
}

/** A second copy of a CommonJS module, which `import` would give only once. */
function loadCommonJs(text: string): Namespace {
  const copy = new CommonJs(job.file) as unknown as CompiledModule;
  copy.filename = job.file;
  copy.paths = (CommonJs as unknown as { _nodeModulePaths(from: string): string[] })._nodeModulePaths(
    dirname(job.file),
  );
  copy._compile(/\.[cm]?tsx?$/.test(job.file) ? stripped(text) : text, job.file);
  const { exports } = copy;
  return { ...(exports as Namespace), default: exports };
}

interface CompiledModule {
  filename: string;
  paths: string[];
  exports: unknown;
  _compile(text: string, file: string): void;
}

function exportOf(module: Namespace): unknown {
  const found = module[job.name];
  if (found !== undefined) return found;
  // CommonJS as Node gives it to `import`
  const whole = module.default as Namespace | undefined;
  return job.name === 'default' ? whole : whole?.[job.name];
}

async function observeAll(): Promise<void> {
  const wanted = [...job.scenarios];
  const seenTwice: { scenario: Scenario; first: Seen }[] = [];
  let followed = 0;
  for (let n = 0; n < wanted.length; n++) {
    const scenario = wanted[n]!;
    if (now() - started > job.budgetMs || answer.hangs > 3) break;
    touched.clear();
    // the first time nobody knows yet whether it ends
    const first = await see(original, scenario, true);
    if (!first) continue;
    const [outcome] = first.outcomes;
    if (touched.size > 0) {
      for (const what of touched) prevented[what] = (prevented[what] ?? 0) + 1;
      continue;
    }
    if (
      scenario.steps.length === 0 &&
      outcome?.kind === 'opaque' &&
      outcome.type === 'function' &&
      followed < 40
    ) {
      followed += 1;
      for (const steps of job.follow) wanted.push({ args: scenario.args, steps });
    }
    seenTwice.push({ scenario, first });
  }
  // the other way round: what depends on the calls before it differs
  for (const each of seenTwice.toReversed()) {
    const second = await see(original, each.scenario);
    if (JSON.stringify(second) !== JSON.stringify(each.first)) {
      answer.unstable += 1;
      each.first.outcomes = [];
    }
  }
  for (const { scenario, first } of seenTwice)
    if (first.outcomes.length > 0)
      answer.observations.push({
        scenario,
        seen: first,
        blocks: [],
        way: '',
        kills: { result: [], after: [], called: [], identity: [] },
      });
}

/** Observations of which the blocks are taken: asking V8 costs a millisecond. */
const MOST_BLOCKS = 80;

/** Notes what ran: for one observation of each way through the code with each result. */
async function noteBlocks(): Promise<void> {
  const seen = new Set<string>();
  await takeBlocks();
  for (const observation of answer.observations) {
    const key = `${observation.way} ${comparable(observation.seen.outcomes)}`;
    if (seen.has(key) || seen.size >= MOST_BLOCKS) continue;
    seen.add(key);
    await see(original, observation.scenario);
    observation.blocks = await takeBlocks();
  }
}

/** Runs a scenario, waiting for promises a little; null = there is nothing that could be asserted. */
async function see(module: Namespace, scenario: Scenario, guarded = false): Promise<Seen | null> {
  let run: Run | null = null;
  if (!guarded) run = begin(module, scenario);
  else {
    (globalThis as Namespace).__qitopsBatch = () => {
      run = begin(module, scenario);
    };
    if (!withinTime()) answer.hangs += 1;
  }
  return run && finish(run);
}

interface Run {
  args: unknown[];
  before: string[];
  calls: Map<number, unknown[][]>;
  /** Results by step, or what was thrown. */
  results: { value: unknown; thrown: boolean }[];
  /** Steps that wait for the promise before them. */
  rest: ((value: unknown) => { value: unknown; thrown: boolean })[];
}

/** Arguments as they go in, by their source. */
const states = new Map<string, string[]>();
type Make = (args: unknown) => unknown[];
const makers = new Map<string, Make>();
const steppers = new Map<string, (it: unknown) => unknown>();

function maker(args: readonly string[], module: Namespace): Make {
  const key = args.join('\u0000');
  let make = makers.get(key);
  if (!make) {
    // names that the module exports (enums) are known to its inputs
    const names = Object.keys(module).filter((name) => /^[A-Z]\w*$/.test(name) && !(name in globalThis));
    make = new Function(
      'scope',
      `const { ${names.join(', ')} } = scope; return [${args.join(', ')}];`,
    ) as Make;
    makers.set(key, make);
  }
  return make;
}

function stepper(step: string): (it: unknown) => unknown {
  let made = steppers.get(step);
  if (!made) {
    made = new Function('it', `return it${step};`) as (it: unknown) => unknown;
    steppers.set(step, made);
  }
  return made;
}

/** The synchronous part. */
function begin(module: Namespace, scenario: Scenario): Run | null {
  let given: unknown[];
  try {
    given = maker(scenario.args, module)(module);
  } catch {
    return null;
  }
  const key = scenario.args.join('\u0000');
  let before = states.get(key);
  if (!before) {
    before = given.map((value) => (isMutable(value) ? (writtenCanonical(value) ?? '') : ''));
    states.set(key, before);
  }
  const calls = new Map<number, unknown[][]>();
  const args = given.map((value, index) => {
    if (typeof value !== 'function' || /^class\b/.test(Function.prototype.toString.call(value))) return value;
    const list: unknown[][] = [];
    calls.set(index, list);
    return recorded(value as (...all: unknown[]) => unknown, list);
  });
  const subject = exportOf(module) as (...all: unknown[]) => unknown;
  const results: Run['results'] = [];
  const attempt = (work: () => unknown): { value: unknown; thrown: boolean } => {
    try {
      return { value: work(), thrown: false };
    } catch (error) {
      return { value: error, thrown: true };
    }
  };
  const first = attempt(() =>
    job.kind === 'class' ? Reflect.construct(subject, args) : Reflect.apply(subject, undefined, args),
  );
  const rest = scenario.steps.map((step) => (value: unknown) => attempt(() => stepper(step)(value)));
  const run: Run = { args, before, calls, results, rest };
  if (first.thrown || rest.length === 0) {
    results.push(first);
    run.rest = [];
    return run;
  }
  for (const step of rest) results.push(step(first.value));
  return run;
}

/** The same function, its calls noted; its length and name kept, which some code asks for. */
function recorded(fn: (...all: unknown[]) => unknown, list: unknown[][]): unknown {
  const note = function (this: unknown, ...all: unknown[]): unknown {
    if (list.length < 40) list.push(all.map((value) => (isMutable(value) ? frozenCopy(value) : value)));
    return Reflect.apply(fn, this, all);
  };
  Object.defineProperty(note, 'length', { value: fn.length });
  Object.defineProperty(note, 'name', { value: fn.name });
  return note;
}

/** What an argument was when the callback got it; later changes to it do not matter. */
function frozenCopy(value: unknown): unknown {
  const text = writtenCanonical(value);
  return text === null ? value : { [WRITTEN]: text, plain: written(value) };
}

/** What was seen; a promise only where one has to be waited for. */
function finish(run: Run): Seen | null | Promise<Seen | null> {
  try {
    if (run.results.some(({ value, thrown }) => !thrown && value instanceof Promise)) return finishLater(run);
    return finished(
      run,
      run.results.map(({ value, thrown }) =>
        thrown ? errorOutcome(value, false) : plainOutcome(value, run.args, false),
      ),
    );
  } catch {
    // a value that throws when it is looked at
    return null;
  }
}

async function finishLater(run: Run): Promise<Seen | null> {
  try {
    const outcomes: (Outcome | null)[] = [];
    for (const { value, thrown } of run.results)
      outcomes.push(thrown ? errorOutcome(value, false) : await outcomeOf(value, run.args));
    return finished(run, outcomes);
  } catch {
    return null;
  }
}

function finished(run: Run, outcomes: readonly (Outcome | null)[]): Seen | null {
  const all = outcomes.filter((outcome) => outcome !== null);
  if (all.length < outcomes.length) return null;
  return { outcomes: all, after: argumentsAfter(run), called: calledWith(run), identity: identityOf(run) };
}

async function outcomeOf(value: unknown, args: readonly unknown[]): Promise<Outcome | null> {
  if (!(value instanceof Promise)) return plainOutcome(value, args, false);
  const settled = await settle(value);
  if (settled === null) return null;
  return settled.thrown ? errorOutcome(settled.value, true) : plainOutcome(settled.value, args, true);
}

function settle(promise: Promise<unknown>): Promise<{ value: unknown; thrown: boolean } | null> {
  return new Promise((resolve) => {
    const timer = later(() => resolve(null), SETTLE_MS * patience);
    promise.then(
      (value) => {
        clearTimeout(timer);
        resolve({ value, thrown: false });
      },
      (error: unknown) => {
        clearTimeout(timer);
        resolve({ value: error, thrown: true });
      },
    );
  });
}

function errorOutcome(error: unknown, async: boolean): Outcome | null {
  if (error instanceof Error) {
    const message = isOfTheEngine(error) ? '' : error.message;
    return { kind: 'error', name: error.name, message, async };
  }
  const text = written(error);
  return text === null ? null : { kind: 'error', name: '', message: text, async };
}

/** Messages that V8 words, and words otherwise in another version. */
const ENGINE =
  /^(Cannot |Invalid |Class constructor|Reduce of empty|Reflect\.|Method |Converting |Maximum call|Assignment to|Unexpected )|(is not (a function|iterable|a constructor|defined|an object|a valid)|must be|called on|has no|out of range|non-object)/;

function isOfTheEngine(error: Error): boolean {
  return /^(Type|Range|Reference|Syntax)Error$/.test(error.name) && ENGINE.test(error.message);
}

function plainOutcome(value: unknown, args: readonly unknown[], async: boolean): Outcome | null {
  if (isIterator(value)) return itemsOf(value, async);
  const text = written(value);
  if (text !== null && text.length <= LONGEST_TEXT) return { kind: 'value', text, async };
  const index = args.indexOf(value);
  if (index >= 0) return { kind: 'argument', index, async };
  return {
    kind: 'opaque',
    type: typeof value === 'object' ? Object.prototype.toString.call(value).slice(8, -1) : typeof value,
    async,
  };
}

function isIterator(value: unknown): value is Iterator<unknown> & Iterable<unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return (
    typeof Reflect.get(value, 'next') === 'function' &&
    typeof Reflect.get(value, Symbol.iterator) === 'function'
  );
}

function itemsOf(iterator: Iterator<unknown>, async: boolean): Outcome | null {
  const items: unknown[] = [];
  try {
    for (let n = 0; n <= MOST_ITEMS; n++) {
      const { value, done } = iterator.next();
      if (done) {
        const text = written(items);
        return text === null ? null : { kind: 'items', text, async, more: false };
      }
      items.push(value);
    }
  } catch (error) {
    return errorOutcome(error, async);
  }
  const text = written(items.slice(0, 5));
  return text === null ? null : { kind: 'items', text, async, more: true };
}

function argumentsAfter({ args, before }: Run): Seen['after'] {
  return args.flatMap((value, index) => {
    if (!isMutable(value) || before[index] === '') return [];
    const text = written(value);
    if (text === null || text.length > LONGEST_TEXT) return [];
    return [{ index, text, changed: writtenCanonical(value) !== before[index] }];
  });
}

function identityOf({ args, results }: Run): number | null {
  const [first] = results;
  if (!first || first.thrown || !isMutable(first.value) || results.length > 1) return null;
  return args.some(isMutable) ? args.indexOf(first.value) : null;
}

function calledWith({ calls }: Run): Seen['called'] {
  const [only] = calls;
  if (!only || calls.size > 1 || only[1].length >= 40) return null;
  const text = written(only[1]);
  return text === null || text.length > LONGEST_TEXT ? null : { index: only[0], text };
}

function isMutable(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Marks what was written down when it was seen. */
const WRITTEN = Symbol('written');

/** Source that gives the value back; null = there is none. */
function written(value: unknown): string | null {
  return writtenAt(value, 0, false, new Set());
}

/** The same with keys in order, so that equal values have equal texts. */
function writtenCanonical(value: unknown): string | null {
  return writtenAt(value, 0, true, new Set());
}

function writtenAt(value: unknown, depth: number, sorted: boolean, above: Set<unknown>): string | null {
  switch (typeof value) {
    case 'undefined':
      return 'undefined';
    case 'boolean':
      return String(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return `${value}n`;
    case 'string':
      return quoted(value);
    case 'symbol': {
      const key = Symbol.keyFor(value);
      if (key !== undefined) return `Symbol.for(${quoted(key)})`;
      const known = /^Symbol\((Symbol\.\w+)\)$/.exec(String(value))?.[1];
      return known ?? null;
    }
    case 'function':
      return null;
    default:
      break;
  }
  if (value === null) return 'null';
  if (depth > 6 || above.has(value)) return null;
  if (WRITTEN in (value as object)) {
    const noted = value as { [WRITTEN]: string; plain: string | null };
    return sorted ? noted[WRITTEN] : noted.plain;
  }
  above.add(value);
  try {
    return objectWritten(value as object, (inner) => writtenAt(inner, depth + 1, sorted, above), sorted);
  } catch {
    return null;
  } finally {
    above.delete(value);
  }
}

function objectWritten(
  value: object,
  inner: (each: unknown) => string | null,
  sorted: boolean,
): string | null {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (Array.isArray(value)) {
    const own = Object.keys(value);
    if (own.some((key) => !/^\d+$/.test(key)) || prototype !== Array.prototype || value.length > 200)
      return null;
    const holes = own.length < value.length;
    const items = Array.from({ length: value.length }, (_, at) =>
      holes && !(at in value) ? '' : inner(value[at]),
    );
    return list(items, '[', items.at(-1) === '' ? ',]' : ']');
  }
  if (prototype === Date.prototype) {
    const time = Date.prototype.getTime.call(value as Date);
    return Number.isNaN(time) ? 'new Date(NaN)' : `new Date('${new Date(time).toISOString()}')`;
  }
  if (prototype === RegExp.prototype && (value as RegExp).lastIndex === 0) return String(value);
  if (prototype === Map.prototype) {
    const entries = [...(value as Map<unknown, unknown>)].map(([key, each]) =>
      list([inner(key), inner(each)], '[', ']'),
    );
    return wrapped('Map', sorted ? entries.toSorted() : entries);
  }
  if (prototype === Set.prototype) {
    const items = [...(value as Set<unknown>)].map(inner);
    return wrapped('Set', sorted ? items.toSorted() : items);
  }
  if (
    value instanceof Error &&
    Object.keys(value).length === 0 &&
    /^(Error|TypeError|RangeError)$/.test(value.constructor.name)
  )
    return `new ${value.constructor.name}(${quoted(value.message)})`;
  if (
    ArrayBuffer.isView(value) &&
    /^(Uint8|Int8|Uint16|Int16|Uint32|Int32|Float32|Float64)Array$/.test(value.constructor.name)
  )
    return list(
      [...(value as unknown as Iterable<number>)].map(inner),
      `new ${value.constructor.name}([`,
      '])',
    );
  if (prototype === ArrayBuffer.prototype)
    return `new Uint8Array([${[...new Uint8Array(value as ArrayBuffer)].join(', ')}]).buffer`;
  if (prototype === DataView.prototype) {
    const { buffer, byteOffset, byteLength } = value as DataView;
    return `new DataView(new Uint8Array([${[...new Uint8Array(buffer, byteOffset, byteLength)].join(', ')}]).buffer)`;
  }
  if (value instanceof Number || value instanceof String || value instanceof Boolean)
    return `Object(${inner(value.valueOf())})`;
  if (prototype === null && Object.keys(value).length === 0) return 'Object.create(null)';
  if (prototype !== Object.prototype) return null;
  if (Object.getOwnPropertySymbols(value).some((symbol) => Symbol.keyFor(symbol) === undefined)) return null;
  const keys = Reflect.ownKeys(value).filter((key) => Object.prototype.propertyIsEnumerable.call(value, key));
  if (sorted) keys.sort((a, b) => (String(a) < String(b) ? -1 : 1));
  const fields = keys.map((key) => {
    const text = inner(Reflect.get(value, key));
    return text === null ? null : `${propertyName(key)}: ${text}`;
  });
  return fields.length === 0 ? '{}' : list(fields, '{ ', ' }');
}

function list(parts: readonly (string | null)[], open: string, close: string): string | null {
  return parts.includes(null) ? null : `${open}${parts.join(', ')}${close}`;
}

function wrapped(name: string, parts: readonly (string | null)[]): string | null {
  return parts.length === 0 ? `new ${name}()` : list(parts, `new ${name}([`, '])');
}

/** A key in an object literal; `__proto__` written plainly would set the prototype instead. */
function propertyName(key: string | symbol): string {
  if (typeof key === 'symbol') return `[Symbol.for(${quoted(Symbol.keyFor(key) ?? '')})]`;
  if (key === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(key) || /^(0|[1-9]\d{0,8})$/.test(key) ? key : quoted(key);
}

function quoted(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
}

type Views = Record<View, string>;
const FURTHER: readonly View[] = ['after', 'called', 'identity'];

/** What is compared, each with what a test can compare; '' = nothing. */
function viewsOf(seen: Seen): Views {
  return {
    result: comparable(seen.outcomes),
    after: seen.after.length === 0 ? '' : JSON.stringify(seen.after),
    called: seen.called === null ? '' : seen.called.text,
    identity: seen.identity === null ? '' : String(seen.identity),
  };
}

function comparable(outcomes: readonly Outcome[]): string {
  return JSON.stringify(outcomes);
}

async function tryMutants(module: Namespace): Promise<void> {
  const { ids, progress } = job.mutants!;
  (globalThis as Namespace).__stryker__ ??= {};
  const state = (globalThis as Namespace).__stryker__ as Switch;
  const atLoad = new Set(Object.keys(state.mutantCoverage?.static ?? {}));
  const reached = new Map<string, number[]>();
  const usable: Usable[] = [];
  for (const observation of answer.observations) {
    state.currentTestId = String(usable.length);
    const seen = await see(module, observation.scenario);
    state.currentTestId = undefined;
    const same = seen && comparable(seen.outcomes) === comparable(observation.seen.outcomes);
    if (!same) continue;
    const hits = state.mutantCoverage?.perTest[usable.length] ?? {};
    const ran = Object.keys(hits);
    observation.way = ran.join();
    for (const id of ran) reached.set(id, [...(reached.get(id) ?? []), usable.length]);
    usable.push({ observation, views: viewsOf(seen), hits });
  }
  for (const id of ids) {
    if (now() - started > job.budgetMs) return;
    let subject = module;
    let indices = reached.get(id) ?? [];
    if (atLoad.has(id) && indices.length === 0) {
      state.activeMutant = id;
      const reloaded = await loadSwitched(`m${id}`);
      if (!reloaded) state.activeMutant = undefined;
      if (!reloaded) continue;
      subject = reloaded;
      indices = [...usable.keys()];
    }
    write(progress, id);
    state.activeMutant = id;
    await tryMutant(id, subject, indices, usable, state);
    state.activeMutant = undefined;
    state.hitCount = undefined;
    answer.tried.push(id);
  }
}

/** Kills that are enough to choose from. */
const ENOUGH = 40;

async function tryMutant(
  id: string,
  module: Namespace,
  indices: readonly number[],
  usable: readonly Usable[],
  state: Switch,
): Promise<void> {
  let kills = 0;
  let hangs = 0;
  for (let at = 0; at < indices.length && kills < ENOUGH && hangs < 1; ) {
    const batch = indices.slice(at, at + 50);
    const runs: (Run | null)[] = [];
    (globalThis as Namespace).__qitopsBatch = () => {
      for (const index of batch) {
        limitHits(state, usable[index]!, id);
        runs.push(begin(module, usable[index]!.observation.scenario));
      }
    };
    const hung = !withinTime();
    for (const [n, run] of runs.entries()) {
      const one = usable[batch[n]!]!;
      const { observation, views } = one;
      const pending = run && finish(run);
      const seen = pending instanceof Promise ? await pending : pending;
      // a slow machine is no kill
      if (!seen && !(await differs(id, module, one, state))) continue;
      const now = seen ? viewsOf(seen) : null;
      if (!now || now.result !== views.result) {
        observation.kills.result.push(id);
        kills += 1;
        continue;
      }
      for (const view of FURTHER) {
        if (views[view] === '' || now[view] === views[view]) continue;
        observation.kills[view].push(id);
      }
    }
    if (hung) {
      const stuck = usable[batch[runs.length] ?? -1];
      if (stuck && (await differs(id, module, stuck, state))) {
        stuck.observation.kills.result.push(id);
        kills += 1;
        hangs += 1;
      }
    }
    at += runs.length + (hung ? 1 : 0);
  }
}

interface Usable {
  observation: Observation;
  views: Views;
  /** How often each mutant's place is reached. */
  hits: Readonly<Record<string, number>>;
}

/** A hundred times what the original needs is endless, as Stryker has it. */
function limitHits(state: Switch, { hits }: Usable, id: string): void {
  state.hitCount = 0;
  state.hitLimit = Math.max(1000, 100 * (hits[id] ?? 0));
}

/** Whether a mutant still gives something else, or nothing, when it is given more time. */
async function differs(id: string, module: Namespace, one: Usable, state: Switch): Promise<boolean> {
  let run: Run | null = null;
  (globalThis as Namespace).__qitopsBatch = () => {
    limitHits(state, one, id);
    run = begin(module, one.observation.scenario);
  };
  patience = PATIENT;
  const ended = withinTime();
  const seen = run && (await finish(run));
  patience = 1;
  return !ended || !seen || viewsOf(seen).result !== one.views.result;
}

const batchScript = new Script('globalThis.__qitopsBatch()');

/** Whether the batch ended by itself; an endless loop is stopped. */
function withinTime(): boolean {
  try {
    batchScript.runInThisContext({ timeout: BATCH_MS * patience });
    return true;
  } catch {
    return false;
  }
}

/** Blocks of the file since the last call. Of nested ones the innermost decides. */
async function takeBlocks(): Promise<Block[]> {
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

await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
const original = (await import(target).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
})) as Namespace;
const switched = job.mutants ? await loadSwitched('m') : null;
closeTheWorld();

answer.isFunction = typeof exportOf(original) === 'function';
if (answer.isFunction) {
  await observeAll();
  if (switched) await tryMutants(switched);
  await noteBlocks();
}
write(job.out, JSON.stringify(answer));
process.exit(0);
