import { BROKEN_FAILS } from './grid.ts';
import { addLogs, sumLogs } from './logs.ts';

/** A first attempt that failed although it was expected to pass. */
export interface Unexpected {
  test: number;
  /** First to last; true = failed. */
  attempts: boolean[];
  /** Probability that it fails by chance if its code is sound. */
  chance: number;
  /** The other runs of the tree: in how many it failed and passed; how likely that is by chance and if its code is broken. */
  elsewhere: { failed: number; passed: number; sound: number; broken: number };
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
  /** Prior probability that it fails together again: as a flaky cluster, as its code is broken still, when an outage hits the suite. */
  asCluster: number;
  asBroken: number;
  asOutage: number;
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
  /** Probability that an attempt fails for the outage: the first, the first retry, … */
  hazards: number[];
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
/** Probability that an outage hits a suite harder or less hard than the others. */
const OWN_HAZARD = 0.2;
/** Probability that a test fails its retry that an outage has hit before and that depends on what is out. */
const EXPOSED = 0.93;
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
/** Probability that a test of the suite is of a known set though it did not fail with it before. */
const NEWCOMER = 0.02;
/** Probability that a shared cause is there in another run of the tree as well. */
const STILL_THERE = 0.3;
/** Fewest unexpected failures of a suite for which an outage is thought of; or three times as many of the run. */
const MIN_OUTAGE = 3;

/** Says for each suite of a run which shared cause explains its unexpected failures, by comparing marginal likelihoods. */
export function explainRun(suites: readonly SuiteRun[], priors: CausePriors): Explanation[] {
  const alone = suites.map((suite) => withoutOutage(suite, priors));
  const unexpected = suites.reduce((sum, { failed }) => sum + failed.length, 0);
  const turns = Math.max(1, ...suites.flatMap(({ failed }) => failed.map(({ attempts }) => attempts.length)));
  const explanations = alone.map(({ block, share, cluster }): Explanation => {
    return { outage: 0, hazards: Array.from({ length: turns }, () => 0), block, share, cluster };
  });
  const most = Math.max(0, ...suites.map(({ failed }) => failed.length));
  if (most < MIN_OUTAGE && unexpected < 3 * MIN_OUTAGE) return explanations;
  const cases = outages(turns).flatMap(({ hazards, weight }) => {
    const ratios = suites.map((suite, i) => outage(suite, hazards, alone[i]!.chance) - alone[i]!.log);
    return SPREADS.map((spread) => {
      const hit = spread || 1 / suites.length;
      const logs = ratios.map((ratio) => addLogs(Math.log(1 - hit), Math.log(hit) + ratio));
      const log = Math.log(weight / SPREADS.length) + logs.reduce((sum, each) => sum + each, 0);
      return { hazards, hit, ratios, logs, log };
    });
  });
  const total = sumLogs(cases.map((each) => each.log));
  const odds = Math.log(priors.outage / (1 - priors.outage)) + total;
  const probability = 1 / (1 + Math.exp(-odds));
  for (const each of cases) {
    const weight = probability * Math.exp(each.log - total);
    if (weight < 1e-6) continue;
    explanations.forEach((explanation, i) => {
      const here = weight * Math.exp(Math.log(each.hit) + each.ratios[i]! - each.logs[i]!);
      explanation.outage += here;
      each.hazards.forEach((hazard, turn) => {
        explanation.hazards[turn]! += here * hazard;
      });
    });
  }
  for (const explanation of explanations) {
    const { outage, hazards } = explanation;
    if (outage > 0) explanation.hazards = hazards.map((hazard) => hazard / outage);
    explanation.block *= 1 - outage;
    explanation.cluster *= 1 - outage;
  }
  return explanations;
}

/**
 * Outages of every strength that last for one attempt, two, …: the hazard at each. What failed once is known to be
 * exposed, so that a retry may be hit harder than the tests at large.
 */
function outages(turns: number): { hazards: number[]; weight: number }[] {
  return HAZARDS.flatMap(([hazard, weight]) =>
    Array.from({ length: turns }, (_, last) => {
      const retries = last === 0 ? [hazard] : [hazard, EXPOSED];
      return retries.map((retry) => ({
        hazards: Array.from({ length: turns }, (_, turn) =>
          turn === 0 ? hazard : turn <= last ? retry : AFTER_OUTAGE,
        ),
        weight: weight / turns / retries.length,
      }));
    }).flat(),
  );
}

interface Alone {
  /** Logarithm of the marginal likelihood when there is no outage. */
  log: number;
  block: number;
  share: number;
  cluster: number;
  /** Logarithms of the probability that each failed for itself. */
  chance: number[];
}

function withoutOutage({ size, failed, known }: SuiteRun, priors: CausePriors): Alone {
  const chance = failed.map((each) => byChance(each, priors.single));
  const single = chance.reduce((sum, each) => sum + each, 0);
  if (failed.length < 2) return { log: single, block: 0, share: 0, cluster: 0, chance };
  const broken = failed.map(whenBroken);
  const blocks = SHARES.map(([share, weight]) => {
    const each = failed.map((_, i) =>
      addLogs(Math.log(share) + broken[i]!, Math.log(1 - share) + chance[i]!),
    );
    return (
      Math.log(weight) + each.reduce((sum, log) => sum + log, 0) + (size - failed.length) * Math.log1p(-share)
    );
  });
  const nothing = failed.map(() => 0);
  const clusters = SHARES.map(([share, weight]) => {
    const each = chance.map((log) => addLogs(Math.log(share), Math.log(1 - share) + log));
    return (
      Math.log(weight) + each.reduce((sum, log) => sum + log, 0) + (size - failed.length) * Math.log1p(-share)
    );
  });
  const retries =
    togetherAgain(failed) + togetherElsewhere(failed, Math.log(TAKES_PART), Math.log(1 - TAKES_PART));
  const total = sumLogs(blocks);
  let share = SHARES.reduce((sum, [each], i) => sum + each * Math.exp(blocks[i]! - total), 0);
  let block = Math.log(priors.block) + total;
  let cluster = Math.log(priors.cluster) + sumLogs(clusters) + retries;
  if (known) {
    cluster = addLogs(cluster, Math.log(known.asCluster) + sameSet(known, failed, nothing, chance) + retries);
    const stillBroken = Math.log(known.asBroken) + sameSet(known, failed, broken, chance);
    const either = addLogs(block, stillBroken);
    share += (TAKES_PART - share) * Math.exp(stillBroken - either);
    block = either;
  }
  const log = sumLogs([single, block, cluster]);
  return { log, block: Math.exp(block - log), share, cluster: Math.exp(cluster - log), chance };
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

/** The other runs of the tree: either what these tests share is there as well, so that each fails with `fails`, or not. */
function togetherElsewhere(tests: readonly Unexpected[], fails: number, passes: number): number {
  let there = Math.log(STILL_THERE);
  let not = Math.log(1 - STILL_THERE);
  for (const { elsewhere } of tests) {
    there += elsewhere.failed * fails + elsewhere.passed * passes;
    not += Math.log(elsewhere.sound);
  }
  return addLogs(there, not);
}

/** The known set fails again, each member nearly always; `ofMember` = logarithms of the rest if a test is one, else `chance`. */
function sameSet(
  known: KnownSet,
  failed: readonly Unexpected[],
  ofMember: readonly number[],
  chance: readonly number[],
): number {
  let log = 0;
  let members = 0;
  failed.forEach(({ test }, i) => {
    const isMember = known.members.has(test);
    if (isMember) members += 1;
    log += isMember
      ? Math.log(TAKES_PART) + ofMember[i]!
      : addLogs(chance[i]!, Math.log(NEWCOMER) + ofMember[i]!);
  });
  return log + (known.members.size - members) * Math.log(1 - TAKES_PART);
}

/**
 * An outage in this suite: every test fails with the run's hazard, for itself, or with one of the suite's own, as
 * suites depend on what is out to different degrees; or those fail that failed together before.
 */
function outage(
  { size, failed, known }: SuiteRun,
  hazards: readonly number[],
  chance: readonly number[],
): number {
  const first = (hazard: number): number =>
    failed.length * Math.log(hazard) + (size - failed.length) * Math.log1p(-hazard);
  if (failed.length === 0) return first(hazards[0]!);
  const retries = failed.map(({ attempts }) =>
    attempts.reduce((sum, again, turn) => {
      return turn === 0 ? sum : sum + Math.log(again ? hazards[turn]! : 1 - hazards[turn]!);
    }, 0),
  );
  const own = sumLogs(HAZARDS.slice(1).map(([hazard, weight]) => Math.log(weight) + first(hazard)));
  const alike = addLogs(Math.log(1 - OWN_HAZARD) + first(hazards[0]!), Math.log(OWN_HAZARD) + own);
  let here = alike + retries.reduce((sum, each) => sum + each, 0);
  if (known) here = addLogs(here, Math.log(known.asOutage) + sameSet(known, failed, retries, chance));
  return here + togetherElsewhere(failed, Math.log(hazards[0]!), Math.log1p(-hazards[0]!));
}
