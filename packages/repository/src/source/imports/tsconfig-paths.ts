import { posix } from 'node:path';
import { lenientJson, objectAt, stringAt } from './lenient-json.ts';
import type { NodePackages } from './node-packages.ts';
import { matchMost } from './path-pattern.ts';
import { resolveScript } from './relative-script.ts';

interface Mapping {
  /** Folder whose files it is for. */
  scope: string;
  paths: [string, string[]][];
  /** Folder that the targets of `paths` start from. */
  pathsFrom: string;
  /** Folder that bare specifiers start from; null = none. */
  baseUrl: string | null;
}

const CONFIG = /(^|\/)[tj]sconfig[^/]*\.json$/;

export function isTsconfig(path: string): boolean {
  return CONFIG.test(path);
}

/** `paths` and `baseUrl` of the repository's tsconfig files, with what they extend. */
export class TsconfigPaths {
  readonly #mappings: Mapping[] = [];
  readonly #files: ReadonlySet<string>;

  constructor(files: ReadonlySet<string>, texts: ReadonlyMap<string, string>, packages: NodePackages) {
    this.#files = files;
    const parsed = new Map<string, Record<string, unknown>>();
    for (const [path, text] of texts) {
      const config = isTsconfig(path) ? lenientJson(text) : null;
      if (config) parsed.set(path, config);
    }
    for (const path of parsed.keys()) {
      const mapping = mappingOf(path, parsed, packages);
      if (mapping) this.#mappings.push(mapping);
    }
    this.#mappings.sort((a, b) => b.scope.length - a.scope.length);
  }

  /** The file that a bare specifier means by the nearest configuration that knows it. */
  resolve(from: string, specifier: string): string | null {
    for (const { scope, paths, pathsFrom, baseUrl } of this.#mappings) {
      if (scope !== '.' && !from.startsWith(`${scope}/`)) continue;
      const match = matchMost(paths, specifier);
      for (const target of match?.value ?? []) {
        const filled = target.replaceAll('*', match!.star);
        const found = resolveScript(posix.join(pathsFrom, filled), this.#files);
        if (found) return found;
      }
      const found = baseUrl === null ? null : resolveScript(posix.join(baseUrl, specifier), this.#files);
      if (found) return found;
    }
    return null;
  }
}

/** What a configuration says, each option from the nearest one in its chain of `extends` that sets it. */
function mappingOf(
  path: string,
  parsed: ReadonlyMap<string, Record<string, unknown>>,
  packages: NodePackages,
): Mapping | null {
  const mapping: Mapping = { scope: posix.dirname(path), paths: [], pathsFrom: '.', baseUrl: null };
  const seen = new Set<string>();
  const queue = [path];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    const config = parsed.get(at);
    if (!config || seen.has(at)) continue;
    seen.add(at);
    const folder = posix.dirname(at);
    const options = objectAt(config, 'compilerOptions');
    const baseUrl = stringAt(options, 'baseUrl');
    const absolute = baseUrl === null ? null : posix.join(folder, baseUrl);
    if (mapping.paths.length === 0) {
      mapping.paths = Object.entries(objectAt(options, 'paths')).map(([pattern, targets]) => [
        pattern,
        Array.isArray(targets) ? targets.filter((each): each is string => typeof each === 'string') : [],
      ]);
      mapping.pathsFrom = absolute ?? folder;
    }
    mapping.baseUrl ??= absolute;
    const parents = Array.isArray(config.extends) ? config.extends : [config.extends];
    for (const parent of parents)
      if (typeof parent === 'string') queue.push(...parentPaths(folder, parent, packages));
  }
  return mapping.paths.length > 0 || mapping.baseUrl !== null ? mapping : null;
}

function parentPaths(folder: string, parent: string, packages: NodePackages): string[] {
  let path = posix.join(folder, parent);
  if (!parent.startsWith('.')) {
    const parts = parent.split('/');
    const count = parent.startsWith('@') ? 2 : 1;
    const home = packages.folderOf(parts.slice(0, count).join('/'));
    if (home === null) return [];
    path = posix.join(home, parts.slice(count).join('/') || 'tsconfig.json');
  }
  return path.endsWith('.json') ? [path] : [`${path}.json`, `${path}/tsconfig.json`];
}
