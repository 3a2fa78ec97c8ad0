import { maskSecrets } from '@qitops/escape';
import type { LinkedCase, SiteCaseDetail, SiteCaseRow, SiteCases, SiteTestDetail } from '@qitops/model';
import { type Facts, outcomesOf, shortId } from './facts.ts';
import type { ReportInput } from './report-input.ts';
import { recentOutcomes } from './test-columns.ts';

/** Cases whose details share a file. */
export const CASES_PER_DETAIL = 50;
const PROBLEMS_SHOWN = 200;
/** Tests of one link that are shown. */
const TESTS_SHOWN = 100;

/** The catalogue and, by its order, the details of its cases in files of {@link CASES_PER_DETAIL}. */
export interface CasePages {
  page: Omit<SiteCases, 'details'>;
  details: SiteCaseDetail[][];
}

/** The pages of test cases; null when the repository has none. */
export function casePages({ cases: catalogue, coverage }: ReportInput, facts: Facts): CasePages | null {
  if (!catalogue) return null;
  const { cases, yaml, problems, tests, notes } = catalogue;
  const position = new Map(facts.history.tests.map(({ id }, at) => [id, at]));
  const scratch = new Uint8Array(facts.mainline.runs.length);
  const recent = (id: string): string => {
    const at = position.get(id);
    return at === undefined ? '' : recentOutcomes(outcomesOf(facts, at), facts.mainline.runs, scratch);
  };
  const all = cases.map((one, at) => detailOf(one, yaml[at] ?? '', recent, coverage?.files));
  const details: SiteCaseDetail[][] = [];
  for (let from = 0; from < all.length; from += CASES_PER_DETAIL)
    details.push(all.slice(from, from + CASES_PER_DETAIL));
  return {
    page: masked({
      rows: cases.map(rowOf),
      tests: tests && { known: tests.known, withoutCase: tests.withoutCase },
      problems: problems.slice(0, PROBLEMS_SHOWN),
      problemsTotal: problems.length,
      notes,
    }),
    details: masked(details),
  };
}

function rowOf(one: LinkedCase): SiteCaseRow {
  const { id, title, path, line, type, priority, owner, source, tags, requirements, status, deadLinks } = one;
  return {
    ...{ id, title, path, line, type, priority, owner, source, tags, requirements, status },
    tests: one.automatedBy.reduce((sum, link) => sum + link.tests.length, 0),
    deadLinks,
    covers: [...new Set(one.covers.map((cover) => cover.path))],
  };
}

function detailOf(
  one: LinkedCase,
  yaml: string,
  recent: (id: string) => string,
  measured: ReadonlyMap<string, unknown> | undefined,
): SiteCaseDetail {
  return {
    alone: one.alone,
    yaml,
    preconditions: one.preconditions,
    steps: one.steps,
    parameters: one.parameters,
    covers: one.covers.map(({ path, symbol, state }) => ({
      path,
      symbol,
      state,
      measured: measured?.has(path) ?? false,
    })),
    links: one.automatedBy.map(({ text, state, renamed, tests }) => ({
      ...{ text, state, renamed },
      tests: tests
        .slice(0, TESTS_SHOWN)
        .map((test) => ({ ...test, id: shortId(test), recent: recent(test.id) })),
    })),
  };
}

/** The cases that each test does, by the test's whole id. */
export function casesByTest({
  cases: catalogue,
}: ReportInput): Map<string, NonNullable<SiteTestDetail['cases']>> {
  const found = new Map<string, NonNullable<SiteTestDetail['cases']>>();
  for (const { id, title, automatedBy } of catalogue?.cases ?? []) {
    for (const test of new Set(automatedBy.flatMap(({ tests }) => tests.map((each) => each.id)))) {
      const line = { id: maskSecrets(id), title: maskSecrets(title) };
      found.set(test, [...(found.get(test) ?? []), line]);
    }
  }
  return found;
}

/** A copy without what looks like a credential. */
function masked<T>(value: T): T {
  if (typeof value === 'string') return maskSecrets(value) as T;
  if (Array.isArray(value)) return value.map(masked) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [maskSecrets(key), masked(inner)]),
  ) as T;
}
