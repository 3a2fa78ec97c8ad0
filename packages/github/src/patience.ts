/** How long a step puts up with GitHub: what failed requests and waits may cost together, ms. */
export class Patience {
  /** What there was at the start, ms. */
  readonly wholeMs: number;
  #leftMs: number;

  constructor(wholeMs: number) {
    this.wholeMs = wholeMs;
    this.#leftMs = wholeMs;
  }

  /** What is left, ms; never below 0. */
  get leftMs(): number {
    return this.#leftMs;
  }

  spend(ms: number): void {
    this.#leftMs = Math.max(0, this.#leftMs - ms);
  }
}

const STEP_MS = 60_000;
let ofThisStep: Patience | undefined;

/** The patience of this process, which is one step: all its clients draw on it. */
export function stepPatience(): Patience {
  ofThisStep ??= new Patience(STEP_MS);
  return ofThisStep;
}
