import type { FileCoverage, FunctionHits } from '@qitops/model';
import { ArmRows, ArrayPool, armsFrom, LineRows, linesOf } from './columns.ts';
import { reportPath } from './report-path.ts';

const COMMA = 0x2c;
/** Up to here looking through a list is quicker than a map for each record. */
const FEW = 16;

/** One `SF … end_of_record` while it is being read; used again for the next one. */
export class LcovRecord {
  declaredLines: number | null = null;
  declaredHit: number | null = null;
  readonly #pool = new ArrayPool();
  readonly #lines = new LineRows();
  readonly #arms = new ArmRows();
  readonly #names = new NameTable();
  #path = '';
  #functions: FunctionHits[] = [];
  /** First function of each name; only of records with more than a few. */
  readonly #byName = new Map<string, FunctionHits>();
  /** Names that stand on several lines, and which functions of them have got their count. */
  readonly #repeated = new Set<string>();
  readonly #counted = new Set<FunctionHits>();
  #leaders = new Map<number, number>();
  readonly #armNames = new Map<string, number>();

  begin(path: string): void {
    this.#path = reportPath(path);
    this.#lines.length = 0;
    this.#arms.length = 0;
    this.#functions = [];
    if (this.#byName.size > 0) this.#byName.clear();
    if (this.#repeated.size > 0) this.#repeated.clear();
    if (this.#counted.size > 0) this.#counted.clear();
    if (this.#leaders.size > 0) this.#leaders.clear();
    if (this.#armNames.size > 0) this.#armNames.clear();
    this.declaredLines = null;
    this.declaredHit = null;
  }

  line(line: number, hits: number): void {
    this.#lines.add(line, hits);
  }

  arm(line: number, block: number, arm: number, hits: number): void {
    this.#arms.add(line, block, arm, hits);
  }

  /** An arm that lcov 2 names by its expression: numbered in the order of appearance. */
  namedArm(line: number, block: number, name: string, hits: number): void {
    const key = `${line},${block},${name}`;
    const arm = this.#armNames.get(key) ?? this.#armNames.size;
    this.#armNames.set(key, arm);
    this.arm(line, block, arm, hits);
  }

  /** `FN:<line>[,<end line>],<name>` */
  functionAt(bytes: Buffer, start: number, end: number): void {
    const comma = bytes.indexOf(COMMA, start);
    if (comma < 0 || comma >= end) return;
    let name = comma + 1;
    // lcov 2 puts the last line between the first one and the name.
    const last = afterDigits(bytes, name, end);
    if (last > name && bytes[last] === COMMA && last + 1 < end) name = last + 1;
    this.#function(this.#names.get(bytes, name, end), numberIn(bytes, start, comma));
  }

  /** `FNDA:<hits>,<name>` */
  functionHits(bytes: Buffer, start: number, end: number): void {
    const comma = bytes.indexOf(COMMA, start);
    if (comma < 0 || comma >= end) return;
    const name = this.#names.get(bytes, comma + 1, end);
    const hits = numberIn(bytes, start, comma);
    const known = this.#named(name);
    if (known === undefined) this.#function(name, 0).hits += hits;
    else {
      known.hits += hits;
      // One count for each of several functions of one name: the next count is the next one's.
      if (this.#repeated.has(name)) this.#counted.add(known);
    }
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
    const known = this.#find(name);
    if (known?.line === line) return known;
    if (known) {
      const same = this.#functions.find((fn) => fn.name === name && fn.line === line);
      if (same) return same;
      this.#repeated.add(name);
    }
    const fn = { name, line, hits: 0 };
    this.#functions.push(fn);
    if (this.#functions.length > FEW && this.#byName.size === 0) {
      for (const each of this.#functions) if (!this.#byName.has(each.name)) this.#byName.set(each.name, each);
    } else if (this.#functions.length > FEW && !known) this.#byName.set(name, fn);
    return fn;
  }

  /** The function of that name whose count has not come yet, else the first one of it. */
  #named(name: string): FunctionHits | undefined {
    if (!this.#repeated.has(name)) return this.#find(name);
    const all = this.#functions.filter((fn) => fn.name === name);
    return all.find((fn) => !this.#counted.has(fn)) ?? all[0];
  }

  #find(name: string): FunctionHits | undefined {
    return this.#functions.length > FEW
      ? this.#byName.get(name)
      : this.#functions.find((fn) => fn.name === name);
  }
}

function numberIn(bytes: Buffer, start: number, end: number): number {
  if (afterDigits(bytes, start, end) === end) {
    let value = 0;
    for (let i = start; i < end; i++) value = value * 10 + bytes[i]! - 0x30;
    return value;
  }
  const value = Number(bytes.toString('latin1', start, end));
  return Number.isFinite(value) && value > 0 ? Math.ceil(value) : 0;
}

function afterDigits(bytes: Buffer, start: number, end: number): number {
  let i = start;
  while (i < end && bytes[i]! >= 0x30 && bytes[i]! <= 0x39) i += 1;
  return i;
}

/** Names that come again and again are made once: FN and FNDA each carry them, and files share many. */
class NameTable {
  readonly #names = new Array<string>(4096).fill('');

  get(bytes: Buffer, start: number, end: number): string {
    let hash = end - start;
    for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + bytes[i]!) | 0;
    const slot = (hash ^ (hash >>> 12)) & 4095;
    const known = this.#names[slot]!;
    if (known.length === end - start && sameText(known, bytes, start)) return known;
    const name = bytes.toString('utf8', start, end);
    this.#names[slot] = name;
    return name;
  }
}

function sameText(text: string, bytes: Buffer, start: number): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f || code !== bytes[start + i]) return false;
  }
  return true;
}
