import type { ChangeImpact } from './impact.ts';
import { type Ordered, orderTests, withinBudget } from './order.ts';
import type { RecordedTest } from './test-record.ts';

/** Outcomes below which a test is new. */
const NEW = 3;
/** Passes after which a failure is not recent any more. */
const RECENT = 10;
/** Most reasons that are told for a test. */
const REASONS = 5;

export interface SelectInput {
  tests: readonly RecordedTest[];
  /** Null = no change is known, so every test is a candidate. */
  impact: ChangeImpact | null;
  /** Files that a test may stand in; empty = not known. */
  homesOf: (test: RecordedTest) => readonly string[];
  /** Whether it is known what a test file depends on. */
  isMapped: (file: string) => boolean;
  /** Milliseconds there are; null = as long as it takes. */
  budgetMs: number | null;
}

export interface Selected {
  ordered: Ordered<Candidate>[];
  /** Candidates that did not fit into the budget. */
  leftOut: Ordered<Candidate>[];
}

export interface Candidate extends RecordedTest {
  impacts: readonly number[];
  reasons: readonly string[];
}

/**
 * The tests that a change calls for, in the order to run them, each with its reasons. New, modified and recently
 * failed tests are always in, and those of which nothing is known.
 */
export function selectTests({ tests, impact, homesOf, isMapped, budgetMs }: SelectInput): Selected {
  const candidates = tests.flatMap((test): Candidate[] => {
    const homes = homesOf(test);
    const hits = homes.flatMap((home) => impact?.files.get(home) ?? []);
    const strongest = [...hits].sort((a, b) => b.weight - a.weight);
    const reasons = [...recordReasons(test), ...strongest.map(({ reason }) => reason)];
    if (impact === null) reasons.push('no change is given');
    else if (impact.everything.length > 0) reasons.push(impact.everything[0]!);
    else if (!homes.some((home) => isMapped(home))) reasons.push('nothing is known of what it depends on');
    if (reasons.length === 0) return [];
    return [
      {
        ...test,
        impacts: strongest.slice(0, 1).map(({ weight }) => weight),
        reasons: [...new Set(reasons)].slice(0, REASONS),
      },
    ];
  });
  const all = orderTests(candidates, { underBudget: budgetMs !== null });
  const ordered = budgetMs === null ? all : withinBudget(all, budgetMs);
  const kept = new Set(ordered);
  return { ordered, leftOut: all.filter((each) => !kept.has(each)) };
}

function recordReasons({ record }: RecordedTest): string[] {
  const { outcomes, passedSince } = record;
  const reasons: string[] = [];
  if (outcomes === 0) reasons.push('never ran');
  else if (outcomes < NEW) reasons.push(`is new: ran ${outcomes === 1 ? 'once' : 'twice'}`);
  if (passedSince === 0) reasons.push('failed when it ran last');
  else if (passedSince !== null && passedSince < RECENT) reasons.push(`failed ${passedSince + 1} runs ago`);
  return reasons;
}
