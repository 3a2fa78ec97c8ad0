import type { Job } from '../protocol.ts';
import { isMutable } from './written.ts';

type Callable = (...all: unknown[]) => unknown;

/** What stands in for imports in the run at hand, by `specifier name`, and what each function of it was called with. */
const current = { values: new Map<string, unknown>(), calls: new Map<string, unknown[][]>() };
const makers = new Map<string, () => unknown>();

export function doubleUrl({ specifier, names }: Job['doubles'][number]): string {
  return `qitops-double:${encodeURIComponent(JSON.stringify([specifier, ...names]))}`;
}

/** A module whose exports are whatever the run at hand says. */
export function doubleSource(url: string): string {
  const said = decodeURIComponent(url.slice('qitops-double:'.length));
  const [specifier = '', ...names] = JSON.parse(said) as string[];
  const key = (name: string): string => JSON.stringify(`${specifier} ${name}`);
  const lines = names
    .filter((name) => name !== 'default' && name !== '*')
    .map((name) => `export const ${name} = double(${key(name)});`);
  const whole = names.includes('*') ? '*' : 'default';
  return `const double = globalThis.__qitopsDouble;\n${lines.join('\n')}\nexport default double(${key(whole)});`;
}

/** Gives the run its doubles; they are made anew, so that what one run does to them no other sees. */
export function setDoubles(doubles: Readonly<Record<string, string>>): Map<string, unknown[][]> {
  current.values.clear();
  current.calls = new Map();
  for (const [key, source] of Object.entries(doubles)) {
    const make = makers.get(source) ?? (new Function(`return (${source});`) as () => unknown);
    makers.set(source, make);
    current.values.set(key, noted(make(), key, current.calls));
  }
  return current.calls;
}

/** The same value, calls of its functions noted. */
function noted(value: unknown, key: string, calls: Map<string, unknown[][]>): unknown {
  if (typeof value === 'function') {
    const list: unknown[][] = [];
    calls.set(key, list);
    return function double(this: unknown, ...all: unknown[]): unknown {
      if (list.length < 40) list.push(all);
      return Reflect.apply(value as Callable, this, all);
    };
  }
  if (!isMutable(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, noted(inner, `${key}.${name}`, calls)]),
  );
}

/** Stands in for an import, for as long as its module lives: it hands everything on to the double of the run. */
Reflect.set(globalThis, '__qitopsDouble', (key: string): unknown => {
  const value = (): object => {
    const found = current.values.get(key);
    if (found === undefined || found === null) throw new Error(`qitops: no double for ${key}`);
    return found as object;
  };
  return new Proxy(function double() {} as object, {
    get: (_, name) => Reflect.get(value(), name) as unknown,
    has: (_, name) => Reflect.has(value(), name),
    apply: (_, self, all) => Reflect.apply(value() as Callable, self, all) as unknown,
    construct: (_, all) => Reflect.construct(value() as Callable, all) as object,
  });
});
