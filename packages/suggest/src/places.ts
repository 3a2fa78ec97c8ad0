import { armsOf, type ChangedFunction, type FileCoverage } from '@qitops/model';
import { type Place, ranIn } from './choose.ts';
import type { Observation } from './explore/protocol.ts';
import type { LineIndex } from './line-index.ts';

/** Lines of a function that the existing tests leave open. */
export interface Open {
  /** Nothing ran them. */
  missed: ReadonlySet<number>;
  /** They ran, but not every way out of them was taken. */
  partial: ReadonlySet<number>;
}

/** What is open in a function; all of an untested one. */
export function openLines(coverage: FileCoverage | null, fn: ChangedFunction): Open {
  const missed = new Set<number>();
  const partial = new Set<number>();
  if (!coverage) {
    for (let line = fn.line; line <= fn.endLine; line++) missed.add(line);
    return { missed, partial };
  }
  coverage.lines.line.forEach((line, i) => {
    if (line < fn.line || line > fn.endLine) return;
    const arms = armsOf(coverage.branches, line);
    if (coverage.lines.hits[i] === 0) missed.add(line);
    else if (arms && arms.covered < arms.total) partial.add(line);
  });
  return { missed, partial };
}

/**
 * Blocks of the function that are open: those that V8 tells apart because some input ran them and some did
 * not, and the function as a whole when nothing ran it before.
 */
export function placesOf(
  observations: readonly Observation[],
  open: Open,
  lines: LineIndex,
  fn: { line: number; endLine: number },
): Place[] {
  const places = new Map<string, Place>();
  for (const { blocks } of observations) {
    for (const { start, end, ran } of blocks) {
      const line = lines.lineAt(start);
      if (ran || line < fn.line || line > fn.endLine) continue;
      if (isOpen(open, line, lines.lineAt(end))) places.set(`${start}-${end}`, { start, end, line });
    }
  }
  return [...places.values()].filter((place) => observations.some((each) => ranIn(each.blocks, place)));
}

function isOpen({ missed, partial }: Open, from: number, to: number): boolean {
  for (let line = from; line <= to; line++) if (missed.has(line)) return true;
  return from === to && partial.has(from);
}
