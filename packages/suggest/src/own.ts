/**
 * What has at least one goal that no other of them reaches, those from the end given up first. A goal that two reach
 * stays with the earlier one.
 */
export function withOwn<T>(items: readonly T[], goals: (item: T) => Iterable<unknown>): T[] {
  const reached = new Map<unknown, number>();
  const all = items.map((item) => ({ item, goals: [...new Set(goals(item))] }));
  for (const each of all) for (const goal of each.goals) reached.set(goal, (reached.get(goal) ?? 0) + 1);
  const kept = new Set(items);
  for (const each of all.toReversed()) {
    if (each.goals.some((goal) => reached.get(goal) === 1)) continue;
    kept.delete(each.item);
    for (const goal of each.goals) reached.set(goal, reached.get(goal)! - 1);
  }
  return [...kept];
}
