import type { Observation } from '../protocol.ts';
import { begin, patience, type Run, withinTime } from './call.ts';
import { answer, job, type Namespace, now, started, write } from './job.ts';
import { loadSwitched } from './load.ts';
import { see } from './observe.ts';
import { comparable, FURTHER, finish, type Views, viewsOf } from './outcome.ts';

/** What hangs is tried again with this many times the time before it counts as endless. */
const PATIENT = 3;

interface Switch {
  activeMutant?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: { static: Record<string, number>; perTest: Record<string, Record<string, number>> };
  currentTestId?: string | undefined;
}

/** Switches on one mutant after the other and notes which observations tell it from the original. */
export async function tryMutants(module: Namespace): Promise<void> {
  const { ids, progress } = job.mutants!;
  (globalThis as Namespace).__stryker__ ??= {};
  const state = (globalThis as Namespace).__stryker__ as Switch;
  const atLoad = new Set(Object.keys(state.mutantCoverage?.static ?? {}));
  const reached = new Map<string, number[]>();
  const usable: Usable[] = [];
  for (const observation of answer.observations) {
    state.currentTestId = String(usable.length);
    const seen = await see(module, observation.scenario);
    state.currentTestId = undefined;
    const same = seen && comparable(seen.outcomes) === comparable(observation.seen.outcomes);
    if (!same) continue;
    const hits = state.mutantCoverage?.perTest[usable.length] ?? {};
    const ran = Object.keys(hits);
    observation.way = ran.join();
    for (const id of ran) reached.set(id, [...(reached.get(id) ?? []), usable.length]);
    usable.push({ observation, views: viewsOf(seen), hits });
  }
  for (const id of ids) {
    if (now() - started > job.budgetMs) return;
    let subject = module;
    let indices = reached.get(id) ?? [];
    if (atLoad.has(id) && indices.length === 0) {
      state.activeMutant = id;
      const reloaded = await loadSwitched(`m${id}`);
      if (!reloaded) state.activeMutant = undefined;
      if (!reloaded) continue;
      subject = reloaded;
      indices = [...usable.keys()];
    }
    write(progress, id);
    state.activeMutant = id;
    await tryMutant(id, subject, indices, usable, state);
    state.activeMutant = undefined;
    state.hitCount = undefined;
    answer.tried.push(id);
  }
}

/** Kills that are enough to choose from. */
const ENOUGH = 40;

async function tryMutant(
  id: string,
  module: Namespace,
  indices: readonly number[],
  usable: readonly Usable[],
  state: Switch,
): Promise<void> {
  let kills = 0;
  let hangs = 0;
  for (let at = 0; at < indices.length && kills < ENOUGH && hangs < 1; ) {
    const batch = indices.slice(at, at + 50);
    const runs: (Run | null)[] = [];
    const hung = !withinTime(() => {
      for (const index of batch) {
        limitHits(state, usable[index]!, id);
        runs.push(begin(module, usable[index]!.observation.scenario));
      }
    });
    for (const [n, run] of runs.entries()) {
      const one = usable[batch[n]!]!;
      const { observation, views } = one;
      const pending = run && finish(run);
      const seen = pending instanceof Promise ? await pending : pending;
      // a slow machine is no kill
      if (!seen && !(await differs(id, module, one, state))) continue;
      const now = seen ? viewsOf(seen) : null;
      if (!now || now.result !== views.result) {
        observation.kills.result.push(id);
        kills += 1;
        continue;
      }
      for (const view of FURTHER) {
        if (views[view] === '' || now[view] === views[view]) continue;
        observation.kills[view].push(id);
      }
    }
    if (hung) {
      const stuck = usable[batch[runs.length] ?? -1];
      if (stuck && (await differs(id, module, stuck, state))) {
        stuck.observation.kills.result.push(id);
        kills += 1;
        hangs += 1;
      }
    }
    at += runs.length + (hung ? 1 : 0);
  }
}

interface Usable {
  observation: Observation;
  views: Views;
  /** How often each mutant's place is reached. */
  hits: Readonly<Record<string, number>>;
}

/** A hundred times what the original needs is endless, as Stryker has it. */
function limitHits(state: Switch, { hits }: Usable, id: string): void {
  state.hitCount = 0;
  state.hitLimit = Math.max(1000, 100 * (hits[id] ?? 0));
}

/** Whether a mutant still gives something else, or nothing, when it is given more time. */
async function differs(id: string, module: Namespace, one: Usable, state: Switch): Promise<boolean> {
  let run: Run | null = null;
  patience.times = PATIENT;
  const ended = withinTime(() => {
    limitHits(state, one, id);
    run = begin(module, one.observation.scenario);
  });
  const seen = run && (await finish(run));
  patience.times = 1;
  return !ended || !seen || viewsOf(seen).result !== one.views.result;
}
