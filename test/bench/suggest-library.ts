import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { languageOf } from '@qitops/repository';
import { Explorers, type Killed, killRate } from '@qitops/suggest';

/** What the engine did with one function of a library. */
export interface FunctionScore extends Killed {
  path: string;
  name: string;
}

export interface LibraryScore {
  functions: FunctionScore[];
  /** What survives outside of functions. */
  survivors: string[];
  mutants: number;
  killed: number;
  ms: number;
}

/**
 * Tries every source of a library. Mutants that stand outside of functions, in functions that could not be executed
 * and in files that could not be read are in the denominator.
 */
export async function scoreLibrary(root: string, files: readonly string[]): Promise<LibraryScore> {
  const started = performance.now();
  const functions: FunctionScore[] = [];
  const survivors: string[] = [];
  let [mutants, killed] = [0, 0];
  const waiting = [...files];
  await using explorers = new Explorers(root, process.env);
  const worker = async (): Promise<void> => {
    for (let path = waiting.shift(); path; path = waiting.shift()) {
      const text = readFileSync(join(root, path), 'utf8');
      const score = await killRate({
        root,
        path,
        text,
        grammar: languageOf(path)!.grammar,
        env: process.env,
        explorers,
      });
      survivors.push(...score.survivors.map((each) => `${path} ${each}`));
      mutants += score.mutants;
      killed += score.killed;
      for (const each of score.functions) functions.push({ path: path!, ...each });
    }
  };
  await Promise.all([worker(), worker()]);
  return { functions, survivors, mutants, killed, ms: performance.now() - started };
}

/** Sources below the folders of a library, without tests and lists of exports; null = the library is not there. */
export function sourcesOf(
  root: string,
  folders: readonly string[],
  without = /(\.spec|\.test|\.d|(^|\/)index)\.ts$|_internal|\/compat\//,
): string[] | null {
  if (!existsSync(root)) return null;
  return folders
    .flatMap((folder) =>
      /\.ts$/.test(folder)
        ? [folder]
        : readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
            (name) => `${folder}/${name}`,
          ),
    )
    .filter((path) => /\.[jt]s$/.test(path) && !without.test(path))
    .sort();
}
