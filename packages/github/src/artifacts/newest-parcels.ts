import { newestPhaseParcel, newestPullReports } from '@qitops/model';

/** Of each job's parcel about a pull request the one of the newest run and attempt: a commit may have had several runs. */
export function newestParcels<T extends { name: string; runId: number }>(left: readonly T[]): T[] {
  const taken = new Map<string, T>();
  const runs = Map.groupBy(left, ({ runId }) => runId);
  for (const runId of [...runs.keys()].sort((a, b) => b - a)) {
    const names = runs.get(runId)!.map(({ name }) => name);
    for (const name of [...newestPullReports(names), ...newestPhaseParcel(names, 'prove')]) {
      const job = name.replace(/-a\d+$/, '');
      const one = runs.get(runId)!.find((each) => each.name === name)!;
      if (!taken.has(job)) taken.set(job, one);
    }
  }
  return [...taken.values()];
}

/** `<run>/<name>` of each, sorted: what was delivered, without its content. */
export function namesOf(chosen: readonly { name: string; runId: number }[]): string[] {
  return chosen.map(({ runId, name }) => `${runId}/${name}`).sort();
}
