import type { ChangedFunction } from '@qitops/model';
import { languageOf } from '@qitops/repository';
import type { Subject } from './emit/emit.ts';
import { type Double, doubleFor } from './inputs/doubles.ts';
import { isOutside } from './inputs/outside.ts';
import { propertiesOf } from './inputs/properties.ts';
import { type Scenario, scenariosFor } from './inputs/scenarios.ts';
import { asksOf, within } from './inputs/surroundings.ts';
import type { Link, Modules } from './source/modules.ts';
import type { FunctionSignature, Shape } from './source/shape.ts';

/** A changed function, how it is reached and what it is tried with. */
export interface Target {
  fn: ChangedFunction;
  text: string;
  /** What a test calls: the function itself, its class, or an exported function that calls it. */
  signature: FunctionSignature;
  named: Subject;
  scenarios: Scenario[];
  /** All imports that loading it takes. */
  links: readonly Link[];
  /** Imports that doubles stand in for, with all names that the module takes from them. */
  doubled: readonly { specifier: string; names: readonly string[] }[];
}

/** Why a language is not executed; null = it is. */
export function notExecuted(path: string): string | null {
  const id = languageOf(path)?.id;
  return id === 'typescript' || id === 'javascript' ? null : `${id ?? 'its language'} is not executed yet`;
}

/** A function with its inputs, or the reason why it has none. */
export async function targetOf(fn: ChangedFunction, modules: Modules): Promise<Target | string> {
  const reason = notExecuted(fn.path);
  if (reason) return reason;
  const text = await modules.text(fn.path);
  const signatures = await modules.signatures(fn.path);
  const found = reached(fn.name, signatures);
  if (typeof found === 'string') return found;
  const { signature, member } = found;
  const isComponent = await isComponentOf(signature, fn.path, text, modules);
  if (!isComponent && HOOK.test(signature.name) && (await modules.hasPackage(fn.path, 'react')))
    return 'is a hook, which runs only inside of a component';
  const plain = scenariosFor(signature, member);
  if (typeof plain === 'string') return `no input can be made for ${plain}`;
  const code = codeOf(reachableFrom(signature, [...signatures.values()]), text);
  const doubles = await doublesOf(fn.path, code, signature, modules);
  if (typeof doubles === 'string') return doubles;
  const properties =
    (await modules.hasPackage(fn.path, 'fast-check')) && !member ? propertiesOf(signature, signatures) : [];
  const scenarios = [
    ...within(plain, asksOf(code, doubles), signature.mined),
    ...(doubles.length === 0 ? properties : []),
  ];
  const links = await modules.links(fn.path);
  const named: Subject = {
    ...subjectFor(signature, fn.path),
    ...(isComponent ? { kind: 'component' } : {}),
    enums: enumsOf(signature),
    doubles: doubles.map(({ specifier, name, local, members }) => ({
      specifier,
      name,
      local,
      members,
      path: modules.resolve(fn.path, specifier),
    })),
  };
  return { fn, text, signature, named, scenarios, links, doubled: await doubled(fn.path, doubles, modules) };
}

/** What React calls a hook. */
const HOOK = /^use[A-Z]/;

/** Whether a function is a component that the project's own React can show as markup. */
async function isComponentOf(
  { kind, name, exportedAs, forms, line, endLine }: FunctionSignature,
  path: string,
  text: string,
  modules: Modules,
): Promise<boolean> {
  if (kind !== 'function' || !/\.[jt]sx$/.test(path)) return false;
  const own = text
    .split('\n')
    .slice(line - 1, endLine)
    .join('\n');
  const isNamedLikeOne = /^[A-Z]/.test(name) || exportedAs === 'default';
  const takesProps = forms.every(
    ({ parameters }) => parameters.length <= 1 && !parameters.some(({ rest }) => rest),
  );
  if (!isNamedLikeOne || !takesProps || !/<(?:[A-Za-z][\w.]*)?[\s/>]|\buse[A-Z]\w*\(/.test(own)) return false;
  return (await modules.hasPackage(path, 'react')) && (await modules.hasPackage(path, 'react-dom'));
}

/** The lines of functions. */
function codeOf(functions: readonly FunctionSignature[], text: string): string {
  const lines = text.split('\n');
  return functions.map(({ line, endLine }) => lines.slice(line - 1, endLine).join('\n')).join('\n');
}

/** What stands in for imports that reach beyond the process; a string = why nothing can. */
async function doublesOf(
  path: string,
  code: string,
  { mined }: FunctionSignature,
  modules: Modules,
): Promise<Double[] | string> {
  const doubles: Double[] = [];
  for (const binding of await modules.bindings(path)) {
    if (!new RegExp(`\\b${binding.local.replaceAll('$', '\\$')}\\b`).test(code)) continue;
    const to = modules.resolve(path, binding.specifier);
    const outside = to ? await modules.reachesBeyond(to) : isOutside(binding.specifier);
    if (!outside) continue;
    const double = doubleFor(binding, code, mined, to ? await resultOf(to, binding.name, modules) : null);
    // a value, a component or a class of the project: it is loaded as it is, and kept from acting like all that runs
    if (!double && to) continue;
    if (!double)
      return `needs a double of ${binding.local} of ${binding.specifier}, which is more than functions`;
    doubles.push(double);
  }
  return doubles;
}

async function doubled(
  path: string,
  doubles: readonly Double[],
  modules: Modules,
): Promise<Target['doubled']> {
  const specifiers = new Set(doubles.map(({ specifier }) => specifier));
  const bindings = (await modules.bindings(path)).filter(({ specifier }) => specifiers.has(specifier));
  return [...Map.groupBy(bindings, ({ specifier }) => specifier)].map(([specifier, all]) => ({
    specifier,
    names: [...new Set(all.map(({ name }) => name))],
  }));
}

/** What a function of another module is declared to give. */
async function resultOf(path: string, name: string, modules: Modules): Promise<Shape | null> {
  const signatures = await modules.signatures(path);
  return [...signatures.values()].find((each) => each.exportedAs === name)?.returns ?? null;
}

/** Enums that the inputs name and other modules declare. */
function enumsOf({ forms, members }: FunctionSignature): Map<string, string> {
  const found = new Map<string, string>();
  JSON.stringify([forms, members.map((each) => each.forms)], (_, value: Shape | null) => {
    if (value?.kind === 'enum' && value.from) found.set(value.name, value.from);
    return value;
  });
  return found;
}

/** How a test names a function of a module. */
export function subjectFor(signature: FunctionSignature, path: string): Subject {
  const stem = path.replace(/^.*\//, '').replace(/\W.*$/, '');
  return {
    local: signature.name === 'default' ? stem : signature.name,
    exportedAs: signature.exportedAs ?? signature.name,
    kind: signature.kind,
    parameters: signature.forms[0]?.parameters ?? [],
  };
}

/** What a test calls to run a function: the function, its class, or an exported function that calls it. */
export function reached(
  name: string,
  signatures: ReadonlyMap<string, FunctionSignature>,
): { signature: FunctionSignature; member?: string } | string {
  const [outer = name, inner] = name.split('.');
  const own = signatures.get(outer);
  if (own?.exportedAs)
    return inner && own.kind === 'class' && inner !== 'constructor'
      ? { signature: own, member: inner }
      : { signature: own };
  const caller = [...signatures.values()].find(
    (each) =>
      each.exportedAs !== null &&
      reachableFrom(each, [...signatures.values()]).some((other) => other.name === outer),
  );
  return caller ? { signature: caller } : 'no exported function of its module calls it';
}

/** A function and those of its module that it calls, directly or not. */
export function reachableFrom(
  signature: FunctionSignature,
  all: readonly FunctionSignature[],
): FunctionSignature[] {
  const found = new Set([signature]);
  for (const each of found) for (const other of all) if (each.calls.has(other.name)) found.add(other);
  return [...found];
}
