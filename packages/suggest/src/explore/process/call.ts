import { Script } from 'node:vm';
import { advance, enter, type Surroundings, surroundings } from './clock.ts';
import { rendered } from './component.ts';
import { setDoubles } from './doubles.ts';
import { job, type Namespace, original, type Scenario, slowness } from './job.ts';
import { elsewhere, exportOf, memberOf } from './load.ts';
import { holds } from './property.ts';
import { isMutable, written } from './written.ts';

/** Milliseconds that a call may take when it is tried alone, and that a batch may take. */
const ALONE_MS = 80;
const BATCH_MS = 120;
/** Calls in the first batch, in the others, and in one after one that took too long: to watch costs as much as many calls. */
const FIRST_BATCH = 50;
const BATCH = 400;
const SMALL_BATCH = 20;
/** How many times longer than usual things may take at the moment. */
export const patience = { times: 1 };

export interface Result {
  value: unknown;
  thrown: boolean;
  /** Only time went by. */
  ms?: number;
}

export interface Run {
  args: unknown[];
  before: string[];
  calls: Map<number, unknown[][]>;
  /** Calls of what stands in for imports. */
  doubled: Map<string, unknown[][]>;
  /** Results by step, or what was thrown. */
  results: Result[];
  around: Surroundings;
  /** Steps that wait for a promise before them. */
  rest: string[];
  /** Takes them, till the next promise. */
  goOn: () => void;
}

type Callable = (...all: unknown[]) => unknown;
type Make = (args: unknown) => unknown[];
/** Arguments as they go in, how they are made and how steps are taken, by their source; for one job. */
const known = { job: '', states: new Map<string, string[]>(), makers: new Map<string, Make>() };
const steppers = new Map<string, (it: unknown) => unknown>();

function maker(args: readonly string[], module: Namespace): Make {
  const key = args.join('\u0000');
  let make = known.makers.get(key);
  if (!make) {
    // names that the module exports (enums) are known to its inputs
    const names = Object.keys(module).filter((name) => /^[A-Z]\w*$/.test(name) && !(name in globalThis));
    const others = [...elsewhere.keys()].filter((name) => !names.includes(name));
    const made = new Function(
      'scope',
      'others',
      `const { ${names.join(', ')} } = scope; const { ${others.join(', ')} } = others; return [${args.join(', ')}];`,
    ) as (scope: unknown, others: unknown) => unknown[];
    make = (scope) => made(scope, Object.fromEntries(elsewhere));
    known.makers.set(key, make);
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

/** The milliseconds of a step that lets time go by; null = it is another. */
export function msOf(step: string): number | null {
  return step.startsWith('@') ? Number(step.slice(1)) : null;
}

/** The synchronous part; null = its arguments cannot be made. */
export function begin(module: Namespace, scenario: Scenario): Run | null {
  if (known.job !== original) {
    known.job = original;
    known.states.clear();
    known.makers.clear();
  }
  const around = surroundings(scenario.chance, scenario.env);
  enter(around);
  const doubled = setDoubles(scenario.doubles ?? {});
  replaceGlobals(scenario.globals ?? {});
  let given: unknown[];
  try {
    given = maker(scenario.args, module)(module);
  } catch {
    return null;
  }
  // what the arguments ask for, the test asks for in the same way
  around.uses.delete('clock');
  const key = scenario.args.join('\u0000');
  let before = known.states.get(key);
  if (!before) {
    before = given.map((value) => (isMutable(value) ? (written(value) ?? '') : ''));
    known.states.set(key, before);
  }
  const calls = new Map<number, unknown[][]>();
  const args = given.map((value, index) => {
    if (typeof value !== 'function' || /^class\b/.test(Function.prototype.toString.call(value))) return value;
    const list: unknown[][] = [];
    calls.set(index, list);
    return recorded(value as (...all: unknown[]) => unknown, list, around);
  });
  const subject = exportOf(module) as (...all: unknown[]) => unknown;
  const attempt = (work: () => unknown): Result => {
    try {
      return { value: work(), thrown: false };
    } catch (error) {
      return { value: error, thrown: true };
    }
  };
  const { property } = scenario;
  const first = attempt(() =>
    property
      ? holds(property, subject, property.other ? (memberOf(module, property.other) as Callable) : undefined)
      : job.kind === 'class'
        ? Reflect.construct(subject, args)
        : job.kind === 'component'
          ? rendered(subject, args)
          : Reflect.apply(subject, undefined, args),
  );
  // fast-check looks at the clock itself
  if (property) around.uses.clear();
  const rest = first.thrown ? [] : [...scenario.steps];
  const results: Result[] = rest.length === 0 ? [first] : [];
  const goOn = (): void => {
    for (let step = rest.shift(); step !== undefined; step = rest.shift()) {
      const taken = step;
      const ms = msOf(taken);
      if (ms === null) results.push(attempt(() => stepper(taken)(first.value)));
      else results.push({ ...attempt(() => advance(around, ms)), ms });
      if (isAsynchronous(results.at(-1)!.value)) return;
    }
  };
  goOn();
  return { args, before, calls, doubled, results, around, rest, goOn };
}

const replaced = new Map<string, PropertyDescriptor | undefined>();

/** Puts others in the place of globals; those of the run before come back. */
export function replaceGlobals(next: Readonly<Record<string, string>>): void {
  for (const [name, old] of replaced)
    if (old) Object.defineProperty(globalThis, name, old);
    else Reflect.deleteProperty(globalThis, name);
  replaced.clear();
  for (const [name, source] of Object.entries(next)) {
    replaced.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
    const value = new Function(`return (${source});`)() as unknown;
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
}

/** The same function, its calls noted. Who looks at the function itself would see another in a test that notes calls. */
function recorded(fn: (...all: unknown[]) => unknown, list: unknown[][], around: Surroundings): unknown {
  const note = function (this: unknown, ...all: unknown[]): unknown {
    // as in a test: what an argument becomes after the call is what is seen of it
    if (list.length < 40) list.push(all);
    return new.target
      ? (Reflect.construct(fn, all, new.target === note ? fn : new.target) as unknown)
      : Reflect.apply(fn, this, all);
  };
  for (const key of ['length', 'name'] as const)
    Object.defineProperty(note, key, {
      configurable: true,
      get: () => {
        around.looked = true;
        return fn[key];
      },
    });
  const source = (): string => {
    around.prevented.add('the source of a function');
    return fn.toString();
  };
  Object.defineProperty(note, 'toString', { value: source, configurable: true, writable: true });
  if (!Object.hasOwn(fn, 'prototype')) Object.defineProperty(note, 'prototype', { value: undefined });
  return note;
}

const batchScript = new Script('globalThis.__qitopsBatch()');

/** Whether the batch ended by itself; an endless loop is stopped. */
export function withinTime(batch: () => void, ms = ALONE_MS): boolean {
  (globalThis as Namespace).__qitopsBatch = batch;
  try {
    batchScript.runInThisContext({ timeout: Math.ceil(ms * patience.times * slowness()) });
    return true;
  } catch {
    return false;
  }
}

export function isPending(run: Run): boolean {
  return run.results.some(({ value, thrown }) => !thrown && isAsynchronous(value));
}

export function isAsynchronous(value: unknown): boolean {
  return (
    value instanceof Promise ||
    (typeof value === 'object' &&
      value !== null &&
      typeof Reflect.get(value, Symbol.asyncIterator) === 'function' &&
      typeof Reflect.get(value, 'next') === 'function')
  );
}

/** What is done around each run; `run` null = it had to be stopped. */
export interface Watch {
  before?: (index: number) => void;
  /** Scenarios that are known to end, or are watched over otherwise; absent = none. */
  ends?: (index: number) => boolean;
  /** Whether what hangs in company is given to `after` at once, which tries it alone itself. */
  judges?: boolean;
  /** True = no more. */
  after: (index: number, run: Run | null) => boolean | Promise<boolean>;
}

/**
 * Runs scenarios one after the other, many under one watch; `scenarios` may grow on the way. What is asynchronous ends
 * before the next begins. What hangs in company is tried alone before it counts as hanging.
 */
export async function runEach(
  module: Namespace,
  scenarios: readonly Scenario[],
  { before, ends, judges, after }: Watch,
): Promise<void> {
  let size = FIRST_BATCH;
  const runs: (Run | null)[] = [];
  const runOne = (index: number): Run | null => {
    before?.(index);
    const run = begin(module, scenarios[index]!);
    runs.push(run);
    return run;
  };
  for (let at = 0; at < scenarios.length; at += runs.length) {
    runs.length = 0;
    let ended = true;
    if (ends?.(at)) runOne(at);
    else
      ended = withinTime(
        () => {
          for (let index = at; index < scenarios.length && runs.length < size && !ends?.(index); index++) {
            const run = runOne(index);
            if (run && isPending(run)) return;
          }
        },
        size === 1 ? ALONE_MS : BATCH_MS,
      );
    for (const [n, run] of runs.entries()) if (run && (await after(at + n, run))) return;
    const isHanging = !ended && (size === 1 || judges === true);
    if (isHanging) {
      if (await after(at + runs.length, null)) return;
      runs.push(null);
    }
    if (!ended && !isHanging) size = 1;
    else size = size === 1 || isHanging ? SMALL_BATCH : BATCH;
  }
}
