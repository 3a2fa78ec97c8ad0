import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { importSpecifiers } from '@qitops/repository';
import { choose, noticed, type Pick } from './choose.ts';
import { emitTest } from './emit/emit.ts';
import { titleFor } from './emit/title.ts';
import { Explorers } from './explore/explore.ts';
import { group } from './group.ts';
import { scenariosFor } from './inputs/scenarios.ts';
import { conditionsOf } from './mutants/conditions.ts';
import { type Mutant, mutate } from './mutants/mutate.ts';
import { withOwn } from './own.ts';
import type { RunnerId } from './runners/runner.ts';
import { type Declared, DeclaredTypes } from './source/declared-types.ts';
import type { FunctionSignature } from './source/shape.ts';
import { signaturesOf } from './source/signatures.ts';
import { styleOf } from './style.ts';
import { reachableFrom, subjectFor } from './subject.ts';

export interface KillRateRequest {
  root: string;
  path: string;
  text: string;
  grammar: string;
  env: Readonly<Record<string, string | undefined>>;
  /** Processes to try functions in; absent = some of its own. */
  explorers?: Explorers;
  /** Whose tests are written, beside the module; absent = node:test's. */
  runner?: RunnerId;
}

/** What the engine did with one function. */
export interface Killed {
  name: string;
  mutants: number;
  killed: number;
  /** Why it could not be executed; null = it was. */
  reason: string | null;
  /** Inputs that were kept. */
  inputs: string[];
  survivors: string[];
  /** The tests as files beside the module. */
  tests: Emitted[];
}

export interface Emitted {
  code: string;
  /** Mutants that its assertions notice, also those that other tests notice. */
  kills: string[];
}

export interface FileKilled {
  functions: Killed[];
  /** All mutants of the file, also those outside of functions. */
  mutants: number;
  killed: number;
  /** What survives outside of functions. */
  survivors: string[];
}

/** How many of a module's mutants the suggested tests of its exported functions kill, no test existing before. */
export async function killRate(request: KillRateRequest): Promise<FileKilled> {
  if (request.explorers) return killed(request, request.explorers);
  await using explorers = new Explorers(request.root, request.env);
  return await killed(request, explorers);
}

async function killed(request: KillRateRequest, explorers: Explorers): Promise<FileKilled> {
  const { root, path, text, grammar } = request;
  using types = new DeclaredTypes();
  const near = await importedTypes(root, path, text, types);
  const signatures = [...(await signaturesOf(grammar, text, near)).values()];
  const whole = [{ line: 1, endLine: text.split('\n').length }];
  const mutated = (await mutate([{ path, text, ranges: whole }])).get(path);
  if (!mutated) return { functions: [], mutants: 0, killed: 0, survivors: [] };
  const dead = new Set<string>();
  const tried = new Map<FunctionSignature, Tried>();
  for (const signature of signatures.filter((each) => each.exportedAs !== null)) {
    const one = await tryOne(signature, signatures, mutated, request, explorers, dead);
    for (const pick of one.groups.flat()) for (const id of pick.kills) dead.add(id);
    tried.set(signature, one);
  }
  const kept = new Set(
    withOwn(
      [...tried.values()].flatMap(({ groups }) => groups),
      (group) => group.flatMap(noticed),
    ),
  );
  const style = styleOf({
    end: '.test.ts',
    folder: dirname(path),
    specifier: null,
    module: path,
    ending: 'own',
    text: null,
    runner: request.runner ?? 'node:test',
    esm: true,
    pathFor: () => '',
    installed: () => false,
  });
  const functions = signatures.map((signature): Killed => {
    const { reason, groups: all } = tried.get(signature) ?? { reason: null, groups: [] };
    const groups = all.filter((each) => kept.has(each));
    const own = mutated.mutants.filter(({ line }) => line >= signature.line && line <= signature.endLine);
    const survivors = own.filter(({ id }) => !dead.has(id));
    const subject = subjectFor(signature, path);
    const conditions = conditionsOf(groups, mutated.mutants, text);
    return {
      name: signature.name,
      mutants: own.length,
      killed: own.length - survivors.length,
      reason,
      inputs: groups
        .flat()
        .map(({ observation: { scenario } }) => [scenario.args.join(', '), ...scenario.steps].join(' ')),
      survivors: survivors.map(inWords),
      tests: groups.map((picks, n) => ({
        code: emitTest(subject, titleFor(subject, picks, conditions[n]), picks, style),
        kills: [...new Set(picks.flatMap(noticed))],
      })),
    };
  });
  const outside = mutated.mutants.filter(
    ({ id, line }) => !dead.has(id) && !signatures.some((each) => line >= each.line && line <= each.endLine),
  );
  return { functions, mutants: mutated.mutants.length, killed: dead.size, survivors: outside.map(inWords) };
}

function inWords({ line, words, mutator }: Mutant): string {
  return `${line}: ${words} (${mutator})`;
}

interface Tried {
  reason: string | null;
  groups: Pick[][];
}

async function tryOne(
  signature: FunctionSignature,
  all: readonly FunctionSignature[],
  { text, mutants }: { text: string; mutants: readonly Mutant[] },
  { root, path }: KillRateRequest,
  explorers: Explorers,
  dead: ReadonlySet<string>,
): Promise<Tried> {
  const scenarios = scenariosFor(signature);
  if (typeof scenarios === 'string') return { reason: scenarios, groups: [] };
  const reachable = new Set(reachableFrom(signature, all));
  const ids = mutants
    .filter(({ line }) => {
      const owner = all.find((each) => line >= each.line && line <= each.endLine);
      return !owner || reachable.has(owner);
    })
    .map(({ id }) => id);
  const { problem, observations } = await explorers.explore({
    file: join(root, path),
    text: null,
    name: signature.exportedAs!,
    kind: signature.kind,
    scenarios,
    mutants: { text, ids },
    places: false,
  });
  return {
    reason: problem,
    groups: group(choose(observations, new Set(ids.filter((id) => !dead.has(id))), [])),
  };
}

/** Types of the modules beside it that it imports from. */
async function importedTypes(
  root: string,
  path: string,
  text: string,
  types: DeclaredTypes,
): Promise<Map<string, Declared>> {
  const found = new Map<string, Declared>();
  for (const specifier of importSpecifiers(text).filter((each) => each.startsWith('.'))) {
    const stem = join(root, dirname(path), specifier);
    const file = [stem, `${stem}.ts`, stem.replace(/\.js$/, '.ts')].find(
      (each) => /\.ts$/.test(each) && existsSync(each),
    );
    if (file) found.set(file, await types.of(file, readFileSync(file, 'utf8')));
  }
  return found;
}
