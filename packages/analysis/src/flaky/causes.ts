import { addLogs, sumLogs } from './logs.ts';
import type { CausePriors, Explanation, SuiteRun } from './suite-run.ts';
import { AFTERWARDS, sameSet, togetherElsewhere, withoutOutage } from './within-suite.ts';

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
/** Probability that an outage hits a suite harder or less hard than the others. */
const OWN_HAZARD = 0.2;
/** Probability that a test fails its retry that an outage has hit before and that depends on what is out. */
const EXPOSED = 0.93;
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
          turn === 0 ? hazard : turn <= last ? retry : AFTERWARDS,
        ),
        weight: weight / turns / retries.length,
      }));
    }).flat(),
  );
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
