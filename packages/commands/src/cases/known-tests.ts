import { linkRenames } from '@qitops/analysis';
import type { Aliases } from '@qitops/history';
import { type CaseTest, type HistoryView, statusIn, type TestResult } from '@qitops/model';
import { TestHomes } from '@qitops/repository';
import { fills, flatName, hasPlace, readName } from './test-names.ts';

/** Newest runs in which a job has to be seen to count as one that still runs. */
const RECENT = 50;

/** A test that ran. */
export interface KnownTest extends CaseTest {
  /** In the newest run of a job that still runs, or in the results. */
  current: boolean;
}

export interface KnownTestsInput {
  view: HistoryView;
  results: { tests: readonly TestResult[]; at: string } | null;
  aliases: Aliases;
  /** Paths of the repository. */
  files: ReadonlySet<string>;
}

/** Tests of the history and of the results, found by their ids and by how people write them. */
export class KnownTests {
  readonly all: readonly KnownTest[];
  readonly #aliases: Aliases;
  readonly #files: ReadonlySet<string>;
  readonly #byId = new Map<string, KnownTest>();
  readonly #byName = new Map<string, KnownTest[]>();
  readonly #byFile = new Map<string, { flat: string; test: KnownTest }[]>();
  readonly #renamed: ReadonlyMap<string, KnownTest>;

  constructor({ view, results, aliases, files }: KnownTestsInput) {
    this.#aliases = aliases;
    this.#files = files;
    const found = testsOf(view);
    for (const test of found.tests) if (test) this.#byId.set(test.id, test);
    for (const { id, suite, name, file, status, flaky, suiteLevel } of results?.tests ?? [])
      if (!suiteLevel)
        this.#byId.set(id, {
          id,
          suite,
          name,
          file,
          status: flaky ? 'flaky' : status,
          at: results!.at,
          current: true,
        });
    this.all = [...this.#byId.values()];
    const homes = new TestHomes(files);
    for (const test of this.all) this.#index(test, homes);
    this.#renamed = renamesOf(found, this.#byId);
  }

  /**
   * The tests that a link means: an id or the beginning of one, or `file > suite > name`, where a title with places and
   * the name of a parametrised test mean all that they became. Old names lead to what the tests are called now.
   */
  find(link: string): { tests: KnownTest[]; renamed: boolean } {
    const direct = this.#direct(link);
    if (direct.length === 0) {
      const { parts } = readName(link, (path) => this.#files.has(path));
      const key = { suite: parts.slice(0, -1), name: parts.at(-1)! };
      const to = this.#byId.get(this.#aliases.of(link, key));
      return { tests: to ? [to] : [], renamed: to !== undefined };
    }
    if (direct.some(({ current }) => current)) return { tests: direct, renamed: false };
    const now = direct.flatMap(({ id }) => this.#renamed.get(id) ?? []);
    return now.length > 0 ? { tests: now, renamed: true } : { tests: direct, renamed: false };
  }

  #direct(link: string): KnownTest[] {
    if (/^[0-9a-f]{8,64}$/.test(link)) {
      const exact = this.#byId.get(link);
      return exact ? [exact] : this.all.filter(({ id }) => id.startsWith(link));
    }
    const read = readName(link, (path) => this.#files.has(path));
    const found = this.#named(read.file, flatName(read.parts));
    // `shop.CartTest` looks like a file and is a class
    if (found.length > 0 || read.file === null || this.#files.has(read.file)) return found;
    return this.#byName.get(keyOf(null, flatName([read.file, ...read.parts]))) ?? [];
  }

  #named(file: string | null, flat: string): KnownTest[] {
    const exact = this.#byName.get(keyOf(file, flat));
    if (exact && exact.length > 0) return exact;
    const near = file === null ? [...this.#byFile.values()].flat() : (this.#byFile.get(file) ?? []);
    const places = hasPlace(flat);
    const meant = near.filter(
      ({ flat: full }) =>
        (places && fills(full, flat)) || (full.startsWith(flat) && /^\s?[[(/]/.test(full.slice(flat.length))),
    );
    return [...new Set(meant.map(({ test }) => test))];
  }

  #index(test: KnownTest, homes: TestHomes): void {
    const { file, suite, name } = test;
    const names = new Set([
      flatName([...suite, name]),
      flatName([...suite.slice(1), name]),
      flatName([name]),
    ]);
    const places =
      file === null ? homes.of(test).map((path) => ({ path, local: localSuite(path, suite) })) : [];
    for (const { path, local } of places) this.#add(path, flatName([...local, name]), test);
    for (const flat of names) {
      for (const path of file === null ? ['', ...places.map((each) => each.path)] : [file])
        this.#add(path, flat, test);
      this.#push(keyOf(null, flat), test);
    }
  }

  #add(path: string, flat: string, test: KnownTest): void {
    this.#push(keyOf(path, flat), test);
    const list = this.#byFile.get(path) ?? [];
    list.push({ flat, test });
    this.#byFile.set(path, list);
  }

  #push(key: string, test: KnownTest): void {
    const known = this.#byName.get(key);
    if (!known) this.#byName.set(key, [test]);
    else if (!known.includes(test)) known.push(test);
  }
}

/** With a null file the name stands for the tests of any. */
function keyOf(file: string | null, flat: string): string {
  return `${file ?? '*'}\0${flat}`;
}

/** The suites of a test inside its file, where the report has the class or the package instead. */
function localSuite(path: string, suite: readonly string[]): string[] {
  const last = suite.at(-1) ?? '';
  if (path.endsWith('.go')) return [];
  return last.split(/[.$]/).filter((part) => /^[A-Z]/.test(part));
}

interface FoundTests {
  /** By position in the view; null = in no run. */
  tests: (KnownTest | null)[];
  first: number[];
  last: number[];
}

function testsOf(view: HistoryView): FoundTests {
  const first = view.tests.map(() => -1);
  const last = view.tests.map(() => -1);
  const newest = new Map<string, number>();
  view.runs.forEach((run, at) => {
    const { job, cell, framework, pr } = run.info;
    newest.set([job, cell, framework, pr === null ? 'branch' : 'pr'].join('\0'), at);
    for (let index = 0; index < run.status.length; index++) {
      if (!run.status[index]) continue;
      if (first[index]! < 0) first[index] = at;
      last[index] = at;
    }
  });
  const recent = new Set([...newest.values()].filter((at) => at >= view.runs.length - RECENT));
  const isCurrent = (index: number): boolean => [...recent].some((at) => view.runs[at]!.status[index]);
  const tests = view.tests.map(({ id, suite, name, file }, index): KnownTest | null => {
    const run = view.runs[last[index]!];
    const status = run && statusIn(run, index);
    if (!run || !status) return null;
    const retried = status === 'passed' && /[fe]/.test(run.attempts.get(index) ?? '');
    return {
      id,
      suite,
      name,
      file,
      status: retried ? 'flaky' : status,
      at: run.info.startedAt,
      current: isCurrent(index),
    };
  });
  return { tests, first, last };
}

/** What tests that are gone are called now, by their ids. */
function renamesOf(
  { tests, first, last }: FoundTests,
  byId: ReadonlyMap<string, KnownTest>,
): Map<string, KnownTest> {
  const place = new Map(tests.flatMap((test, at) => (test ? [[test.id, at] as const] : [])));
  const gone = tests.filter((test) => test !== null && !byId.get(test.id)!.current) as KnownTest[];
  const earliest = Math.min(...gone.map(({ id }) => last[place.get(id)!]!));
  const fresh = tests.filter((test, at) => test?.current === true && first[at]! > earliest) as KnownTest[];
  const renamed = new Map<string, KnownTest>();
  for (const [id, from] of linkRenames(gone, fresh))
    if (first[place.get(id)!]! > last[place.get(from.id)!]!) renamed.set(from.id, byId.get(id)!);
  return renamed;
}
