import type { GateResult } from '@qitops/model';

/** How the jobs of the workflow stand that this one needs. */
export interface JobGateInput {
  /** Result by job: `success`, `failure`, `cancelled`, `skipped`; null = not given. */
  needs: ReadonlyMap<string, string> | null;
  /** Jobs that may be skipped. */
  skippable: readonly string[];
  /** What arrived of the jobs whose results are joined here; null = nothing is joined. */
  shards: ShardArrival | null;
}

export interface ShardArrival {
  wanted: number;
  /** Names of those that arrived: `test (3)`. */
  arrived: readonly string[];
  /** Names of those that did not, as far as they are known. */
  missing: readonly string[];
  /** Names of those that arrived without any result file. */
  empty: readonly string[];
  /** What arrived and could not be read, with the reason. */
  refused: readonly { name: string; reason: string }[];
}

/** Judges the other jobs. Whatever is not known to be fine fails: a skipped job counts as success on GitHub. */
export function judgeJobs({ needs, skippable, shards }: JobGateInput): GateResult[] {
  const gates: GateResult[] = [];
  if (needs) gates.push(judgeNeeds(needs, skippable));
  if (shards) gates.push(judgeShards(shards));
  return gates;
}

function judgeNeeds(needs: ReadonlyMap<string, string>, skippable: readonly string[]): GateResult {
  const jobs = [...needs];
  const declared = jobs.filter(([job, result]) => result === 'skipped' && skippable.includes(job));
  const bad = jobs.filter((job) => job[1] !== 'success' && !declared.includes(job));
  const listed = [
    ...bad.map(([job, result]) => `${job}: ${result}`),
    ...declared.map(([job]) => `${job}: skipped, which gates.skippable allows`),
  ];
  return {
    name: 'needed jobs',
    level: 'fail',
    passed: bad.length === 0,
    actual: shortList(listed) || 'all succeeded',
    wanted: 'every needed job succeeded',
  };
}

const LISTED = 20;

/** So many names that a sentence can bear, and how many more there are. */
function shortList(names: readonly string[]): string {
  const more = names.length - LISTED;
  return names.slice(0, LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function judgeShards({ wanted, arrived, missing, empty, refused }: ShardArrival): GateResult {
  const parts = [`${arrived.length} of ${wanted} arrived`];
  if (missing.length > 0) parts.push(`missing: ${shortList(missing)}`);
  else if (arrived.length > 0 && arrived.length < wanted) parts[0] += `: ${shortList(arrived)}`;
  if (empty.length > 0) parts.push(`no result files in: ${shortList(empty)}`);
  if (refused.length > 0) {
    parts.push(shortList(refused.map(({ name, reason }) => `${name} was not taken: ${reason}`)));
  }
  return {
    name: 'shards',
    level: 'fail',
    passed: arrived.length >= wanted && empty.length + refused.length === 0,
    actual: parts.join('; '),
    wanted: `${wanted} of ${wanted}, each with results`,
  };
}
