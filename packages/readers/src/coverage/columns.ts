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

/** Growing columns of numbers for the file that is being read; used again for the next one. */
export class Columns {
  readonly #columns: Uint32Array[];
  length = 0;

  constructor(width: number) {
    this.#columns = Array.from({ length: width }, () => new Uint32Array(1024));
  }

  /** Makes room for one more row and returns its index; the row is then filled with {@link set}. */
  row(): number {
    if (this.length === this.#columns[0]!.length) {
      for (const [i, column] of this.#columns.entries()) {
        const larger = new Uint32Array(column.length * 2);
        larger.set(column);
        this.#columns[i] = larger;
      }
    }
    return this.length++;
  }

  set(column: number, row: number, value: number): void {
    this.#columns[column]![row] = Math.min(value, MAX);
  }

  column(index: number): Uint32Array {
    return this.#columns[index]!;
  }

  clear(): void {
    this.length = 0;
  }
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
    part.set(from.subarray(0, length));
    this.#used += length;
    return part;
  }
}

const NONE = new Uint32Array(0);

/** Rows (line, hits) in any order as sorted lines without repetition; repeated lines add up. */
export function linesOf(rows: Columns, pool: ArrayPool): LineHits {
  if (rows.length === 0) return { line: NONE, hits: NONE };
  const n = ascending(rows, 1) ? rows.length : combine(rows, 1);
  return { line: pool.copy(rows.column(0), n), hits: pool.copy(rows.column(1), n) };
}

/** Rows (line, block, arm, hits) in any order as sorted arms; repeated arms add up. */
export function armsFrom(rows: Columns, pool: ArrayPool): BranchArms {
  if (rows.length === 0) return { line: NONE, block: NONE, arm: NONE, hits: NONE, identified: true };
  const n = ascending(rows, 3) ? rows.length : combine(rows, 3);
  const [line, block, arm, hits] = [0, 1, 2, 3].map((i) => pool.copy(rows.column(i), n));
  return { line: line!, block: block!, arm: arm!, hits: hits!, identified: true };
}

function ascending(rows: Columns, keys: number): boolean {
  for (let i = 1; i < rows.length; i++) if (compare(rows, i - 1, i, keys) >= 0) return false;
  return true;
}

function compare(rows: Columns, a: number, b: number, keys: number): number {
  for (let key = 0; key < keys; key++) {
    const column = rows.column(key);
    if (column[a] !== column[b]) return column[a]! - column[b]!;
  }
  return 0;
}

/** Sorts by the key columns and adds up the last column of equal keys; returns the number of rows left. */
function combine(rows: Columns, keys: number): number {
  const order = Uint32Array.from({ length: rows.length }, (_, i) => i).sort((a, b) =>
    compare(rows, a, b, keys),
  );
  const sorted = Array.from({ length: keys + 1 }, (_, key) => {
    const column = rows.column(key);
    return Uint32Array.from(order, (row) => column[row]!);
  });
  let n = 0;
  for (let i = 0; i < order.length; i++) {
    const hits = sorted[keys]![i]!;
    const same = n > 0 && sorted.slice(0, keys).every((column, key) => rows.column(key)[n - 1] === column[i]);
    if (same) {
      rows.set(keys, n - 1, rows.column(keys)[n - 1]! + hits);
      continue;
    }
    for (let key = 0; key < keys; key++) rows.column(key)[n] = sorted[key]![i]!;
    rows.column(keys)[n++] = hits;
  }
  return n;
}

/** One source file that is being read from records of which each line and arm comes at most once, or adds up. */
export class FileColumns {
  readonly #pool = new ArrayPool();
  readonly #lines = new Columns(2);
  readonly #arms = new Columns(4);
  #functions: FunctionHits[] = [];
  #identified = true;

  line(line: number, hits: number): void {
    const row = this.#lines.row();
    this.#lines.set(0, row, line);
    this.#lines.set(1, row, hits);
  }

  arm(line: number, block: number, arm: number, hits: number): void {
    const row = this.#arms.row();
    this.#arms.set(0, row, line);
    this.#arms.set(1, row, block);
    this.#arms.set(2, row, arm);
    this.#arms.set(3, row, hits);
  }

  /** Branches of which only the counts are known: the arms are numbered covered ones first. */
  armCounts(line: number, covered: number, total: number): void {
    if (total > 0) this.#identified = false;
    for (let arm = 0; arm < Math.min(total, 65_536); arm++) this.arm(line, 0, arm, arm < covered ? 1 : 0);
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
    this.#lines.clear();
    this.#arms.clear();
    this.#functions = [];
    this.#identified = true;
    return coverage;
  }
}

/** A source file of which only totals are known. */
export function declaredOnly(path: string, declared: CoverageTotals): FileCoverage {
  return { path, lines: { line: NONE, hits: NONE }, branches: noBranches(), functions: [], declared };
}
