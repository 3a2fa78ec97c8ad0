import { BROKEN_FAILS, cleanPasses, FAILS, type Likelihood } from './grid.ts';
import type { Explanation } from './suite-run.ts';

/** A failing test's attempts in one run, with what the run's failures of its suite share. */
export interface Explained {
  attempts: readonly boolean[];
  cause: Explanation;
}

/** Probability that a retry fails for the same passing reason as the attempt before, beside the test's own rate. */
const LINGERS = 0.05;

const NO_HAZARDS: readonly number[] = [];
export const NO_CAUSE: Explanation = { outage: 0, hazards: [0], block: 0, share: 0, cluster: 0 };

/** How likely a test's outcomes on one tree are: the runs it failed in, and `passes` runs in which it only passed. */
export function likelihoodOf(failing: readonly Explained[], passes: number): Likelihood {
  const clean = cleanPasses(passes);
  const sound = Float64Array.from(clean.sound);
  let broken = clean.broken;
  for (const { attempts, cause } of failing) {
    for (const failed of attempts) broken *= failed ? BROKEN_FAILS : 1 - BROKEN_FAILS;
    for (let phase = 0; phase < sound.length; phase++) {
      sound[phase]! *=
        (1 - cause.outage) * ofAttempts(attempts, FAILS[phase]!, NO_HAZARDS) +
        cause.outage * ofAttempts(attempts, FAILS[phase]!, cause.hazards);
    }
  }
  return { sound, broken };
}

/** Of the failures of sound code in a run: how much is put down to chance; the rest to a cause shared with other tests. */
export function chanceShare(state: Float64Array, { attempts, cause }: Explained): number {
  if (cause.outage === 0) return 1;
  let chance = 0;
  let shared = 0;
  for (let phase = 0; phase < FAILS.length; phase++) {
    const rate = FAILS[phase]!;
    const mass = state[phase * 2]!;
    chance += mass * (1 - cause.outage) * ofAttempts(attempts, rate, NO_HAZARDS);
    const either = mass * cause.outage * ofAttempts(attempts, rate, cause.hazards);
    const hazard = cause.hazards[0]!;
    const fromShared = hazard / (hazard + rate - hazard * rate);
    shared += either * fromShared;
    chance += either * (1 - fromShared);
  }
  return chance / (chance + shared || 1);
}

function ofAttempts(attempts: readonly boolean[], rate: number, hazards: readonly number[]): number {
  let product = 1;
  for (let i = 0; i < attempts.length; i++) {
    const own = i === 0 ? rate : rate + (1 - rate) * LINGERS;
    const fails = 1 - (1 - own) * (1 - (hazards[i] ?? 0));
    product *= attempts[i] ? fails : 1 - fails;
  }
  return product;
}
