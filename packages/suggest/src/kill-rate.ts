import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { importSpecifiers } from '@qitops/repository';
import { choose } from './choose.ts';
import { explore } from './explore/explore.ts';
import { group } from './group.ts';
import { scenariosFor } from './inputs/scenarios.ts';
import { mutate } from './mutants/mutate.ts';
import { signaturesOf } from './source/signatures.ts';
import { reachableFrom } from './subject.ts';

export interface KillRateRequest {
  root: string;
  path: string;
  text: string;
  grammar: string;
  env: Readonly<Record<string, string | undefined>>;
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
}

export interface FileKilled {
  functions: Killed[];
  /** All mutants of the file, also those outside of functions. */
  mutants: number;
  killed: number;
}

/** How many of a module's mutants the kept inputs of its exported functions kill, no test existing before. */
export async function killRate({ root, path, text, grammar, env }: KillRateRequest): Promise<FileKilled> {
  const signatures = [...(await signaturesOf(grammar, text, importedTypes(root, path, text))).values()];
  const whole = [{ line: 1, endLine: text.split('\n').length }];
  const mutated = (await mutate([{ path, text, ranges: whole }])).get(path);
  if (!mutated) return { functions: [], mutants: 0, killed: 0 };
  const { text: switched, mutants } = mutated;
  const dead = new Set<string>();
  const functions: Killed[] = [];
  for (const signature of signatures) {
    const own = mutants.filter(({ line }) => line >= signature.line && line <= signature.endLine);
    const add = (reason: string | null, kept: string[], killed: ReadonlySet<string>): void => {
      const survivors = own
        .filter(({ id }) => !killed.has(id))
        .map(({ line, words, mutator }) => `${line}: ${words} (${mutator})`);
      const count = own.length - survivors.length;
      functions.push({
        name: signature.name,
        mutants: own.length,
        killed: count,
        reason,
        inputs: kept,
        survivors,
      });
    };
    if (signature.exportedAs === null) {
      // its mutants are tried through the functions that call it, below
      continue;
    }
    const scenarios = scenariosFor(signature);
    if (typeof scenarios === 'string') {
      add(scenarios, [], new Set());
      continue;
    }
    const reachable = new Set(reachableFrom(signature, signatures));
    const ids = mutants
      .filter(({ line }) => {
        const owner = signatures.find((each) => line >= each.line && line <= each.endLine);
        return !owner || reachable.has(owner);
      })
      .map(({ id }) => id);
    const found = await explore({
      file: join(root, path),
      text: null,
      name: signature.exportedAs,
      kind: signature.kind,
      scenarios,
      mutants: { text: switched, ids },
      cwd: root,
      env,
    });
    const picks = group(choose(found.observations, new Set(ids), [])).flat();
    const killed = new Set(picks.flatMap((pick) => [...pick.kills]));
    for (const id of killed) dead.add(id);
    add(
      found.problem,
      picks.map(
        ({ observation }) => `${observation.scenario.args.join(', ')}${observation.scenario.steps.join(' ')}`,
      ),
      killed,
    );
  }
  for (const signature of signatures.filter((each) => each.exportedAs === null)) {
    const own = mutants.filter(({ line }) => line >= signature.line && line <= signature.endLine);
    const survivors = own
      .filter(({ id }) => !dead.has(id))
      .map(({ line, words, mutator }) => `${line}: ${words} (${mutator})`);
    functions.push({
      name: signature.name,
      mutants: own.length,
      killed: own.length - survivors.length,
      reason: null,
      inputs: [],
      survivors,
    });
  }
  return { functions, mutants: mutants.length, killed: dead.size };
}

/** Texts of the modules beside it that it imports from. */
function importedTypes(root: string, path: string, text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const specifier of importSpecifiers(text).filter((each) => each.startsWith('.'))) {
    const stem = join(root, dirname(path), specifier);
    const file = [stem, `${stem}.ts`, stem.replace(/\.js$/, '.ts')].find(
      (each) => /\.ts$/.test(each) && existsSync(each),
    );
    if (file) found.set(file, readFileSync(file, 'utf8'));
  }
  return found;
}
