import type { Pick } from '../choose.ts';
import type { Condition } from '../emit/condition-words.ts';
import type { Mutant } from './mutate.ts';

/**
 * Conditions of the source on which each group of observations turns: it notices when one that held is made false, or
 * one that did not is made true. Those that no other group turns on come first, then the shortest.
 */
export function conditionsOf(
  groups: readonly (readonly Pick[])[],
  mutants: readonly Mutant[],
  text: string,
): Condition[][] {
  const byId = new Map(mutants.map((mutant) => [mutant.id, mutant]));
  const each = groups.map((group) => {
    const found = new Map<string, Condition>();
    for (const id of new Set(group.flatMap(({ kills }) => [...kills]))) {
      const mutant = byId.get(id);
      if (mutant?.mutator !== 'ConditionalExpression' || !/^(true|false)$/.test(mutant.replacement)) continue;
      const condition = { text: text.slice(mutant.start, mutant.end), holds: mutant.replacement === 'false' };
      found.set(`${condition.text} ${condition.holds}`, condition);
    }
    // what holds and does not hold within one group says nothing of it
    for (const { text: own } of [...found.values()])
      if (found.has(`${own} true`) && found.has(`${own} false`))
        for (const holds of [true, false]) found.delete(`${own} ${holds}`);
    return found;
  });
  const shared = (key: string): number => each.filter((found) => found.has(key)).length;
  return each.map((found) =>
    [...found]
      .sort(([a], [b]) => shared(a) - shared(b) || a.length - b.length || (a < b ? -1 : 1))
      .map(([, condition]) => condition),
  );
}
