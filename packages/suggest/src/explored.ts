import { join } from 'node:path';
import type { ChangedFunction } from '@qitops/model';
import { readMany } from '@qitops/repository';
import type { EngineRequest } from './engine.ts';
import { type Exploration, type ExploreRequest, Explorers } from './explore/explore.ts';
import { loadInstrumenter, type MutatedModule, mutate } from './mutants/mutate.ts';
import { Modules } from './source/modules.ts';
import { type Target, targetOf } from './subject.ts';

/** A function that was tried. */
export interface Explored {
  target: Target;
  now: Exploration;
  before: Exploration | null;
}

export type Omit = (fn: ChangedFunction, reason: string) => void;

/** Milliseconds of wall time for all functions together: a pull request does not wait for thousands of them. */
const TIME_MS = 60_000;

/** Tries all functions that can be tried, at the head and at the base. */
export async function exploreAll(
  request: Without<EngineRequest, 'coverage' | 'parseLcov'>,
  omit: Omit,
): Promise<{ explored: Explored[]; modules: Map<string, MutatedModule> }> {
  const { checkout, head } = request;
  await using explorers = new Explorers(checkout.root, request.env);
  const loading = loadInstrumenter();
  const targets: Target[] = [];
  using scripts = await Modules.at(checkout, head);
  for (const fn of request.functions) {
    const target = await targetOf(fn, scripts);
    if (typeof target === 'string') omit(fn, target);
    else targets.push(target);
  }
  await loading;
  const modules = await mutate(byModule(targets));
  const changedOnly = targets.filter(({ fn }) => fn.complexityBefore !== null).map(({ fn }) => fn.path);
  const bases = await readMany(checkout, request.base, [...new Set(changedOnly)]);
  const until = performance.now() + TIME_MS;
  const tries = new Map<string, Promise<Exploration>>();
  const once = (target: Target, text: string | null, module: MutatedModule | null): Promise<Exploration> => {
    const key = JSON.stringify([target.fn.path, target.named.exportedAs, target.scenarios, text]);
    const found =
      tries.get(key) ?? explorers.explore({ ...workOf(target, targets, checkout.root, text, module), until });
    tries.set(key, found);
    return found;
  };
  const explored = new Map<Target, Explored>();
  await Promise.all(
    // the more complex first, should time not do for all
    targets
      .toSorted((a, b) => b.fn.complexity - a.fn.complexity)
      .map(async (target) => {
        const { fn, scenarios } = target;
        request.log(`trying ${fn.path} ${fn.name} with ${scenarios.length} inputs`);
        const base = fn.complexityBefore === null ? undefined : bases.get(fn.path);
        const [now, before] = await Promise.all([
          once(target, null, modules.get(fn.path) ?? null),
          base === undefined ? null : once(target, base, null),
        ]);
        if (now.problem) omit(fn, now.problem);
        else explored.set(target, { target, now, before });
      }),
  );
  return { explored: targets.flatMap((target) => explored.get(target) ?? []), modules };
}

type Without<T, K extends keyof T> = { [P in Exclude<keyof T, K>]: T[P] };

function byModule(targets: readonly Target[]): { path: string; text: string; ranges: ChangedFunction[] }[] {
  const modules = new Map<string, { path: string; text: string; ranges: ChangedFunction[] }>();
  for (const { fn, text } of targets) {
    const module = modules.get(fn.path) ?? { path: fn.path, text, ranges: [] };
    module.ranges.push(fn);
    modules.set(fn.path, module);
  }
  return [...modules.values()];
}

/** What is tried for a function; for all changed functions that are reached through the same at once. */
function workOf(
  { fn, named, scenarios, links, doubled }: Target,
  targets: readonly Target[],
  root: string,
  text: string | null,
  module: MutatedModule | null,
): ExploreRequest {
  const reached = targets
    .filter((each) => each.fn.path === fn.path && each.named.exportedAs === named.exportedAs)
    .map((each) => each.fn);
  const own = module?.mutants.filter((mutant) => reached.some((each) => isIn(mutant, each))) ?? [];
  return {
    file: join(root, fn.path),
    text,
    name: named.exportedAs,
    kind: named.kind,
    scenarios,
    mutants: module && own.length > 0 ? { text: module.text, ids: own.map(({ id }) => id) } : null,
    places: module !== null,
    aliases: links.flatMap(({ from, specifier, to }): [string, string, string][] =>
      to && !specifier.startsWith('.') ? [[join(root, from), specifier, join(root, to)]] : [],
    ),
    scope: [...(named.enums ?? [])].map(([name, path]) => ({ name, file: join(root, path) })),
    doubles: doubled,
  };
}

/** Whether a place is in a function. */
export function isIn({ line }: { line: number }, fn: ChangedFunction): boolean {
  return line >= fn.line && line <= fn.endLine;
}
