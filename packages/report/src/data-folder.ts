import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const HASH_DIGITS = 10;

/** Writes the JSON files below `data/`, each under a name that carries a hash of its content. */
export class DataFolder {
  readonly #out: string;
  readonly #made = new Set<string>();
  files = 0;
  bytes = 0;

  constructor(out: string) {
    this.#out = out;
  }

  /** Writes one value as `data/<name>.<hash>.json` and returns that path. */
  async file(name: string, value: unknown): Promise<string> {
    const text = JSON.stringify(value);
    const path = `data/${name}.${hashOf([text])}.json`;
    this.#write(path, text);
    return path;
  }

  /** Writes values as `data/<name>.<hash>/<number>.json`, the hash being of all of them; returns the folder. */
  async numbered(name: string, values: Iterable<unknown>): Promise<string> {
    const texts = Array.from(values, (value) => JSON.stringify(value));
    const folder = `data/${name}.${hashOf(texts)}`;
    for (const [number, text] of texts.entries()) this.#write(`${folder}/${number}.json`, text);
    return folder;
  }

  /** `data/manifest.json`, the one fixed name. */
  async manifest(value: unknown): Promise<void> {
    this.#write('data/manifest.json', JSON.stringify(value));
  }

  /** At once: for hundreds of small files a promise each takes longer than to write them. */
  #write(path: string, text: string): void {
    const folder = join(this.#out, path, '..');
    if (!this.#made.has(folder)) {
      mkdirSync(folder, { recursive: true });
      this.#made.add(folder);
    }
    writeFileSync(join(this.#out, path), text);
    this.files += 1;
    this.bytes += Buffer.byteLength(text);
  }
}

function hashOf(texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text).update('\n');
  return hash.digest('hex').slice(0, HASH_DIGITS);
}
