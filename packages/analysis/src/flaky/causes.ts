import { BROKEN_FAILS } from './grid.ts';
import { addLogs, sumLogs } from './logs.ts';

/** A first attempt that failed although it was expected to pass. */
export interface Unexpected {
  test: number;
  /** First to last; true = failed. */
  attempts: boolean[];
  /** Probability that it fails by chance if its code is sound. */
  chance: number;
  /** How likely the other runs of the tree are, if its code is sound and if it is broken. */
  elsewhere: { sound: number; broken: number };
}

/** One suite in one run. */
export interface SuiteRun {
  suite: number;
  /** Tests that were expected to pass. */
  size: number;
  failed: Unexpected[];
  /** A set of tests that failed together before, and now again. */
  known: KnownSet | null;
}

export interface KnownSet {
  members: ReadonlySet<number>;
  /** Prior probability that it fails together again because it is a flaky cluster, and because its code is broken still. */
  asCluster: number;
  asBroken: number;
}

/** Prior probabilities. */
export interface CausePriors {
  /** An outage, per run. */
  outage: number;
  /** A change that breaks several tests of a suite, per suite and tree. */
  block: number;
  /** A change that breaks one test, per test and tree. */
  single: number;
  /** A set of tests that flake together and was not seen before, per suite and run. */
  cluster: number;
}

/** What the failures of a suite in a run share: probabilities of the causes, and their strength. */
export interface Explanation {
  outage: number;
  /** Probability that a test failed for the outage: at the first attempt, and at a retry. */
  hazard: number;
  retryHazard: number;
  block: number;
  /** Share of the suite that the change broke. */
  share: number;
  cluster: number;
}

/** Strengths of an outage as shares of the tests it hits, and how common they are. */
const HAZARDS: [number, number][] = [
  [0.1, 0.06],
  [0.2, 0.12],
  [0.35, 0.22],
  [0.5, 0.24],
  [0.7, 0.2],
  [0.9, 0.16],
];
/** Share of a run's suites that an outage hits; 0 = only one. */
const SPREADS = [0, 0.15, 0.4, 0.8];
/** Probability that an attempt fails after an outage has ended. */
const AFTER_OUTAGE = 0.02;
/** Shares of a suite that a change breaks or a cluster takes in, and how common they are. */
const SHARES: [number, number][] = [
  [0.03, 0.3],
  [0.08, 0.35],
  [0.2, 0.25],
  [0.45, 0.08],
];
/** Probabilities that a test that failed by chance fails its retry, and that a cluster does. */
const RETRY_FAILS = 0.3;
/** Probability that a member of a cluster, or of a broken set, fails when the others do. */
const TAKES_PART = 0.9;
/** Fewest unexpected failures of a run for which an outage is thought of. */
export const MIN_OUTAGE = 3;

/** Says for each suite of a run which shared cause explains its unexpected failures, by comparing marginal likelihoods. */
export function explainRun(suites: readonly SuiteRun[], priors: CausePriors): Explanation[] {
  const alone = suites.map((suite) => withoutOutage(suite, priors));
  const unexpected = suites.reduce((sum, { failed }) => sum + failed.length, 0);
  const explanations = alone.map(
    ({ block, share, cluster }): Explanation => ({
      outage: 0,
      hazard: 0,
      retryHazard: 0,
      block,
      share,
      cluster,
    }),
  );
  if (unexpected < MIN_OUTAGE) return explanations;
  const cases = HAZARDS.flatMap(([hazard, weight]) =>
    [hazard, AFTER_OUTAGE].map((retry) => {
      const ratios = suites.map((suite, i) => outage(suite, hazard, retry) - alone[i]!.log);
      return { hazard, retry, ratios, weight: weight / 2 };
    }),
  ).flatMap(({ hazard, retry, ratios, weight }) =>
    SPREADS.map((spread) => {
      const hit = spread || 1 / suites.length;
      const logs = ratios.map((ratio) => addLogs(Math.log(1 - hit), Math.log(hit) + ratio));
      const log = Math.log(weight / SPREADS.length) + logs.reduce((sum, each) => sum + each, 0);
      return { hazard, retry, hit, ratios, logs, log };
    }),
  );
  const total = sumLogs(cases.map((each) => each.log));
  const odds = Math.log(priors.outage / (1 - priors.outage)) + total;
  const probability = 1 / (1 + Math.exp(-odds));
  for (const each of cases) {
    const weight = probability * Math.exp(each.log - total);
    if (weight < 1e-6) continue;
    explanations.forEach((explanation, i) => {
      const here = weight * Math.exp(Math.log(each.hit) + each.ratios[i]! - each.logs[i]!);
      explanation.outage += here;
      explanation.hazard += here * each.hazard;
      explanation.retryHazard += here * each.retry;
    });
  }
  for (const explanation of explanations) {
    if (explanation.outage > 0) {
      explanation.hazard /= explanation.outage;
      explanation.retryHazard /= explanation.outage;
    }
    explanation.block *= 1 - explanation.outage;
    explanation.cluster *= 1 - explanation.outage;
  }
  return explanations;
}

interface Alone {
  /** Logarithm of the marginal likelihood when there is no outage. */
  log: number;
  block: number;
  share: number;
  cluster: number;
}

function withoutOutage({ size, failed, known }: SuiteRun, priors: CausePriors): Alone {
  const chance = failed.map((each) => byChance(each, priors.single));
  const single = chance.reduce((sum, each) => sum + each, 0);
  if (failed.length < 2) return { log: single, block: 0, share: 0, cluster: 0 };
  const broken = failed.map(whenBroken);
  const blocks = SHARES.map(([share, weight]) => {
    const each = failed.map((_, i) =>
      addLogs(Math.log(share) + broken[i]!, Math.log(1 - share) + chance[i]!),
    );
    return (
      Math.log(weight) + each.reduce((sum, log) => sum + log, 0) + (size - failed.length) * Math.log1p(-share)
    );
  });
  const clusters = SHARES.map(([share, weight]) => {
    const each = failed.map(({ elsewhere }, i) =>
      addLogs(Math.log(share) + Math.log(elsewhere.sound), Math.log(1 - share) + chance[i]!),
    );
    return (
      Math.log(weight) + each.reduce((sum, log) => sum + log, 0) + (size - failed.length) * Math.log1p(-share)
    );
  });
  const retries = togetherAgain(failed);
  const total = sumLogs(blocks);
  let share = SHARES.reduce((sum, [each], i) => sum + each * Math.exp(blocks[i]! - total), 0);
  let block = Math.log(priors.block) + total;
  let cluster = Math.log(priors.cluster) + sumLogs(clusters) + retries;
  if (known) {
    const inSet = failed.map(({ test }) => known.members.has(test));
    const missing = known.members.size - inSet.filter(Boolean).length;
    const again = (whenMember: readonly number[]): number =>
      failed.reduce(
        (sum, _, i) => sum + (inSet[i] ? Math.log(TAKES_PART) + whenMember[i]! : chance[i]!),
        missing * Math.log(1 - TAKES_PART),
      );
    const sound = failed.map(({ elsewhere }) => Math.log(elsewhere.sound));
    cluster = addLogs(cluster, Math.log(known.asCluster) + again(sound) + retries);
    const stillBroken = Math.log(known.asBroken) + again(broken);
    const either = addLogs(block, stillBroken);
    share += (TAKES_PART - share) * Math.exp(stillBroken - either);
    block = either;
  }
  const log = sumLogs([single, block, cluster]);
  return { log, block: Math.exp(block - log), share, cluster: Math.exp(cluster - log) };
}

function byChance({ attempts, chance, elsewhere, ...rest }: Unexpected, single: number): number {
  let flake = Math.log(chance) + Math.log(elsewhere.sound);
  for (const failed of attempts.slice(1)) flake += Math.log(failed ? RETRY_FAILS : 1 - RETRY_FAILS);
  return addLogs(flake, Math.log(single) + whenBroken({ attempts, chance, elsewhere, ...rest }));
}

function whenBroken({ attempts, elsewhere }: Unexpected): number {
  return attempts.reduce(
    (sum, failed) => sum + Math.log(failed ? BROKEN_FAILS : 1 - BROKEN_FAILS),
    Math.log(elsewhere.broken),
  );
}

/** Retries of tests that flake together: at each, either the cause is there again for all, or it is not. */
function togetherAgain(tests: readonly Unexpected[]): number {
  let log = 0;
  for (let retry = 1; tests.some(({ attempts }) => attempts.length > retry); retry++) {
    let again = Math.log(RETRY_FAILS);
    let not = Math.log(1 - RETRY_FAILS);
    for (const { attempts } of tests) {
      if (attempts.length <= retry) continue;
      again += Math.log(attempts[retry] ? TAKES_PART : 1 - TAKES_PART);
      not += Math.log(attempts[retry] ? AFTER_OUTAGE : 1 - AFTER_OUTAGE);
    }
    log += addLogs(again, not);
  }
  return log;
}

/** An outage in this suite: every test fails with the hazard, for itself. */
function outage({ size, failed }: SuiteRun, hazard: number, retryHazard: number): number {
  let log = (size - failed.length) * Math.log1p(-hazard);
  for (const { attempts, elsewhere } of failed) {
    log += Math.log(hazard) + Math.log(elsewhere.sound);
    for (const again of attempts.slice(1)) log += Math.log(again ? retryHazard : 1 - retryHazard);
  }
  return log;
}
