import type { SiteTests } from '@qitops/model';
import { lookOf } from './status.ts';

const TONES = ['bad', 'flaky', 'quiet', 'good'];

function badness(tests: SiteTests, index: number): number {
  const tone = TONES.indexOf(lookOf(tests.last[index]!).tone);
  return tone * 10 - (tests.state[index] === 'k' || tests.state[index] === 'q' ? 1 : 0);
}

function sortedBy(tests: SiteTests, key: (index: number) => number): number[] {
  const keys = Float64Array.from({ length: tests.count }, (_, index) => key(index));
  return Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]! || a - b);
}

/** Orders of the list, by id; equal tests keep the order of files. */
export const orders: Readonly<Record<string, { label: string; sort: (tests: SiteTests) => number[] }>> = {
  failures: { label: 'failures first', sort: (tests) => sortedBy(tests, (index) => badness(tests, index)) },
  slow: { label: 'slowest first', sort: (tests) => sortedBy(tests, (index) => -tests.p50[index]!) },
  rate: {
    label: 'lowest pass rate first',
    sort: (tests) =>
      sortedBy(tests, (index) => {
        const judged = tests.passed[index]! + tests.failed[index]! + tests.flaky[index]!;
        return judged > 0 ? tests.passed[index]! / judged : 2;
      }),
  },
  file: { label: 'by file', sort: (tests) => sortedBy(tests, (index) => tests.file[index]!) },
};

/** Counters above the list; each is the query that it counts. Those at zero are left out, but for failures. */
export function counters(tests: SiteTests): { label: string; amount: number; query: string; tone: string }[] {
  const byTone = new Map<string, number>();
  for (const letter of tests.last) {
    const word = letter === 'e' ? 'failed' : letter === 'n' ? 'skipped' : lookOf(letter).word;
    byTone.set(word, (byTone.get(word) ?? 0) + 1);
  }
  const known = ['failed', 'flaky', 'passed', 'skipped'];
  const flakyState = [...tests.state].filter((letter) => letter === 'k').length;
  return [
    { label: 'all', amount: tests.count, query: '', tone: '' },
    ...known.flatMap((word) => {
      const amount = byTone.get(word) ?? 0;
      return amount > 0 || word === 'failed'
        ? [{ label: word, amount, query: `s:${word}`, tone: toneOf(word) }]
        : [];
    }),
    ...(flakyState > 0
      ? [{ label: 'flaky by history', amount: flakyState, query: 'is:flaky', tone: 'flaky' }]
      : []),
  ];
}

export interface OwnerCounter {
  owner: string;
  amount: number;
  failing: number;
  query: string;
}

/** Tests of each owner, those with failures first; nothing when no owner is known. Tests of several count for each. */
export function ownerCounters(tests: SiteTests): OwnerCounter[] {
  if (tests.owners.length === 0) return [];
  const found = tests.owners.map((owner) => ({ owner, amount: 0, failing: 0, query: ownerQuery(owner) }));
  const nobody = { owner: 'without an owner', amount: 0, failing: 0, query: 'owner:none' };
  for (let index = 0; index < tests.count; index++) {
    const places = tests.fileOwners[tests.file[index]!] ?? [];
    for (const counter of places.length > 0 ? places.map((place) => found[place]!) : [nobody]) {
      counter.amount += 1;
      if (lookOf(tests.last[index]!).tone === 'bad') counter.failing += 1;
    }
  }
  return [...found, nobody]
    .filter(({ amount }) => amount > 0)
    .sort((a, b) => b.failing - a.failing || b.amount - a.amount);
}

/** A term that finds one owner; a quote in the name cannot be written. */
export function ownerQuery(owner: string): string {
  return /\s/.test(owner) ? `owner:"${owner.replaceAll('"', '')}"` : `owner:${owner}`;
}

function toneOf(word: string): string {
  return { failed: 'bad', flaky: 'flaky', passed: 'good' }[word] ?? 'quiet';
}
