import type { SiteTestDetail } from '@qitops/model';
import { sortedQuantile, sortFew, twoDigits } from './statistics.ts';

/** Runs whose durations are written one by one, and how many go into one median before those. */
const NEWEST_DURATIONS = 60;
const MEDIAN_OF = 16;

const known = new Int32Array(MEDIAN_OF);

/** What the charts of the tests' durations show, ms in two digits; −1 = unknown. */
export class DurationCharts {
  /** First run that is shown by itself. */
  readonly #from: number;
  readonly #medians: number;
  /** Medians and then newest durations, test by test. */
  readonly #values: Int32Array;
  readonly #width: number;

  constructor(tests: number, runs: number) {
    this.#from = Math.max(0, runs - NEWEST_DURATIONS);
    this.#medians = Math.ceil(this.#from / MEDIAN_OF);
    this.#width = this.#medians + runs - this.#from;
    this.#values = new Int32Array(tests * this.#width);
  }

  /** Takes the durations of a test over all runs, oldest first. */
  set(test: number, durations: Int32Array): void {
    let at = test * this.#width;
    for (let start = 0; start < this.#from; start += MEDIAN_OF) {
      this.#values[at++] = medianOf(durations, start, Math.min(start + MEDIAN_OF, this.#from));
    }
    for (let run = this.#from; run < durations.length; run++) {
      this.#values[at++] = twoDigits(durations[run]!);
    }
  }

  of(test: number): Pick<SiteTestDetail, 'durations' | 'medians'> {
    const from = test * this.#width;
    const newest = from + this.#medians;
    return {
      durations: { from: this.#from, ms: this.#list(newest, from + this.#width) },
      medians: this.#list(from, newest),
    };
  }

  #list(from: number, to: number): number[] {
    const list: number[] = [];
    for (let at = from; at < to; at++) list.push(this.#values[at]!);
    return list;
  }
}

function medianOf(durations: Int32Array, from: number, to: number): number {
  let n = 0;
  for (let run = from; run < to; run++) {
    if (durations[run]! >= 0) known[n++] = durations[run]!;
  }
  if (n === 0) return -1;
  sortFew(known, n);
  return twoDigits(Math.round(sortedQuantile(known, 0.5, n)));
}
