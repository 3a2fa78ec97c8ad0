import { join } from 'node:path';
import { Explorers } from './explore/explore.ts';
import { scenariosFor } from './inputs/scenarios.ts';
import { differences } from './questions.ts';
import { signaturesOf } from './source/signatures.ts';

export interface VersionsRequest {
  root: string;
  path: string;
  grammar: string;
  /** The module before and after a change. */
  base: string;
  head: string;
  /** The function that changed. */
  name: string;
  env: Readonly<Record<string, string | undefined>>;
}

/** Inputs for which a function gives something else after a change; a string = why it could not be tried. */
export async function changedBehaviour(request: VersionsRequest): Promise<string[] | string> {
  const { root, path, grammar, base, head, name, env } = request;
  const signature = (await signaturesOf(grammar, head)).get(name);
  if (!signature?.exportedAs) return 'it is not exported';
  const scenarios = scenariosFor(signature);
  if (typeof scenarios === 'string') return scenarios;
  await using explorers = new Explorers(root, env);
  const at = (text: string) =>
    explorers.explore({
      file: join(root, path),
      text,
      name: signature.exportedAs!,
      kind: signature.kind,
      scenarios,
      mutants: null,
      places: false,
    });
  const [now, before] = await Promise.all([at(head), at(base)]);
  if (now.problem ?? before.problem) return (now.problem ?? before.problem)!;
  return differences(now, before).map(({ observation: { scenario } }) =>
    [scenario.args.join(', '), ...scenario.steps].join(' '),
  );
}
