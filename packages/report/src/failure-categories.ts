import { maskSecrets } from '@qitops/escape';
import {
  type FailureCategory,
  type HistoryView,
  isFailure,
  type SiteRunDetail,
  type SiteRunDetails,
  statusIn,
  type TestResult,
} from '@qitops/model';
import type { RE2JS } from 're2js';
import type { LookProblem } from './look.ts';
import { differences } from './run-details.ts';

/** Characters that a pattern is tried on in a whole report, newest run first. RE2 takes time in proportion to them. */
const TRIED = 500_000;
/** The label under which the category of a failure is searched for and shown. */
const LABEL = 'category';

/** A failure, as far as it is known. */
interface Failure {
  status: 'failed' | 'errored';
  message: string;
  /** Null = not kept. */
  trace: string | null;
}

interface Category {
  name: string;
  status: FailureCategory['status'];
  message: RE2JS | null;
  trace: RE2JS | null;
  left: number;
}

/** The categories of a team: what is left out of them, and what falls into them. */
export class Categories {
  readonly problems: readonly LookProblem[];
  readonly #categories: readonly Category[];
  /** Most failures of a history say what others said before. */
  readonly #known = new Map<string, Category | null>();

  constructor(categories: readonly Category[], problems: readonly LookProblem[]) {
    this.#categories = categories;
    this.problems = problems;
  }

  /** The tests, failures with their category as a label. */
  labelled(tests: readonly TestResult[]): readonly TestResult[] {
    if (this.#categories.length === 0) return tests;
    return tests.map((test) => {
      const name = isFailure(test.status) ? this.#of(failureOf(test))?.name : undefined;
      return name === undefined
        ? test
        : { ...test, labels: [{ name: LABEL, value: name }, ...(test.labels ?? [])] };
    });
  }

  /** Details of runs with the failures of each category; the traces of the newest run are looked at too. */
  added(
    details: readonly SiteRunDetails[],
    history: HistoryView,
    latest: { tests: readonly TestResult[]; info: { key: string } } | null,
  ): readonly SiteRunDetails[] {
    if (this.#categories.length === 0) return details;
    const results = new Map(latest?.tests.map((test) => [test.id, test]));
    const added = details.toReversed().map(({ from, runs }) => {
      const newestFirst = runs.map((run, at) => ({ run, at: from + at })).reverse();
      return {
        from,
        runs: newestFirst
          .map(({ run, at }) => {
            const own = history.runs[at]!;
            const isLatest = own.info.key === latest?.info.key;
            return this.#addedTo(run, (test) => {
              const result = isLatest ? results.get(history.tests[test]!.id) : undefined;
              if (result && isFailure(result.status)) return failureOf(result);
              const status = statusIn(own, test) === 'errored' ? 'errored' : 'failed';
              return { status, message: own.messages.get(test) ?? '', trace: null };
            });
          })
          .reverse(),
      };
    });
    return added.reverse();
  }

  #addedTo(run: SiteRunDetail, failure: (test: number) => Failure): SiteRunDetail {
    const tests = new Map<Category, number[]>(this.#categories.map((category) => [category, []]));
    let at = 0;
    for (const step of run.failed) {
      at += step;
      const category = this.#of(failure(at));
      if (category) tests.get(category)!.push(at);
    }
    if (this.#categories.some(({ left }) => left < 0))
      return { ...run, categories: run.failed.length > 0 ? null : [] };
    const found = [...tests].filter(([, own]) => own.length > 0);
    return { ...run, categories: found.map(([{ name }, own]) => ({ name, tests: differences(own) })) };
  }

  /** The first whose every condition holds; null = none does. */
  #of(failure: Failure): Category | null {
    const key = JSON.stringify([failure.status, failure.message, failure.trace]);
    let found = this.#known.get(key);
    if (found === undefined) {
      found = this.#categories.find((category) => holds(category, failure)) ?? null;
      this.#known.set(key, found);
    }
    return found;
  }
}

/** Categories as `qitops.yml` has them; one whose pattern is none is left out and named. */
export async function categoriesOf(configured: readonly FailureCategory[]): Promise<Categories> {
  if (configured.length === 0) return new Categories([], []);
  const { RE2JS } = await import('re2js');
  const problems: LookProblem[] = [];
  const categories = configured.flatMap(({ name, message, trace, status }, at): Category[] => {
    const compiled = (key: string, pattern: string | undefined): RE2JS | null => {
      if (pattern === undefined) return null;
      try {
        return RE2JS.compile(pattern);
      } catch (error) {
        problems.push({
          key: `report.categories[${at}]`,
          what: `the ${key} of "${name}" is no regular expression of RE2: ${(error as Error).message}`,
          remedy:
            'write it as https://github.com/google/re2/wiki/Syntax says; it has no look-around and no \\1',
        });
        return null;
      }
    };
    const before = problems.length;
    const category = {
      name: maskSecrets(name),
      status,
      message: compiled('message', message),
      trace: compiled('trace', trace),
      left: TRIED,
    };
    return problems.length > before ? [] : [category];
  });
  return new Categories(categories, problems);
}

function failureOf({ status, message, trace }: TestResult): Failure {
  return {
    status: status === 'errored' ? 'errored' : 'failed',
    message: message ?? '',
    trace: trace ?? null,
  };
}

function holds(category: Category, { status, message, trace }: Failure): boolean {
  if (category.status !== undefined && category.status !== status) return false;
  if (category.trace && trace === null) return false;
  return isFound(category, category.message, message) && isFound(category, category.trace, trace ?? '');
}

/** No pattern holds for all. Past what may be tried none is found, and the run is known by that. */
function isFound(category: Category, pattern: RE2JS | null, text: string): boolean {
  if (!pattern) return true;
  category.left -= text.length;
  return category.left >= 0 && pattern.test(text);
}
