import { messageOf, type TestKey } from '@qitops/model';
import { parse } from 'yaml';
import { z } from 'zod';

/** Where the store keeps them: `old id or name: new id`. */
export const ALIASES = 'aliases.yml';

/** Old ids and names of tests. */
export interface Aliases {
  /** The id that a test has now; its own when nothing else is said of it. */
  of(id: string, key: Pick<TestKey, 'suite' | 'name'>): string;
  /** Whether there are any. */
  readonly some: boolean;
}

const AliasFile = z.record(z.string(), z.string());

export function noAliases(): Aliases {
  return { of: (id) => id, some: false };
}

/**
 * Reads `aliases.yml`. An old name is the bare name, or suites and name joined by ` > `; an alias of an alias leads on,
 * and one that leads back to itself is left where it began. Throws with a reason when the file is no such list.
 */
export function readAliases(bytes: Uint8Array): Aliases {
  let parsed: unknown;
  try {
    parsed = parse(Buffer.from(bytes).toString('utf8')) ?? {};
  } catch (error) {
    throw new Error(`it is no YAML: ${messageOf(error)}`);
  }
  const file = AliasFile.safeParse(parsed);
  if (!file.success) throw new Error('it is no list of `old id or name: new id`');
  const to = new Map(Object.entries(file.data));
  const last = (id: string): string => {
    const seen = new Set<string>();
    let at = id;
    for (let next = to.get(at); next !== undefined && !seen.has(at); next = to.get(at)) {
      seen.add(at);
      at = next;
    }
    return to.has(at) ? id : at;
  };
  return {
    some: to.size > 0,
    of(id, { suite, name }) {
      const old = [id, [...suite, name].join(' > '), name].find((one) => to.has(one));
      if (old === undefined) return id;
      const found = last(old);
      return found === old ? id : found;
    },
  };
}
