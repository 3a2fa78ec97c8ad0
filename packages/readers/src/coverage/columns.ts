import {
  type BranchArms,
  type CoverageTotals,
  type FileCoverage,
  type FunctionHits,
  type LineHits,
  noBranches,
} from '@qitops/model';

const MAX = 0xffff_ffff;
const BLOCK = 256 * 1024;

/** Growing rows (line, hits) of the file that is being read; used again for the next one. */
export class LineRows {
  line = new Uint32Array(1024);
  hits = new Uint32Array(1024);
  length = 0;

  add(line: number, hits: number): void {
    if (this.length === this.line.length) {
      this.line = doubled(this.line);
      this.hits = doubled(this.hits);
    }
    this.line[this.length] = line;
    this.hits[this.length++] = Math.min(hits, MAX);
  }
}

/** Growing rows (line, block, arm, hits). */
export class ArmRows {
  line = new Uint32Array(256);
  block = new Uint32Array(256);
  arm = new Uint32Array(256);
  hits = new Uint32Array(256);
  length = 0;

  add(line: number, block: number, arm: number, hits: number): void {
    if (this.length === this.line.length) {
      this.line = doubled(this.line);
      this.block = doubled(this.block);
      this.arm = doubled(this.arm);
      this.hits = doubled(this.hits);
    }
    this.line[this.length] = line;
    this.block[this.length] = Math.min(block, MAX);
    this.arm[this.length] = Math.min(arm, MAX);
    this.hits[this.length++] = Math.min(hits, MAX);
  }
}

function doubled(column: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(column.length * 2);
  larger.set(column);
  return larger;
}

/** Hands out small arrays cut from large blocks: a million files would else cost a million allocations. */
export class ArrayPool {
  #block = new Uint32Array(0);
  #used = 0;

  /** A copy of `from` up to `length`. */
  copy(from: Uint32Array, length: number): Uint32Array {
    if (length > BLOCK / 8) return from.slice(0, length);
    if (this.#used + length > this.#block.length) {
      this.#block = new Uint32Array(BLOCK);
      this.#used = 0;
    }
    const part = this.#block.subarray(this.#used, this.#used + length);
    // Short ones are quicker by hand than through another view.
    for (let i = 0; i < length; i++) part[i] = from[i]!;
    this.#used += length;
    return part;
  }
}

const NONE = new Uint32Array(0);

/** Rows in any order as sorted lines without repetition; repeated lines add up. */
export function linesOf(rows: LineRows, pool: ArrayPool): LineHits {
  if (rows.length === 0) return { line: NONE, hits: NONE };
  const n = linesAscend(rows) ? rows.length : combine([rows.line], rows.hits, rows.length);
  return { line: pool.copy(rows.line, n), hits: pool.copy(rows.hits, n) };
}

/** Rows in any order as sorted arms; repeated arms add up. */
export function armsFrom(rows: ArmRows, pool: ArrayPool): BranchArms {
  if (rows.length === 0) return noBranches();
  const { line, block, arm, hits } = rows;
  const n = armsAscend(rows) ? rows.length : combine([line, block, arm], hits, rows.length);
  return {
    line: pool.copy(line, n),
    block: pool.copy(block, n),
    arm: pool.copy(arm, n),
    hits: pool.copy(hits, n),
    identified: true,
  };
}

function linesAscend({ line, length }: LineRows): boolean {
  for (let i = 1; i < length; i++) if (line[i]! <= line[i - 1]!) return false;
  return true;
}

function armsAscend({ line, block, arm, length }: ArmRows): boolean {
  for (let i = 1; i < length; i++) {
    const order = line[i]! - line[i - 1]! || block[i]! - block[i - 1]! || arm[i]! - arm[i - 1]!;
    if (order <= 0) return false;
  }
  return true;
}

/** Sorts by the key columns in place and adds up the hits of equal keys; returns the number of rows left. */
function combine(keys: readonly Uint32Array[], hits: Uint32Array, length: number): number {
  const order = Uint32Array.from({ length }, (_, i) => i).sort((a, b) => {
    for (const key of keys) if (key[a] !== key[b]) return key[a]! - key[b]!;
    return a - b;
  });
  const columns = [...keys, hits];
  const sorted = columns.map((column) => Uint32Array.from(order, (row) => column[row]!));
  const sortedHits = sorted.at(-1)!;
  let n = 0;
  for (let i = 0; i < length; i++) {
    if (n > 0 && keys.every((key, k) => key[n - 1] === sorted[k]![i])) {
      hits[n - 1] = Math.min(hits[n - 1]! + sortedHits[i]!, MAX);
      continue;
    }
    for (const [k, column] of columns.entries()) column[n] = sorted[k]![i]!;
    n += 1;
  }
  return n;
}

/** No line has more ways out than this: a count beyond it is made up or damaged. */
export const MOST_ARMS = 4096;

/** One source file that is being read from records of which each line and arm comes at most once, or adds up. */
export class FileColumns {
  readonly #pool = new ArrayPool();
  readonly #lines = new LineRows();
  readonly #arms = new ArmRows();
  #functions: FunctionHits[] = [];
  #identified = true;

  line(line: number, hits: number): void {
    this.#lines.add(line, hits);
  }

  arm(line: number, block: number, arm: number, hits: number): void {
    this.#arms.add(line, block, arm, hits);
  }

  /**
   * Branches of which only the counts are known: the arms are numbered covered ones first.
   * False, and nothing added, when there are more than a line can have.
   */
  armCounts(line: number, covered: number, total: number): boolean {
    if (total > MOST_ARMS) return false;
    if (total > 0) this.#identified = false;
    for (let arm = 0; arm < total; arm++) this.arm(line, 0, arm, arm < covered ? 1 : 0);
    return true;
  }

  function(name: string, line: number, hits: number): void {
    this.#functions.push({ name, line, hits });
  }

  get isEmpty(): boolean {
    return this.#lines.length === 0 && this.#arms.length === 0;
  }

  /** The file under `path`; this is then empty again, for the next one. */
  build(path: string): FileCoverage {
    const coverage = {
      path,
      lines: linesOf(this.#lines, this.#pool),
      branches: { ...armsFrom(this.#arms, this.#pool), identified: this.#identified },
      functions: this.#functions,
    };
    this.#lines.length = 0;
    this.#arms.length = 0;
    this.#functions = [];
    this.#identified = true;
    return coverage;
  }
}

/** A source file of which only totals are known. */
export function declaredOnly(path: string, declared: CoverageTotals): FileCoverage {
  return { path, lines: { line: NONE, hits: NONE }, branches: noBranches(), functions: [], declared };
}
