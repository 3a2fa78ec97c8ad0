import type { ChangedFunction, FileCoverage, SuggestDocument, Suggestion } from '@qitops/model';
import type { Checkout } from '@qitops/repository';
import { choose, noticed, type Pick, type Place } from './choose.ts';
import { emitTest } from './emit/emit.ts';
import { LONGEST_TITLE, titleFor } from './emit/title.ts';
import { Baseline } from './existing/baseline.ts';
import { existingKills } from './existing/kills.ts';
import type { Observation } from './explore/protocol.ts';
import { type Explored, exploreAll, isIn, type Omit } from './explored.ts';
import {
  type Candidate,
  type GateOptions,
  type GateResult,
  type LcovParser,
  newlyCovered,
  prove,
  REPEATS,
} from './gate.ts';
import { group } from './group.ts';
import { suggestionId } from './id.ts';
import { LineIndex } from './line-index.ts';
import { conditionsOf } from './mutants/conditions.ts';
import type { MutatedModule } from './mutants/mutate.ts';
import { suggestInOtherLanguages } from './other-languages.ts';
import { withOwn } from './own.ts';
import { openLines, placesOf } from './places.ts';
import { questionsFor } from './questions.ts';
import { detectRunner } from './runners/detect.ts';
import type { TestStyle } from './style.ts';
import { Styles } from './styles.ts';
import { notExecuted, type Target } from './subject.ts';

export interface EngineRequest {
  checkout: Checkout;
  base: string;
  head: string;
  functions: readonly ChangedFunction[];
  /** Coverage of the existing tests by repository path, lines as at the head; null = not measured. */
  coverage: ReadonlyMap<string, FileCoverage> | null;
  parseLcov: LcovParser;
  env: Readonly<Record<string, string | undefined>>;
  log: (line: string) => void;
}

type Found = globalThis.Pick<SuggestDocument, 'suggestions' | 'omitted'>;

/** A test that waits for its five runs. */
interface Waiting {
  explored: Explored;
  picks: Pick[];
  candidate: Candidate;
  /** Mutants that no existing test kills. */
  kills: string[];
}

/**
 * Suggests tests without a model: tries each changed function with many inputs, keeps a small set that kills mutants
 * and runs branches that the existing tests do not, writes them in the project's style and proves them in the
 * project's runner. Inputs whose result the change altered become questions.
 */
export async function suggestWithEngine(request: EngineRequest): Promise<Found> {
  const { checkout, head, functions, parseLcov, env } = request;
  const found: Found = { suggestions: [], omitted: [] };
  const omit: Omit = (fn, reason) => {
    found.omitted.push({ path: fn.path, function: fn.name, reason });
  };
  found.suggestions.push(...(await suggestInOtherLanguages(request, omit)));
  const scripts = functions.filter(({ path }) => notExecuted(path) === null);
  const runner = scripts.length > 0 ? await detectRunner(checkout, head) : '';
  if (typeof runner === 'string') {
    for (const fn of scripts) omit(fn, runner);
    return found;
  }
  const gate: GateOptions = { runner, parseLcov, root: checkout.root, env };
  const { explored, modules } = await exploreAll({ ...request, functions: scripts }, omit);
  const baseline = await Baseline.of(
    checkout,
    head,
    explored.map(({ target }) => target.fn),
    request.coverage,
    gate,
  );
  const killed = await killsBefore(request, gate, baseline, explored, modules);
  const styles = await Styles.at(checkout, head, runner.id);
  const waiting: Waiting[] = [];
  const done = new Set<string>();
  const taken = { paths: new Set<string>(), titles: new Set<string>() };
  for (const each of explored) {
    const [double] = each.target.named.doubles ?? [];
    if (double && !DOUBLING.has(runner.id)) {
      omit(
        each.target.fn,
        `needs a double of ${double.specifier}, which a test of ${runner.id} cannot put in its place`,
      );
      continue;
    }
    const { kept, questions, unheld } = await candidatesFor(
      each,
      styles,
      gate,
      baseline,
      modules,
      new Set([...killed, ...done]),
      taken,
    );
    for (const { kills } of kept) for (const id of kills) done.add(id);
    waiting.push(...kept);
    found.suggestions.push(...questions);
    if (kept.length === 0) omit(each.target.fn, unheld ?? nothingNew(each, baseline));
  }
  const own = withOwn(waiting, ({ picks }) =>
    picks.flatMap((pick) => [...noticed(pick).filter((id) => !killed.has(id)), ...pick.places]),
  );
  for (const fn of new Set(waiting.map(({ explored: { target } }) => target.fn)))
    if (!own.some(({ explored: { target } }) => target.fn === fn))
      omit(fn, 'what its tests would notice, tests of other functions notice');
  request.log(`proving ${own.length} tests with ${runner.id}`);
  const result = await prove(
    own.map(({ candidate }) => candidate),
    gate,
  );
  found.suggestions.unshift(...own.flatMap((each) => proven(each, result, baseline, modules, omit)));
  return found;
}

/** Runners that can put a double in the place of an import. */
const DOUBLING: ReadonlySet<string> = new Set(['vitest', 'jest']);

/** Mutants that the existing tests kill, or may kill. */
async function killsBefore(
  { checkout, head, env, log }: EngineRequest,
  gate: GateOptions,
  baseline: Baseline,
  explored: readonly Explored[],
  modules: ReadonlyMap<string, MutatedModule>,
): Promise<ReadonlySet<string>> {
  const tests = baseline.testsReaching(modules.keys());
  const asked = new Set(
    explored.flatMap(({ now }) => now.observations.flatMap((each) => Object.values(each.kills).flat())),
  );
  if (tests.length === 0 || asked.size === 0) return new Set();
  log(`asking ${tests.length} existing test files about ${asked.size} mutants`);
  const { killed, undecided } = await existingKills({
    root: checkout.root,
    runner: gate.runner,
    env,
    files: await checkout.files(head),
    tests,
    modules,
    asked: [...asked],
  });
  if (undecided > 0) log(`${undecided} mutants stayed undecided and count as killed`);
  return killed;
}

async function candidatesFor(
  explored: Explored,
  styles: Styles,
  { runner }: GateOptions,
  baseline: Baseline,
  modules: ReadonlyMap<string, MutatedModule>,
  killed: ReadonlySet<string>,
  taken: { paths: Set<string>; titles: Set<string> },
): Promise<{ kept: Waiting[]; questions: Suggestion[]; unheld: string | null }> {
  const { target, now, before } = explored;
  const { fn, text, named } = target;
  const existing = baseline.existing(fn.path);
  const known = existing.kind === 'covered' ? existing.coverage : null;
  const open = openLines(known, fn);
  const places = existing.kind === 'unknown' ? [] : placesOf(now.observations, open, new LineIndex(text), fn);
  const ids = (modules.get(fn.path)?.mutants ?? []).filter((each) => isIn(each, fn)).map(({ id }) => id);
  const style = await styles.for(fn.path, taken.paths);
  const possible = now.observations.filter(
    ({ seen, scenario }) =>
      style.staging !== null || (seen.uses.length === 0 && !scenario.globals && !scenario.env),
  );
  const picks = choose(possible, new Set(ids.filter((id) => !killed.has(id))), places);
  const ways = new Set(picks.map((pick) => pick.observation.way));
  const asserted = ({ way }: Observation): boolean => ways.has(way);
  const questions = questionsFor(target, now, before, asserted);
  const unheld =
    possible.length === 0 && now.observations.length > 0
      ? `asks for the clock, chance or settings, which tests of ${runner.id} hold still with sinon alone`
      : null;
  if (picks.length === 0) return { kept: [], questions, unheld };
  const groups = group(picks);
  const conditions = conditionsOf(groups, modules.get(fn.path)?.mutants ?? [], text);
  const kept = groups.map((each, n): Waiting => {
    const title = unique(`${named.local} `, titleFor(named, each, conditions[n]), taken.titles);
    const candidate = candidateOf(target, title, each, style);
    const kills = [...new Set(each.flatMap((pick) => [...pick.kills]))];
    return { explored, picks: each, candidate, kills };
  });
  return { kept, questions, unheld };
}

/** A title that no other test of the same name has. */
function unique(prefix: string, title: string, taken: Set<string>): string {
  let own = title;
  for (let n = 2; taken.has(prefix + own); n++) own = `${title.slice(0, LONGEST_TITLE - 5)} (${n})`;
  taken.add(prefix + own);
  return own;
}

function candidateOf(
  { fn, named }: Target,
  title: string,
  picks: readonly Pick[],
  style: TestStyle,
): Candidate {
  return {
    path: style.pathFor(named.local),
    code: emitTest(named, title, picks, style),
    module: fn.path,
    title: `${named.local} ${title}`,
  };
}

function nothingNew({ target }: Explored, baseline: Baseline): string {
  const existing = baseline.existing(target.fn.path);
  if (existing.kind === 'unknown') return existing.reason;
  return 'no input was found that runs or notices what the existing tests miss';
}

/** The suggestion of a test that passed the gate and has a kill or a branch of its own. */
function proven(
  { explored, picks, candidate, kills }: Waiting,
  { proofs, coverage }: GateResult,
  baseline: Baseline,
  modules: ReadonlyMap<string, MutatedModule>,
  omit: Omit,
): Suggestion[] {
  const { fn, text } = explored.target;
  const { durationMs, failure, typeChecked, typeError } = proofs.get(candidate.path)!;
  if (typeError) omit(fn, `its test does not type-check: ${typeError}`);
  else if (durationMs === null) omit(fn, `its test did not pass five times of five: ${failure}`);
  if (typeError || durationMs === null) return [];
  const branches = newBranches(fn, picks, text, baseline, coverage?.get(fn.path) ?? null);
  const mutants = new Map(modules.get(fn.path)?.mutants.map((mutant) => [mutant.id, mutant]) ?? []);
  const words = kills
    .map((id) => mutants.get(id)!)
    // the smallest change says most
    .sort((a, b) => a.words.length - b.words.length || a.line - b.line);
  if (branches.length === 0 && words.length === 0) {
    omit(fn, 'its test covers nothing new and kills no mutant of its own');
    return [];
  }
  return [
    {
      id: suggestionId(fn, 'test', candidate.code),
      kind: 'test',
      lane: 'harden',
      target: { path: fn.path, function: fn.name, line: lineOf(picks, words, fn) },
      title: candidate.title,
      test: { path: candidate.path, code: candidate.code },
      evidence: {
        kills: [...new Set(words.map((mutant) => `${mutant.words} at L${mutant.line}`))],
        branches,
        repeats: REPEATS,
        durationMs,
      },
      author: 'engine',
      typeChecked,
    },
  ];
}

function lineOf(picks: readonly Pick[], kills: readonly { line: number }[], fn: ChangedFunction): number {
  const places = picks.flatMap((pick) => [...pick.places]);
  return places[0]?.line ?? kills[0]?.line ?? fn.line;
}

/** What the runner measured as new, on lines that this test's inputs run. */
function newBranches(
  fn: ChangedFunction,
  picks: readonly Pick[],
  text: string,
  baseline: Baseline,
  now: FileCoverage | null,
): string[] {
  const existing = baseline.existing(fn.path);
  if (!now || existing.kind === 'unknown') return [];
  const lines = new LineIndex(text);
  const ran = picks.flatMap((pick) => [...pick.places]);
  const within = (line: number): boolean =>
    ran.some((place: Place) => line >= lines.lineAt(place.start) && line <= lines.lineAt(place.end));
  const found = newlyCovered(fn.path, existing.kind === 'covered' ? existing.coverage : null, now).filter(
    ({ line }) => line >= fn.line && line <= fn.endLine && within(line),
  );
  // which of several arms on a line this test took, coverage of all tests together does not tell
  const arms = (at: number): number => found.filter(({ line, isArm }) => isArm && line === at).length;
  return found.filter(({ line, isArm }) => !isArm || arms(line) === 1).map(({ place }) => place);
}
