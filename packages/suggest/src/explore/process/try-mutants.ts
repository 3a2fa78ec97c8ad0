import type { Observation } from '../protocol.ts';
import { begin, patience, type Run, runEach, withinTime } from './call.ts';
import { world } from './clock.ts';
import { answer, beat, copyName, job, type Namespace, noteIn, started, worked } from './job.ts';
import { loadSwitched } from './load.ts';
import { comparable, FURTHER, finish, outcomesOf, seenOf, type Views, viewsOf } from './outcome.ts';

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
  using file = noteIn(progress);
  const state = (globalThis as Namespace).__stryker__ as Switch;
  const atLoad = new Set(Object.keys(state.mutantCoverage?.static ?? {}));
  const reached = new Map<string, number[]>();
  const usable: Usable[] = [];
  await runEach(
    module,
    answer.observations.map(({ scenario }) => scenario),
    {
      ends: () => true,
      before: (index) => {
        state.currentTestId = String(index);
      },
      after: async (index, run) => {
        await beat();
        state.currentTestId = String(index);
        const observation = answer.observations[index]!;
        const seen = run && (await finish(run));
        if (!seen || comparable(seen.outcomes) !== comparable(observation.seen.outcomes)) return false;
        const hits = state.mutantCoverage?.perTest[index] ?? {};
        const ran = Object.keys(hits);
        observation.way = ran.join();
        for (const id of ran) reached.set(id, [...(reached.get(id) ?? []), usable.length]);
        usable.push({ observation, views: viewsOf(seen), hits });
        return false;
      },
    },
  );
  state.currentTestId = undefined;
  const order = varietyFirst(usable);
  const most = Math.max(LEAST_RUNS, Math.floor(MOST_RUNS / Math.max(1, ids.length)));
  for (const id of ids) {
    if (worked() - started > job.budgetMs) return;
    await beat();
    let subject = module;
    let indices = reached.get(id) ?? [];
    if (atLoad.has(id) && indices.length === 0) {
      state.activeMutant = id;
      const reloaded = await reload(id);
      if (!reloaded) state.activeMutant = undefined;
      if (!reloaded) continue;
      subject = reloaded;
      indices = [...usable.keys()];
    }
    file.note(id);
    state.activeMutant = id;
    const chosen = [...indices].sort((a, b) => order[a]! - order[b]!).slice(0, most);
    await tryMutant(id, subject, chosen, usable, state);
    state.activeMutant = undefined;
    state.hitCount = undefined;
    answer.tried.push(id);
  }
}

/** Calls for all mutants of a job, and for each at least. */
const MOST_RUNS = 40_000;
const LEAST_RUNS = 100;

/** Ranks: one of each way through the code with each result, then a second of each. */
function varietyFirst(usable: readonly Usable[]): number[] {
  const counts = new Map<string, number>();
  const turns = usable.map(({ observation, views }, index) => {
    const key = `${observation.way} ${views.result}`;
    const turn = counts.get(key) ?? 0;
    counts.set(key, turn + 1);
    return { index, turn };
  });
  const ranks = new Array<number>(usable.length);
  turns.sort((a, b) => a.turn - b.turn || a.index - b.index);
  for (const [rank, { index }] of turns.entries()) ranks[index] = rank;
  return ranks;
}

/** A copy that was loaded with the mutant switched on, the world open for it. */
async function reload(id: string): Promise<Namespace | null> {
  world.closed = false;
  try {
    return await loadSwitched(copyName(id));
  } finally {
    world.closed = true;
  }
}

/** Kills that are enough to choose from. */
const ENOUGH = 30;

async function tryMutant(
  id: string,
  module: Namespace,
  indices: readonly number[],
  usable: readonly Usable[],
  state: Switch,
): Promise<void> {
  let kills = 0;
  await runEach(
    module,
    indices.map((index) => usable[index]!.observation.scenario),
    {
      judges: true,
      before: (n) => limitHits(state, usable[indices[n]!]!, id),
      // one after the other they are watched over by their hits and from outside
      ends: (n) => usable[indices[n]!]!.observation.seen.outcomes.some((each) => each.async),
      after: async (n, run) => {
        const one = usable[indices[n]!]!;
        const { observation, views } = one;
        limitHits(state, one, id);
        const pending = run && outcomesOf(run);
        const outcomes = pending instanceof Promise ? await pending : pending;
        if (!outcomes) {
          // a slow machine is no kill
          if (!(await differs(id, module, one, state))) return false;
          observation.kills.result.push(id);
          kills += 1;
          return run === null || kills >= ENOUGH;
        }
        if (comparable(outcomes) !== views.result) {
          observation.kills.result.push(id);
          kills += 1;
          return kills >= ENOUGH;
        }
        const seen = seenOf(run!, outcomes);
        const now = seen && viewsOf(seen);
        if (now)
          for (const view of FURTHER)
            if (views[view] !== '' && now[view] !== views[view]) observation.kills[view].push(id);
        return kills >= ENOUGH;
      },
    },
  );
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
