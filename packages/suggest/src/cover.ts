import type { Block, Observation } from './explore/explore.ts';

/** Text offsets by line. */
export class LineIndex {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  /** 1-based line of an offset. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (low + 1 < high) {
      const middle = (low + high) >>> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }
}

/** A block that the existing tests may have missed. */
export interface Target {
  start: number;
  end: number;
  line: number;
}

export interface ChosenInput {
  observation: Observation;
  /** What this input runs and none of those before it does. */
  targets: Target[];
}

/**
 * Blocks that begin on a line of `wanted`: those that V8 tells apart because some input ran them and some did not,
 * and the function as a whole when nothing ran it before.
 */
export function targetsOf(
  observations: readonly Observation[],
  wanted: ReadonlySet<number>,
  lines: LineIndex,
  body: { startLine: number; endLine: number },
): Target[] {
  const targets = new Map<string, Target>();
  for (const { blocks } of observations) {
    for (const { start, end, ran } of blocks) {
      const line = lines.lineAt(start);
      if (ran || line < body.startLine || line > body.endLine) continue;
      if (touches(wanted, line, lines.lineAt(end))) targets.set(`${start}-${end}`, { start, end, line });
    }
  }
  return [...targets.values()].filter((target) => observations.some((each) => ranIn(each.blocks, target)));
}

/** Whether any wanted line is within, or the block begins or ends on it. */
function touches(wanted: ReadonlySet<number>, from: number, to: number): boolean {
  for (let line = from; line <= to; line++) if (wanted.has(line)) return true;
  return false;
}

/** Whether a block ran: the innermost reported block that encloses it says so. */
export function ranIn(blocks: readonly Block[], target: { start: number; end: number }): boolean {
  let innermost: Block | undefined;
  for (const block of blocks) {
    if (block.start > target.start || block.end < target.end) continue;
    if (!innermost || block.end - block.start <= innermost.end - innermost.start) innermost = block;
  }
  return innermost?.ran ?? false;
}

/** A small set of inputs that runs every target that any input runs: greedy set cover, simplest first among equals. */
export function chooseInputs(
  observations: readonly Observation[],
  targets: readonly Target[],
  most: number,
): ChosenInput[] {
  const open = new Set(targets);
  const chosen: ChosenInput[] = [];
  while (open.size > 0 && chosen.length < most) {
    let best: ChosenInput | undefined;
    for (const observation of observations) {
      const reached = [...open].filter((target) => ranIn(observation.blocks, target));
      if (reached.length > (best?.targets.length ?? 0)) best = { observation, targets: reached };
    }
    if (!best) break;
    for (const target of best.targets) open.delete(target);
    chosen.push(best);
  }
  return chosen;
}
