import { Script } from 'node:vm';
import { job, type Namespace, type Scenario } from './job.ts';
import { exportOf } from './load.ts';
import { isMutable, WRITTEN, written, writtenCanonical } from './written.ts';

/** Milliseconds that a batch of synchronous calls may take. */
const BATCH_MS = 80;
/** How many times longer than usual things may take at the moment. */
export const patience = { times: 1 };

export interface Run {
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
export function begin(module: Namespace, scenario: Scenario): Run | null {
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

const batchScript = new Script('globalThis.__qitopsBatch()');

/** Whether the batch ended by itself; an endless loop is stopped. */
export function withinTime(batch: () => void): boolean {
  (globalThis as Namespace).__qitopsBatch = batch;
  try {
    batchScript.runInThisContext({ timeout: BATCH_MS * patience.times });
    return true;
  } catch {
    return false;
  }
}
