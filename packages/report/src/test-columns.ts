import { SITE_STATE_LETTERS, type SiteTests } from '@qitops/model';
import { type Facts, outcomesOf } from './facts.ts';
import { ABSENT, eachStretch, FLAKY, isRed, PASSED, runLength } from './outcomes.ts';

/** Newest outcomes that the list shows. */
const RECENT = 30;

/** Owners of a repository path. */
export type OwnersOf = (path: string) => readonly string[];

/** One row a test, by columns, in the history's order. */
export function testColumns(facts: Facts, ownersOf: OwnersOf = () => []): SiteTests {
  const files = new Places<string>((file) => file);
  const suites = new Places<string[]>((suite) => suite.join('\0'));
  const columns: SiteTests = {
    count: facts.tests,
    ids: facts.ids.join(''),
    names: [],
    files: files.values,
    file: [],
    suites: suites.values,
    suite: [],
    last: '',
    state: '',
    recent: [],
    passed: [],
    failed: [],
    flaky: [],
    p50: [],
    p95: [],
    owners: [],
    fileOwners: [],
  };
  const last: string[] = [];
  const state: string[] = [];
  const mainline = new Uint8Array(facts.mainline.runs.length);
  facts.history.tests.forEach((test, t) => {
    const row = outcomesOf(facts, t);
    columns.names.push(test.name);
    columns.file.push(test.file === null ? -1 : files.place(test.file));
    columns.suite.push(suites.place(test.suite));
    const counts = { passed: 0, failed: 0, flaky: 0 };
    let newest = ABSENT;
    eachStretch(row, 0, row.length, (outcome, count) => {
      if (outcome === ABSENT) return;
      newest = outcome;
      if (outcome === PASSED) counts.passed += count;
      else if (outcome === FLAKY) counts.flaky += count;
      else if (isRed(outcome)) counts.failed += count;
    });
    columns.passed.push(counts.passed);
    columns.failed.push(counts.failed);
    columns.flaky.push(counts.flaky);
    last.push(String.fromCharCode(newest));
    const flaky = facts.flaky?.get(test.id);
    state.push(flaky ? SITE_STATE_LETTERS[flaky.state] : '?');
    columns.recent.push(recentOutcomes(row, facts.mainline.runs, mainline));
    const { p50, p95 } = facts.usual[t]!;
    columns.p50.push(p50);
    columns.p95.push(p95);
  });
  columns.last = last.join('');
  columns.state = state.join('');
  const owners = new Places<string>((owner) => owner);
  const fileOwners = columns.files.map((file) => ownersOf(file).map((owner) => owners.place(owner)));
  if (owners.values.length > 0) Object.assign(columns, { owners: owners.values, fileOwners });
  return columns;
}

/** The newest mainline outcomes of a test, run-length; `scratch` has a place for every mainline run. */
export function recentOutcomes(row: Uint8Array, mainline: readonly number[], scratch: Uint8Array): string {
  let count = 0;
  for (let i = mainline.length - 1; i >= 0 && count < RECENT; i--) {
    const outcome = row[mainline[i]!]!;
    if (outcome !== ABSENT) scratch[count++] = outcome;
  }
  scratch.subarray(0, count).reverse();
  return runLength(scratch, 0, count);
}

/** Values in the order they were first seen. */
class Places<T> {
  readonly values: T[] = [];
  readonly #known = new Map<string, number>();
  readonly #key: (value: T) => string;

  constructor(key: (value: T) => string) {
    this.#key = key;
  }

  place(value: T): number {
    const key = this.#key(value);
    let place = this.#known.get(key);
    if (place === undefined) {
      place = this.values.length;
      this.values.push(value);
      this.#known.set(key, place);
    }
    return place;
  }
}
