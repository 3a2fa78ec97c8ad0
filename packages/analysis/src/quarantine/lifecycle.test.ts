import type { FlakyTest, Quarantine, QuarantineEntry } from '@qitops/model';
import { describe, expect, it } from 'vitest';
import { holdQuarantine, updateQuarantine } from './lifecycle.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-01T00:00:00Z');
const iso = (days: number): string => new Date(NOW + days * DAY).toISOString();

const flaky = (id: string, more: Partial<FlakyTest> = {}): FlakyTest => ({
  id,
  suite: [],
  name: id,
  file: `test/${id}.test.ts`,
  state: 'quarantined',
  probability: 0.99,
  rate: 0.1,
  interval: [0.05, 0.2],
  broken: 0.01,
  runs: 100,
  failures: 10,
  evidence: [{ kind: 'retry', ref: null, text: 'passed on retry twice', redacted: false }],
  ...more,
});
const entry = (id: string, more: Partial<QuarantineEntry> = {}): QuarantineEntry => ({
  id,
  suite: [],
  name: id,
  file: null,
  framework: 'vitest',
  owner: '@team',
  reason: 'flaky',
  since: iso(-5),
  expires: iso(25),
  by: 'auto',
  ...more,
});
const quarantine = (...tests: QuarantineEntry[]): Quarantine => ({ v: 1, tests });
const hold = (held: QuarantineEntry, test?: FlakyTest) => {
  const { active, lapsed } = holdQuarantine(quarantine(held), new Map(test ? [[test.id, test]] : []), NOW);
  return active.size > 0 ? 'holds' : lapsed[0]!.why;
};
const suiteOf = (count: number) =>
  new Map(Array.from({ length: count }, (_, i) => [`t${i}`, { framework: 'vitest' }]));
const update = (current: Quarantine, tests: FlakyTest[], suite = suiteOf(1000)) =>
  updateQuarantine({ current, flaky: tests, suite, now: NOW });

describe('an entry', () => {
  it('holds while its test is flaky', () => {
    expect(hold(entry('t1'), flaky('t1'))).toBe('holds');
    expect(hold(entry('t1'), flaky('t1', { state: 'flaky' }))).toBe('holds');
  });
  it('ends when it expires, and after 30 days whatever it says', () => {
    expect(hold(entry('t1', { expires: iso(0) }), flaky('t1'))).toBe('expired');
    expect(hold(entry('t1', { since: iso(-31), expires: iso(300) }), flaky('t1'))).toBe('expired');
    expect(hold(entry('t1', { expires: 'soon' }), flaky('t1'))).toBe('expired');
  });
  it('ends when the test looks broken: then a failure is no chance', () => {
    expect(hold(entry('t1'), flaky('t1', { state: 'broken' }))).toBe('looks broken');
    expect(hold(entry('t1', { by: 'manual' }), flaky('t1', { broken: 0.5 }))).toBe('looks broken');
  });
  it('ends when the test is mended or gone, unless a person made it', () => {
    expect(hold(entry('t1'), flaky('t1', { state: 'fixed' }))).toBe('fixed');
    expect(hold(entry('t1'))).toBe('gone');
    expect(hold(entry('t1', { by: 'manual' }))).toBe('holds');
  });
});

describe('updateQuarantine', () => {
  it('takes in what is eligible, with owner, reason and an end within 30 days', () => {
    expect(update(quarantine(), [flaky('t1'), flaky('t2', { state: 'flaky' })]).next.tests).toEqual([
      {
        ...entry('t1', { file: 'test/t1.test.ts', owner: '@unowned', reason: 'passed on retry twice' }),
        since: iso(0),
        expires: iso(30),
      },
    ]);
  });
  it('never takes in more than a fiftieth of the suite, the surest first', () => {
    const all = Array.from({ length: 40 }, (_, i) => flaky(`t${i}`));
    expect(update(quarantine(), all, suiteOf(100)).next.tests.map(({ id }) => id)).toEqual(['t0', 't1']);
    expect(update(quarantine(entry('t7')), all, suiteOf(100)).next.tests.map(({ id }) => id)).toEqual([
      't7',
      't0',
    ]);
  });
  it('does not take back what expired by itself, and names it', () => {
    const expired = entry('t1', { since: iso(-31), expires: iso(-1) });
    const { next, lapsed } = update(quarantine(expired), [flaky('t1')]);
    expect(lapsed).toMatchObject([{ id: 't1', why: 'expired' }]);
    expect(holdQuarantine(next, new Map([['t1', flaky('t1')]]), NOW).active.size).toBe(0);
    const later = update(quarantine({ ...expired, since: iso(-62), expires: iso(-32) }), [flaky('t1')]);
    expect(later.next.tests).toMatchObject([{ id: 't1', since: iso(0) }]);
  });
  it('takes in no test that the suite has no more', () => {
    expect(update(quarantine(), [flaky('old')]).next.tests).toEqual([]);
  });
});
