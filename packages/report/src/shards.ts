import type { SiteShard, SiteTestDetail, TestResult } from '@qitops/model';
import { type Facts, outcomesOf } from './facts.ts';
import { type FailureDetails, latestOf } from './latest-result.ts';
import { ERRORED, FAILED, isGreen, isRed, runLength } from './outcomes.ts';

/** Tests that share a file, on average; the greatest of 300 such files holds about 50. */
const TESTS_PER_SHARD = 34;
const LIST_LIMIT = 20;

/** How many shards a site has. */
export function shardCount(tests: number): number {
  return Math.max(1, Math.ceil(tests / TESTS_PER_SHARD));
}

/** The shard of a test; the browser computes the same from the id in its address. */
export function shardOf(id: string, count: number): number {
  return Number.parseInt(id.slice(0, 8), 16) % count;
}

/** All shards, by number, one at a time: nobody needs them all at once. `flakyRows` by short id, `cases` by whole id. */
export function* testShards(
  facts: Facts,
  flakyRows: ReadonlyMap<string, NonNullable<SiteTestDetail['flaky']>>,
  latest: readonly TestResult[],
  cases: ReadonlyMap<string, NonNullable<SiteTestDetail['cases']>> = new Map(),
  failures: FailureDetails = { attempts: new Map(), frames: new Map() },
  ownersOf: (path: string) => readonly string[] = () => [],
): Iterable<SiteShard> {
  const members = Array.from({ length: shardCount(facts.tests) }, (): number[] => []);
  facts.ids.forEach((id, index) => {
    members[shardOf(id, members.length)]!.push(index);
  });
  const latestById = new Map(latest.filter((test) => !test.suiteLevel).map((test) => [test.id, test]));
  const detailOf = (index: number, shard: SiteShard, places: Map<string, number>): SiteTestDetail => {
    const test = facts.history.tests[index]!;
    const result = latestById.get(test.id);
    const done = cases.get(test.id);
    const owners = test.file === null ? [] : ownersOf(test.file);
    const red = hasRed(outcomesOf(facts, index));
    return {
      id: facts.ids[index]!,
      name: test.name,
      suite: test.suite,
      file: test.file,
      history: runLength(outcomesOf(facts, index)),
      ...facts.charts.of(index),
      failures: red ? failuresOf(facts, index, shard.messages, places) : [],
      flips: red ? flipsOf(facts, index) : [],
      slower: stepFor(facts, index),
      flaky: flakyRows.get(facts.ids[index]!) ?? null,
      latest: result ? latestOf(result, failures) : null,
      ...(owners.length > 0 ? { owners: [...owners] } : {}),
      ...(done ? { cases: done } : {}),
    };
  };
  for (const indices of members) {
    const shard: SiteShard = { tests: [], messages: [] };
    const places = new Map<string, number>();
    for (const index of indices) shard.tests.push(detailOf(index, shard, places));
    yield shard;
  }
}

/** Whether a test ever failed; most never did, and what is made of failures need not be looked for. */
function hasRed(row: Uint8Array): boolean {
  return row.includes(FAILED) || row.includes(ERRORED);
}

function failuresOf(
  facts: Facts,
  test: number,
  messages: string[],
  places: Map<string, number>,
): [number, number][] {
  const row = outcomesOf(facts, test);
  const failures: [number, number][] = [];
  for (let run = row.length - 1; run >= 0 && failures.length < LIST_LIMIT; run--) {
    if (!isRed(row[run]!)) continue;
    const message = facts.history.runs[run]!.messages.get(test) ?? '';
    let place = places.get(message);
    if (place === undefined) {
      place = messages.push(message) - 1;
      places.set(message, place);
    }
    failures.push([run, place]);
  }
  return failures;
}

function flipsOf(facts: Facts, test: number): SiteTestDetail['flips'] {
  const row = outcomesOf(facts, test);
  const flips: SiteTestDetail['flips'] = [];
  let red: boolean | null = null;
  for (const run of facts.mainline.runs) {
    const now = row[run]!;
    if (!isRed(now) && !isGreen(now)) continue;
    if (red !== null && red !== isRed(now)) flips.push({ run, to: isRed(now) ? 'failed' : 'passed' });
    red = isRed(now);
  }
  return flips.reverse().slice(0, LIST_LIMIT);
}

function stepFor(facts: Facts, test: number): SiteTestDetail['slower'] {
  const step = facts.steps.get(test);
  return step ? { run: step.at, before: Math.round(step.before), after: Math.round(step.after) } : null;
}
