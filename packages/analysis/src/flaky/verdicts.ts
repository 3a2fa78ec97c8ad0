import type { FailureCause } from '@qitops/model';
import type { Switching } from './grid.ts';

/** Why a first attempt may have failed: weights of the causes as they looked on the tree itself; they sum to 1. */
export interface Weights {
  flake: number;
  infrastructure: number;
  regression: number;
}

/** A failure whose cause is still being weighed. */
export interface Verdict {
  test: number;
  run: number;
  tree: string;
  attempts: number;
  failures: number;
  /** Whether the first attempt failed, which is what triage speaks of. */
  first: boolean;
  /** Passes of the test before this failure. */
  passesBefore: number;
  soundPassesBefore: number;
  /** How likely it was by chance, as believed before. */
  expected: number;
  weights: Weights;
  /** Whether later trees of the default branch tell whether the code was broken. */
  onBranch: boolean;
  /** Probability of what came later, from sound (row 0) or broken (row 1) code to sound or broken code now. */
  later: [number, number, number, number];
  age: number;
}

/** Trees of the default branch after which a verdict is final. */
const LAG = 8;

/**
 * Fixed-lag smoothing (Rabiner 1989, the backward variables of the last trees): whether code was broken shows in what
 * the next trees of the default branch do.
 */
export class Verdicts {
  readonly all: Verdict[];
  #treeStart = 0;
  readonly #open: Map<number, Verdict[]>;

  /** @param state what {@link state} gave, which is changed from here on. */
  constructor(state?: ReturnType<Verdicts['state']>) {
    this.all = state?.all ?? [];
    this.#open = state?.open ?? new Map();
  }

  /** The verdicts between two trees; they go on changing. */
  state(): { all: Verdict[]; open: Map<number, Verdict[]> } {
    return { all: this.all, open: this.#open };
  }

  add(verdict: Verdict): number {
    if (verdict.onBranch) {
      const open = this.#open.get(verdict.test);
      if (open) open.push(verdict);
      else this.#open.set(verdict.test, [verdict]);
    }
    return this.all.push(verdict) - 1;
  }

  /** Positions of the verdicts on these tests in a run that was just added. */
  of(run: number, tests: readonly number[]): number[] {
    const wanted = new Set(tests);
    const found: number[] = [];
    for (let i = this.all.length - 1; i >= this.#treeStart; i--) {
      const verdict = this.all[i]!;
      if (verdict.run === run && wanted.has(verdict.test)) found.push(i);
    }
    return found;
  }

  /** Called before the verdicts of a tree are added. */
  nextTree(): void {
    this.#treeStart = this.all.length;
  }

  isOpen(test: number): boolean {
    return this.#open.has(test);
  }

  /** A later tree of the default branch showed something as likely as this if the code is sound or broken there. */
  see(test: number, { breaks, mends }: Switching, sound: number, broken: number): void {
    const open = this.#open.get(test);
    if (!open) return;
    const scale = 1 / (sound + broken);
    for (const verdict of open) {
      const [a, b, c, d] = verdict.later;
      verdict.later = [
        (a * (1 - breaks) + b * mends) * sound * scale,
        (a * breaks + b * (1 - mends)) * broken * scale,
        (c * (1 - breaks) + d * mends) * sound * scale,
        (c * breaks + d * (1 - mends)) * broken * scale,
      ];
      verdict.age += 1;
    }
    while (open.length > 0 && open[0]!.age >= LAG) open.shift();
    if (open.length === 0) this.#open.delete(test);
  }
}

/** The weights in the light of what came later. */
export function weigh({ weights, later: [a, b, c, d] }: Verdict): Weights {
  const sound = a + b;
  const broken = c + d;
  const sum = (weights.flake + weights.infrastructure) * sound + weights.regression * broken;
  if (sum <= 0) return weights;
  return {
    flake: (weights.flake * sound) / sum,
    infrastructure: (weights.infrastructure * sound) / sum,
    regression: (weights.regression * broken) / sum,
  };
}

export function likeliest(weights: Weights): [FailureCause, number] {
  const causes = Object.entries(weights) as [FailureCause, number][];
  return causes.reduce((best, next) => (next[1] > best[1] ? next : best));
}
