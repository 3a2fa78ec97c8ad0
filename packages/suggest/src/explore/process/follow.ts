import type { Run } from './call.ts';
import type { Scenario } from './job.ts';

/** Steps that are tried on a function that came back from the call. */
const ON_FUNCTION: readonly string[][] = [
  ['()'],
  ['(1)'],
  ['(1)', '(1)'],
  ['(1, 2)'],
  ['(1)', '(2)', '(1)'],
  ['(2)(3)'],
  ["('a')"],
  ['(1, 2, 3)'],
  ['([1, 2, 3])'],
  ['({ a: 1, b: 2 })'],
  ['()', '()', '()'],
  ['(0)'],
  ['.name', '.length'],
];

/** Most methods of what came back that are tried. */
const MOST_METHODS = 6;

/** What chance may give besides the middle. */
const CHANCES = [0, 0.25, 0.999];

/** What to try on what came back from a call without steps. */
export function followed(scenario: Scenario, run: Run): Scenario[] {
  const [first] = run.results;
  if (!first || first.thrown) return [];
  const { value } = first;
  const steps: string[][] = [];
  if (typeof value === 'function') {
    steps.push(...ON_FUNCTION);
    for (const name of methodsOf(value))
      steps.push(
        [`.${name}()`],
        ['(1)', `.${name}()`],
        ['(1)', `.${name}()`, '(2)'],
        ['(1)', '(2)', `.${name}()`],
      );
  } else if (typeof value === 'object' && value !== null && !(value instanceof Promise)) {
    const names = methodsOf(value);
    for (const name of names)
      steps.push([`.${name}()`], [`.${name}(1)`, `.${name}(2)`], [`.${name}('a')`], [`.${name}('a', 1)`]);
    for (const one of names)
      for (const other of names)
        if (one !== other) steps.push([`.${one}('a', 1)`, `.${other}('a')`], [`.${one}(1)`, `.${other}()`]);
  }
  return steps.map((each) => ({ ...scenario, steps: each }));
}

/** Own and inherited methods, without those that every object has. */
function methodsOf(value: object): string[] {
  const names = new Set<string>();
  for (let at = value; at && !isBuiltIn(at); at = Object.getPrototypeOf(at) as object)
    for (const name of Object.getOwnPropertyNames(at)) {
      const own = Object.getOwnPropertyDescriptor(at, name);
      if (typeof own?.value === 'function' && /^[a-z]\w*$/i.test(name) && name !== 'constructor')
        names.add(name);
    }
  return [...names].slice(0, MOST_METHODS);
}

const BUILT_IN = new Set<unknown>(
  Object.getOwnPropertyNames(globalThis).flatMap((name): unknown[] => {
    const value = Object.getOwnPropertyDescriptor(globalThis, name)?.value as unknown;
    return typeof value === 'function' ? [value.prototype as unknown] : [];
  }),
);

function isBuiltIn(value: object): boolean {
  return BUILT_IN.has(value) || value === Function.prototype;
}

/** The same with other chances, and with time going by between and after the steps, where the call asks for them. */
export function varied(scenario: Scenario, run: Run): Scenario[] {
  const { uses } = run.around;
  const found: Scenario[] = [];
  if (uses.has('chance') && scenario.chance === undefined)
    for (const chance of CHANCES) found.push({ ...scenario, chance });
  const timed = scenario.steps.some((step) => step.startsWith('@'));
  if (uses.has('timers') && !timed && !(run.results[0]?.value instanceof Promise)) {
    const wait = waitOf(run);
    const [half, all] = [`@${Math.ceil(wait / 2)}`, `@${wait}`];
    const { steps } = scenario;
    const between = (by: string): string[] => steps.flatMap((step) => [step, by]);
    const ways = [[...steps, all]];
    if (steps.length > 0) ways.push(between(half), [...between(half), all], between(all));
    if (wait > 1) ways.push([...steps, `@${wait - 1}`]);
    for (const each of ways) found.push({ ...scenario, steps: each });
  }
  return found;
}

/** How long the first timer that was set waits, in milliseconds. */
function waitOf({ args, around }: Run): number {
  const numbers = args
    .flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : [value]))
    .filter((value): value is number => typeof value === 'number' && value >= 1 && value <= 1e6);
  const [first] = [...around.timers.values()];
  return Math.trunc(numbers.length > 0 ? Math.max(...numbers) : first ? first.at - around.now : 100);
}
