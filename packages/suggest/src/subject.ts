import type { ChangedFunction } from '@qitops/model';
import { type Checkout, importSpecifiers, languageOf, resolveImport } from '@qitops/repository';
import type { Subject } from './emit/emit.ts';
import { type Scenario, scenariosFor } from './inputs/scenarios.ts';
import type { FunctionSignature } from './source/shape.ts';
import { signaturesOf } from './source/signatures.ts';

/** A changed function, how it is reached and what it is tried with. */
export interface Target {
  fn: ChangedFunction;
  text: string;
  /** What a test calls: the function itself, its class, or an exported function that calls it. */
  signature: FunctionSignature;
  named: Subject;
  scenarios: Scenario[];
}

/** Why a language is not executed; null = it is. */
export function notExecuted(path: string): string | null {
  const id = languageOf(path)?.id;
  return id === 'typescript' || id === 'javascript' ? null : `${id ?? 'its language'} is not executed yet`;
}

/** A function with its inputs, or the reason why it has none. */
export async function targetOf(
  fn: ChangedFunction,
  checkout: Checkout,
  head: string,
): Promise<Target | string> {
  const reason = notExecuted(fn.path);
  if (reason) return reason;
  if (/x$/.test(fn.path)) return 'JSX is not executed yet';
  const text = (await checkout.fileAt(head, fn.path)) ?? '';
  const { grammar } = languageOf(fn.path)!;
  const signatures = await signaturesOf(grammar, text, await importedTypes(checkout, head, fn.path, text));
  const found = reached(fn.name, signatures);
  if (typeof found === 'string') return found;
  const { signature, member } = found;
  const scenarios = scenariosFor(signature, member);
  if (typeof scenarios === 'string') return `no input can be made for ${scenarios}`;
  const named = subjectFor(signature, fn.path);
  return { fn, text, signature, named, scenarios };
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

/** Texts of the modules that a module imports from, for the types that they declare. */
async function importedTypes(
  checkout: Checkout,
  head: string,
  path: string,
  text: string,
): Promise<Map<string, string>> {
  const files = new Set(await checkout.files(head));
  const found = new Map<string, string>();
  for (const specifier of importSpecifiers(text)) {
    const file = resolveImport(path, specifier, files);
    if (file && /\.[cm]?ts$/.test(file)) found.set(file, (await checkout.fileAt(head, file)) ?? '');
  }
  return found;
}
