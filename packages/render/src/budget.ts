/** A piece of a document that stands or falls as a whole. */
export interface Block {
  text: string;
  /** 0 = always kept; the greatest goes first. */
  rank: number;
  /** What is lost with it, counted in the closing note: "3 changed functions". */
  label: string;
}

/** UTF-8 bytes; never fewer than characters, so it keeps both kinds of limit. */
export function sizeOf(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** Bytes of the empty line between two parts. */
const GAP = 2;

/**
 * Joins blocks with empty lines so that the whole stays within `budget` bytes. What does not fit is dropped by rank,
 * the last of a rank first, and named at the end; markup is never split. If even the blocks of rank 0 are too long
 * the first is cut at a character.
 */
export function fit(blocks: readonly Block[], budget: number): string {
  const kept = blocks.map((block) => block);
  const dropped = new Map<string, number>();
  const parts = (): string[] => [...kept.map((block) => block.text), note(dropped)].filter(Boolean);
  const total = (): number => parts().reduce((sum, part) => sum + sizeOf(part) + GAP, -GAP);
  const byRank = blocks
    .map((block, index) => ({ block, index }))
    .filter(({ block }) => block.rank > 0)
    .sort((a, b) => b.block.rank - a.block.rank || b.index - a.index);
  for (const { block } of byRank) {
    if (total() <= budget) break;
    kept.splice(kept.indexOf(block), 1);
    dropped.set(block.label, (dropped.get(block.label) ?? 0) + 1);
  }
  const text = parts().join('\n\n');
  return sizeOf(text) <= budget ? text : cut(text, budget);
}

function note(dropped: ReadonlyMap<string, number>): string {
  if (dropped.size === 0) return '';
  const parts = [...dropped].map(([label, count]) => (count > 1 ? `${label} (${count})` : label));
  return `_Left out for length: ${parts.join(', ')}. The full report has them._`;
}

/** The longest beginning of whole characters that fits, ended by an ellipsis where there is room for one. */
export function cut(text: string, budget: number): string {
  if (sizeOf(text) <= budget) return text;
  const room = budget - 3;
  if (room < 0) return '';
  let size = 0;
  let end = 0;
  for (const character of text) {
    size += sizeOf(character);
    if (size > room) break;
    end += character.length;
  }
  return `${text.slice(0, end)}…`;
}
