const LIMIT = 50;

/** Warnings about one file: each text once, at most 50, the rest counted. */
export class WarningList {
  readonly #path: string;
  readonly #texts = new Set<string>();
  #dropped = 0;

  constructor(path: string) {
    this.#path = path;
  }

  add(text: string, line?: number): void {
    const full = `${this.#path}${line === undefined ? '' : `:${line}`}: ${text}`;
    if (this.#texts.has(full)) return;
    if (this.#texts.size < LIMIT) this.#texts.add(full);
    else this.#dropped += 1;
  }

  list(): string[] {
    const more = this.#dropped > 0 ? [`${this.#path}: and ${this.#dropped} more warnings`] : [];
    return [...this.#texts, ...more];
  }
}
