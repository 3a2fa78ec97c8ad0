import { type Decision, Decisions } from '@qitops/model';
import { parse, stringify } from 'yaml';

/** Decisions as a file holds them, or why it cannot be read. */
export type ReadDecisions = { decisions: Decision[] } | { problem: string };

/** Reads the file of decisions; null = there is none yet. */
export function readDecisions(text: string | null): ReadDecisions {
  if (text === null || text.trim() === '') return { decisions: [] };
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 0 });
  } catch (error) {
    return { problem: `it is not valid YAML: ${String((error as Error).message).split('\n')[0]}` };
  }
  const read = Decisions.safeParse(value);
  if (read.success) return { decisions: read.data.decisions };
  const [issue] = read.error.issues;
  return { problem: `${issue?.path.join('.')}: ${issue?.message}` };
}

const HEAD =
  '# What people decided about suggested tests. A rejected one is shown again when its function changes.\n';

/** The file with more decisions; a later one about the same suggestion takes the place of an earlier one. */
export function writeDecisions(known: readonly Decision[], more: readonly Decision[]): string {
  const newer = new Set(more.map(({ id }) => id));
  const decisions = [...known.filter(({ id }) => !newer.has(id)), ...more];
  return HEAD + stringify({ version: 1, decisions } satisfies Decisions, { lineWidth: 0 });
}

/** The rejection that keeps a suggestion from being shown: of just this one, and its function is as it was then. */
export function rejectionOf(
  decisions: readonly Decision[],
  suggestion: { id: string; target: { path: string; function: string } },
  hash: string | undefined,
): Decision | null {
  return (
    decisions.find(
      (each) =>
        each.decision === 'rejected' &&
        each.id === suggestion.id &&
        each.path === suggestion.target.path &&
        each.function === suggestion.target.function &&
        each.hash === hash,
    ) ?? null
  );
}
