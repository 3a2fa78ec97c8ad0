import type { CaseCover, CasePriority, CaseSource, CaseStep, CaseType } from './case.ts';
import type { CaseValue } from './case-found.ts';
import type {
  CaseLinkState,
  CaseProblem,
  CaseStatus,
  CasesDocument,
  CaseTest,
  CoverLink,
} from './documents/cases.ts';

/** `cases`: the catalogue, one row a case, in the order of their files. */
export interface SiteCases {
  rows: SiteCaseRow[];
  /** Details of the cases: `<folder>/<position / per>.json`. */
  details: { folder: string; per: number };
  /** Automated tests of the newest runs, and those without a case; null = no run is known. */
  tests: Pick<NonNullable<CasesDocument['tests']>, 'known' | 'withoutCase'> | null;
  /** What does not hold in the files. */
  problems: CaseProblem[];
  problemsTotal: number;
  notes: string[];
}

export interface SiteCaseRow {
  id: string;
  title: string;
  /** File, and the line in it. */
  path: string;
  line: number;
  type: CaseType | null;
  priority: CasePriority | null;
  owner: string | null;
  source: CaseSource;
  tags: string[];
  requirements: string[];
  status: CaseStatus;
  /** Tests that do it. */
  tests: number;
  deadLinks: number;
  /** Paths that it covers. */
  covers: CaseCover['path'][];
}

/** What the page of one case shows beside its row. */
export interface SiteCaseDetail {
  /** Whether nothing else stands in its file. */
  alone: boolean;
  /** The case as it is written. */
  yaml: string;
  preconditions: string[];
  steps: CaseStep[];
  parameters: Record<string, CaseValue>[];
  covers: (Omit<CoverLink, 'line'> & { measured: boolean })[];
  links: {
    text: string;
    state: CaseLinkState;
    renamed: boolean;
    /** `id`: the first 16 digits; `recent`: newest outcomes on the main branch, run-length. */
    tests: (CaseTest & { recent: string })[];
  }[];
}
