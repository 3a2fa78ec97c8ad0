import { hash } from 'node:crypto';

/** What makes two results the same test. The matrix cell is not part of it: it belongs to the run. */
export interface TestKey {
  project: string;
  framework: string;
  /** Repository path with `/`, or null when the report has none. */
  file: string | null;
  suite: readonly string[];
  name: string;
  /** Count of equal keys before this one within one file of one run. */
  ordinal: number;
}

const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const ADDRESS = /\b0x[0-9a-f]+\b/gi;
const TIMESTAMP = /\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?/g;

/**
 * The name with what changes from run to run taken out: object addresses, UUIDs, ISO timestamps and the
 * repository root. Bare numbers stay: `case 3` and `case 4` are two tests.
 */
export function stableName(name: string, root?: string): string {
  const rooted = root && root.length > 1 ? name.replaceAll(root, '<root>') : name;
  // most names hold none of them, and this is asked for every test of every run
  if (!rooted.includes('-') && !/0x/i.test(rooted)) return rooted;
  return rooted.replace(UUID, '<uuid>').replace(TIMESTAMP, '<time>').replace(ADDRESS, '<address>');
}

/** The test id: sha256, hex, of the key's fields as a JSON array. */
export function testId(key: TestKey, root?: string): string {
  const fields = [
    key.project,
    key.framework,
    key.file,
    key.suite.map((part) => stableName(part, root)),
    stableName(key.name, root),
    key.ordinal,
  ];
  return hash('sha256', JSON.stringify(fields), 'hex');
}

/** Gives ordinals to equal keys in the order they come. One instance per file of one run. */
export class OrdinalCounter {
  readonly #seen = new Map<string, number>();

  /** How many keys came before this one that are equal once what changes from run to run is taken out. */
  next(file: string | null, suite: readonly string[], name: string): number {
    const key = [file ?? '\0', ...suite.map((part) => stableName(part)), stableName(name)].join('\u0001');
    const ordinal = this.#seen.get(key) ?? 0;
    this.#seen.set(key, ordinal + 1);
    return ordinal;
  }
}
