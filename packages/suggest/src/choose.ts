import type { Block, Observation, View } from './explore/protocol.ts';

/** An observation and what of it is asserted. */
export interface Pick {
  observation: Observation;
  views: readonly View[];
  /** Mutants that it kills. */
  kills: ReadonlySet<string>;
  /** Places that it runs and that no test ran. */
  places: ReadonlySet<Place>;
}

/** A block that the existing tests did not run. */
export interface Place {
  start: number;
  end: number;
  line: number;
}

/** Most assertions for one function; they are written as at most five tests. */
const MOST = 30;

/**
 * A small set of observations that kills every mutant and runs every place that any of them does: greedy set cover,
 * simplest first among equals, then those that the others made needless are taken out, so that each that stays has
 * a kill or a place of its own.
 */
export function choose(
  observations: readonly Observation[],
  open: ReadonlySet<string>,
  places: readonly Place[],
): Pick[] {
  const candidates = observations
    .filter(isAssertable)
    .flatMap((observation) => picksOf(observation, open, places));
  const left = new Set<unknown>([...open, ...places]);
  const chosen: Pick[] = [];
  while (left.size > 0 && chosen.length < MOST) {
    let best: Pick | undefined;
    let most = 0;
    for (const pick of candidates) {
      const gain = gainOf(pick, left) * worthOf(pick);
      // a further assertion in a test must earn its place
      if (gain > most + (best && pick.views.length > best.views.length ? 0.5 : 0))
        [best, most] = [pick, gain];
    }
    if (!best) break;
    for (const goal of goalsOf(best)) left.delete(goal);
    chosen.push(best);
  }
  return withoutNeedless(chosen);
}

/** A property that does not hold is never asserted. */
function isAssertable({ scenario, seen }: Observation): boolean {
  const [first] = seen.outcomes;
  return !scenario.property || (first?.kind === 'value' && first.text === 'true');
}

function picksOf(observation: Observation, open: ReadonlySet<string>, places: readonly Place[]): Pick[] {
  const { seen } = observation;
  const reached = new Set(places.filter((place) => ranIn(observation.blocks, place)));
  const only = (ids: readonly string[]): string[] => ids.filter((id) => open.has(id));
  const kills = only(observation.kills.result);
  const picks: Pick[] = [{ observation, views: ['result'], kills: new Set(kills), places: reached }];
  for (const view of ['after', 'called', 'identity'] as const) {
    const more = only(observation.kills[view]);
    const telling = view === 'after' ? seen.after.some((each) => each.changed) : false;
    if (more.length === 0 && !telling) continue;
    picks.push({
      observation,
      views: ['result', view],
      kills: new Set([...kills, ...more]),
      places: reached,
    });
  }
  return picks;
}

/** That a wrong type crashes says less than what a right one gives; a property says more than one example. */
function worthOf(pick: Pick): number {
  const { property } = pick.observation.scenario;
  if (property) return property.kind === 'total' ? 0.4 : 1.5;
  return crashes(pick) ? 0.5 : 1;
}

function crashes({ observation }: Pick): boolean {
  const [first] = observation.seen.outcomes;
  return first?.kind === 'error' && first.name === 'TypeError' && first.message === '';
}

/** Mutants that its assertions notice, also those that it was not chosen for. */
export function noticed({ observation: { kills }, views }: Pick): string[] {
  return views.flatMap((view) => kills[view]);
}

function goalsOf({ kills, places }: Pick): unknown[] {
  return [...kills, ...places];
}

function gainOf(pick: Pick, left: ReadonlySet<unknown>): number {
  let gain = 0;
  for (const goal of pick.kills) if (left.has(goal)) gain += 1;
  for (const goal of pick.places) if (left.has(goal)) gain += 1;
  return gain;
}

function withoutNeedless(chosen: readonly Pick[]): Pick[] {
  let kept = [...chosen];
  for (const pick of chosen.toReversed()) {
    const others = new Set(kept.filter((each) => each !== pick).flatMap(goalsOf));
    if (goalsOf(pick).every((goal) => others.has(goal))) kept = kept.filter((each) => each !== pick);
  }
  return kept;
}

/** Whether a place ran: the innermost reported block that encloses it says so. */
export function ranIn(blocks: readonly Block[], place: { start: number; end: number }): boolean {
  let innermost: Block | undefined;
  for (const block of blocks) {
    if (block.start > place.start || block.end < place.end) continue;
    if (!innermost || block.end - block.start <= innermost.end - innermost.start) innermost = block;
  }
  return innermost?.ran ?? false;
}
