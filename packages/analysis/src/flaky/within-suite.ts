import { BROKEN_FAILS } from './grid.ts';
import { addLogs, sumLogs } from './logs.ts';
import type { CausePriors, KnownSet, SuiteRun, Unexpected } from './suite-run.ts';

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
/** Probability that an attempt fails after a shared cause has gone. */
export const AFTERWARDS = 0.02;

/** How well causes within one suite explain its failures. */
export interface Alone {
  /** Logarithm of the marginal likelihood when there is no outage. */
  log: number;
  block: number;
  share: number;
  cluster: number;
  /** Logarithms of the probability that each failed for itself. */
  chance: number[];
}

/** Chance, a change that breaks several tests of the suite, and a flaky cluster, when there is no outage. */
export function withoutOutage({ size, failed, known }: SuiteRun, priors: CausePriors): Alone {
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
      not += Math.log(attempts[retry] ? AFTERWARDS : 1 - AFTERWARDS);
    }
    log += addLogs(again, not);
  }
  return log;
}

/** The other runs of the tree: either what these tests share is there as well, so that each fails with `fails`, or not. */
export function togetherElsewhere(tests: readonly Unexpected[], fails: number, passes: number): number {
  let there = Math.log(STILL_THERE);
  let not = Math.log(1 - STILL_THERE);
  for (const { elsewhere } of tests) {
    there += elsewhere.failed * fails + elsewhere.passed * passes;
    not += Math.log(elsewhere.sound);
  }
  return addLogs(there, not);
}

/** The known set fails again, each member nearly always; `ofMember` = logarithms of the rest if a test is one, else `chance`. */
export function sameSet(
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
