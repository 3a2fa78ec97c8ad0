import type { Place } from '../choose.ts';
import type { Block } from '../explore/protocol.ts';

/** Lines as places that do not overlap, for tools that tell which lines ran. */
export function blocksOf(fn: { line: number; endLine: number }, ran: ReadonlySet<number>): Block[] {
  const blocks: Block[] = [];
  for (let line = fn.line; line <= fn.endLine; line++) blocks.push({ ...spanOf(line), ran: ran.has(line) });
  return blocks;
}

export function placeOf(line: number): Place {
  return { ...spanOf(line), line };
}

/** The lines of a function that an observation ran. */
export function linesRan(blocks: readonly Block[]): number[] {
  return blocks.filter(({ ran }) => ran).map(({ start }) => start / 2);
}

function spanOf(line: number): { start: number; end: number } {
  return { start: line * 2, end: line * 2 + 1 };
}
