/** Probability that what a pull request broke is broken still on its next tree. */
const STILL_BROKEN = 0.85;

/** What pull requests have broken, carried from one of their trees to the next. */
export class PullRequests {
  readonly #broken: Map<number, Map<number, number>>;

  /** @param state what {@link state} gave, which is changed from here on. */
  constructor(state?: ReturnType<PullRequests['state']>) {
    this.#broken = state ?? new Map();
  }

  /** What is known so far; it goes on changing. */
  state(): Map<number, Map<number, number>> {
    return this.#broken;
  }

  /** Probability that the test is broken on the next tree of the pull request for what its earlier trees did. */
  broken(pr: number | null, test: number): number {
    return pr === null ? 0 : STILL_BROKEN * (this.#broken.get(pr)?.get(test) ?? 0);
  }

  /** Whether earlier trees of the pull request may have broken the test. */
  has(pr: number | null, test: number): boolean {
    return pr !== null && (this.#broken.get(pr)?.has(test) ?? false);
  }

  set(pr: number | null, test: number, probability: number): void {
    if (pr === null) return;
    const tests = this.#broken.get(pr);
    if (tests) tests.set(test, probability);
    else this.#broken.set(pr, new Map([[test, probability]]));
  }
}
