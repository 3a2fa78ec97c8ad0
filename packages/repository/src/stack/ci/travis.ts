import type { ServiceContainer } from '@qitops/model';
import { parse } from 'yaml';
import { customaryContainer } from '../containers.ts';
import type { Manifest } from '../manifest.ts';
import type { StackFiles } from '../stack-files.ts';
import { mappingOf } from './workflow-file.ts';

export interface TravisNeeds {
  manifest: Manifest;
  containers: ServiceContainer[];
  /** Variables of all jobs with their plain values; encrypted ones have no name to be read. */
  env: [string, string][];
}

/** Services and variables that a `.travis.yml` gives all its jobs; null when there is none, or it is no YAML. */
export async function travisNeeds(files: StackFiles): Promise<TravisNeeds | null> {
  const manifest = await files.read('.travis.yml');
  if (!manifest) return null;
  let root: Readonly<Record<string, unknown>>;
  try {
    root = mappingOf(parse(manifest.text, { maxAliasCount: 20 }));
  } catch {
    return null; // Travis itself says what is wrong with it
  }
  const services = [root.services ?? []].flat().filter((each) => typeof each === 'string');
  const env = mappingOf(root.env);
  // of a list of variables each is a job of its own
  const all = Array.isArray(root.env) ? [] : [env.global ?? []].flat();
  return {
    manifest,
    containers: services.flatMap((each) => customaryContainer(manifest.path, each) ?? []),
    env: all.flatMap((line) => (typeof line === 'string' ? assignments(line) : [])),
  };
}

/** The versions of Node that a `.travis.yml` tries; null when it names none. */
export async function travisNode(
  files: StackFiles,
): Promise<{ versions: string[]; manifest: Manifest } | null> {
  const manifest = await files.read('.travis.yml');
  const list = manifest && /^node_js:[ \t]*(.*(?:\n[ \t]*-.*)*)/m.exec(manifest.text)?.[1];
  const versions = [...(list ?? '').matchAll(/[\w./*-]*\d[\w.]*|node|lts\/\*/g)].map(([version]) =>
    version.replace(/^-+/, ''),
  );
  return manifest && versions.length > 0 ? { versions, manifest } : null;
}

/** `A=1 B="two words"`, taken apart. */
function assignments(line: string): [string, string][] {
  return [...line.matchAll(/(?:^|\s)([A-Za-z_]\w*)=("[^"]*"|'[^']*'|\S*)/g)].map(([, name, value]) => [
    name!,
    value!.replace(/^(["'])(.*)\1$/, '$2'),
  ]);
}
