import type { CasePriority, CaseStep, CaseType } from './case.ts';

/** A value that a set of parameters can hold. */
export type CaseValue = string | number | boolean | null;

/** A test as it is written down somewhere outside of the catalogue. */
export interface FoundTest {
  /** Repository path; empty when a report names none. */
  file: string;
  /** From 1; null when the place has no lines. */
  line: number | null;
  /** Suites from the outermost in, as the runner reports them. */
  suite: string[];
  name: string;
  /** Other names that a report may give it: a method's own name beside what it is shown as. */
  alsoCalled: string[];
  /** Whether it stands for several tests: a title with places in it, a parametrised function. */
  many: boolean;
  state: 'active' | 'skipped' | 'todo';
  tags: string[];
  description: string | null;
  preconditions: string[];
  steps: CaseStep[];
  parameters: Record<string, CaseValue>[];
  /** What the place calls it for good: `C123`, `SHOP-T4`. */
  key?: string;
  type?: CaseType;
  priority?: CasePriority;
  owner?: string;
}

/** A found test with nothing but its name. */
export function foundTest(place: Pick<FoundTest, 'file' | 'line' | 'suite' | 'name'>): FoundTest {
  return {
    ...place,
    alsoCalled: [],
    many: false,
    state: 'active',
    tags: [],
    description: null,
    preconditions: [],
    steps: [],
    parameters: [],
  };
}
