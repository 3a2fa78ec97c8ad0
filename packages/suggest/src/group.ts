import type { Pick } from './choose.ts';

/** Most tests for one function. */
export const MOST_TESTS = 5;
/** Assertions in one test, more only where there would be more tests. */
const MOST_CALLS = 6;

/** Puts what behaves alike into one test: same result first, then same kind of result; at most five tests. */
export function group(picks: readonly Pick[]): Pick[][] {
  let groups = grouped(picks, (pick) => JSON.stringify([kindOf(pick), outcomeOf(pick)]));
  if (groups.length > MOST_TESTS) groups = mergeSmall(groups);
  return groups;
}

function grouped(picks: readonly Pick[], key: (pick: Pick) => string): Pick[][] {
  const groups = new Map<string, Pick[]>();
  for (const pick of picks) {
    const own = key(pick);
    groups.set(own, [...(groups.get(own) ?? []), pick]);
  }
  return [...groups.values()];
}

/** Joins the smallest groups of one kind until there are few enough. */
function mergeSmall(groups: readonly Pick[][]): Pick[][] {
  const merged = groups.map((each) => [...each]);
  while (merged.length > MOST_TESTS) {
    merged.sort((a, b) => b.length - a.length);
    const last = merged.pop()!;
    const kind = kindOf(last[0]!);
    const fits = merged.findLast(
      (each) => kindOf(each[0]!) === kind && each.length + last.length <= MOST_CALLS,
    );
    (fits ?? merged.at(-1)!).push(...last);
  }
  return merged;
}

function kindOf({ observation, views }: Pick): string {
  const [first] = observation.seen.outcomes;
  return `${first?.kind === 'error' ? 'error' : 'value'} ${first?.async ?? false} ${views.join()} ${observation.scenario.steps.length > 0} ${JSON.stringify(observation.scenario.globals ?? {})} ${observation.scenario.property ? 'property' : ''}`;
}

function outcomeOf({ observation }: Pick): unknown {
  return observation.seen.outcomes;
}
