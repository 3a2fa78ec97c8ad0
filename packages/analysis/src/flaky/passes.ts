/**
 * In how many runs of a tree each test only passed, in the order in which the tests were met. A list and not a map:
 * every test of every run goes through it.
 */
export class Passes {
  readonly #tests: number[] = [];
  /** By test; −1 = not on this tree. */
  readonly #counts: Int32Array;

  /** Over so many tests. */
  constructor(count: number) {
    this.#counts = new Int32Array(count).fill(-1);
  }

  /** The tests of the tree. */
  get tests(): readonly number[] {
    return this.#tests;
  }

  get size(): number {
    return this.#tests.length;
  }

  has(test: number): boolean {
    return (this.#counts[test] ?? -1) >= 0;
  }

  /** 0 for a test that always failed, and for one that is not on this tree. */
  of(test: number): number {
    return Math.max(0, this.#counts[test] ?? 0);
  }

  /** Counts `more` runs in which a test only passed; 0 = it is on the tree. */
  add(test: number, more: number): void {
    if (this.#counts[test]! < 0) {
      this.#counts[test] = 0;
      this.#tests.push(test);
    }
    this.#counts[test]! += more;
  }
}
