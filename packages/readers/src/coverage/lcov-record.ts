import type { FileCoverage, FunctionHits } from '@qitops/model';
import { ArrayPool, armsFrom, Columns, linesOf } from './columns.ts';
import { reportPath } from './report-path.ts';

const COMMA = 0x2c;

/** One `SF … end_of_record` while it is being read; used again for the next one. */
export class LcovRecord {
  declaredLines: number | null = null;
  declaredHit: number | null = null;
  readonly #pool = new ArrayPool();
  readonly #lines = new Columns(2);
  readonly #arms = new Columns(4);
  #path = '';
  #functions: FunctionHits[] = [];
  /** Functions by name; made only when the first counts come. */
  #byName = new Map<string, FunctionHits[]>();
  #leaders = new Map<number, number>();
  #named = new Map<string, number>();

  begin(path: string): void {
    this.#path = reportPath(path);
    this.#lines.clear();
    this.#arms.clear();
    this.#functions = [];
    this.#byName.clear();
    this.#leaders.clear();
    this.#named.clear();
    this.declaredLines = null;
    this.declaredHit = null;
  }

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

  /** An arm that lcov 2 names by its expression: numbered in the order of appearance. */
  namedArm(line: number, block: number, name: string, hits: number): void {
    const key = `${line},${block},${name}`;
    const arm = this.#named.get(key) ?? this.#named.size;
    this.#named.set(key, arm);
    this.arm(line, block, arm, hits);
  }

  /** `FN:<line>[,<end line>],<name>` */
  functionAt(bytes: Buffer, start: number, end: number): void {
    const comma = bytes.indexOf(COMMA, start);
    if (comma < 0 || comma >= end) return;
    const line = Number(bytes.toString('latin1', start, comma));
    const rest = bytes.toString('utf8', comma + 1, end);
    const name = /^\d+,(.+)$/.exec(rest)?.[1] ?? rest;
    this.#function(name, Number.isFinite(line) ? line : 0);
  }

  /** `FNDA:<hits>,<name>` */
  functionHits(bytes: Buffer, start: number, end: number): void {
    const comma = bytes.indexOf(COMMA, start);
    if (comma < 0 || comma >= end) return;
    const name = bytes.toString('utf8', comma + 1, end);
    const hits = Number(bytes.toString('latin1', start, comma));
    const known = this.#byName.get(name) ?? [this.#function(name, 0)];
    // One count for a name that stands on several lines: Istanbul's anonymous functions are told apart by name.
    known[0]!.hits += Number.isFinite(hits) && hits > 0 ? hits : 0;
    if (known.length > 1) known.push(known.shift()!);
  }

  /** `FNL:<index>,<line>[,<end line>]` of lcov 2.2 */
  leader(bytes: Buffer, start: number, end: number): void {
    const [index, line] = bytes.toString('latin1', start, end).split(',').map(Number);
    if (index !== undefined && line !== undefined) this.#leaders.set(index, line);
  }

  /** `FNA:<index>,<hits>,<name>` of lcov 2.2 */
  alias(bytes: Buffer, start: number, end: number): void {
    const [, index, hits, name] = /^(\d+),(\d+),(.*)$/.exec(bytes.toString('utf8', start, end)) ?? [];
    if (name === undefined) return;
    this.#function(name, this.#leaders.get(Number(index)) ?? 0).hits += Number(hits);
  }

  end(): FileCoverage {
    return {
      path: this.#path,
      lines: linesOf(this.#lines, this.#pool),
      branches: armsFrom(this.#arms, this.#pool),
      functions: this.#functions,
    };
  }

  #function(name: string, line: number): FunctionHits {
    const known = this.#byName.get(name);
    const same = known?.find((fn) => fn.line === line);
    if (same) return same;
    const fn = { name, line, hits: 0 };
    this.#functions.push(fn);
    if (known) known.push(fn);
    else this.#byName.set(name, [fn]);
    return fn;
  }
}
