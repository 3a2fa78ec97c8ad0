import type { HistoryRun, HistoryView } from '@qitops/model';
import { emptyCounts } from '@qitops/model';
import { describe, expect, it } from 'vitest';
import { detectFlaky } from './detector.ts';
import { flakyTests, passesThatProve } from './states.ts';

/** A history from letters: one string a run, one letter a test; `r` = failed, then passed on retry. */
function history(runs: readonly { tree: string; outcomes: string; pr?: boolean }[]): HistoryView {
  const width = runs[0]!.outcomes.length;
  return {
    tests: Array.from({ length: width }, (_, i) => ({
      id: `t${i}`,
      suite: [`s${Math.floor(i / 20)}`],
      name: `t${i}`,
      file: null,
    })),
    runs: runs.map(({ tree, outcomes, pr }, index): HistoryRun => {
      const attempts = new Map(
        [...outcomes].flatMap((letter, i) => (letter === 'r' ? [[i, 'f'] as const] : [])),
      );
      const status = Uint8Array.from(outcomes, (letter) =>
        letter === '-' ? 0 : (letter === 'r' ? 'p' : letter).charCodeAt(0),
      );
      const info = {
        key: `${index}`,
        project: '',
        framework: '',
        sha: `sha-${tree}`,
        tree,
        ref: '',
        base: null,
        pr: pr ? 1 : null,
        event: '',
        trust: pr ? ('pr' as const) : ('branch' as const),
        runId: `${index}`,
        attempt: 1,
        job: '',
        cell: '0',
        startedAt: '',
        durationMs: null,
      };
      return {
        info,
        counts: emptyCounts(),
        status,
        durationMs: new Int32Array(width),
        attempts,
        messages: new Map(),
      };
    }),
    skipped: [],
  };
}
const green = (count: number, width = 3) =>
  Array.from({ length: count }, (_, i) => ({ tree: `g${i}`, outcomes: 'p'.repeat(width) }));
const stateOf = (view: HistoryView, id: string) =>
  flakyTests(view, detectFlaky(view)).find((test) => test.id === id)!;
const causes = (view: HistoryView) => detectFlaky(view).triage.map((each) => each.cause);

describe('detectFlaky', () => {
  it('calls a test flaky that failed and passed on unchanged code on several commits', () => {
    const flakes = [1, 2, 3].flatMap((n) => [
      ...green(5).map((run) => ({ ...run, tree: `${run.tree}-${n}` })),
      { tree: `x${n}`, outcomes: 'rpp' },
    ]);
    const view = history([...green(10), ...flakes]);
    expect(stateOf(view, 't0').state).toMatch(/flaky|quarantined/);
    expect(stateOf(view, 't0').evidence.map((item) => item.text)).toContain('passed on retry 3 times');
    expect(stateOf(view, 't1').state).toBe('healthy');
    expect(new Set(causes(view))).toEqual(new Set(['flake']));
  });
  it('calls a test broken, not flaky, that fails on commit after commit', () => {
    const broken = Array.from({ length: 6 }, (_, i) => ({ tree: `b${i}`, outcomes: 'fpp' }));
    const view = history([...green(20), ...broken]);
    expect(stateOf(view, 't0').state).toBe('broken');
    expect(causes(view).at(-1)).toBe('regression');
  });
  it('calls nothing flaky after one failure that never passed on the same code', () => {
    const view = history([
      ...green(20),
      { tree: 'x', outcomes: 'fpp' },
      ...green(5).map((run) => ({ ...run, tree: `after-${run.tree}` })),
    ]);
    expect(stateOf(view, 't0').state).not.toMatch(/flaky|quarantined/);
  });
  it('puts many failures at once down to infrastructure, and suspects none of the tests', () => {
    const outage = { tree: 'x', outcomes: `${'r'.repeat(38)}pp` };
    const view = history([
      ...green(20, 40),
      outage,
      ...green(10, 40).map((run) => ({ ...run, tree: `after-${run.tree}` })),
    ]);
    const found = causes(view);
    expect(found.filter((cause) => cause === 'infrastructure').length).toBeGreaterThan(30);
    expect(
      flakyTests(view, detectFlaky(view)).filter((test) => /flaky|quarantined/.test(test.state)),
    ).toEqual([]);
  });
  it('does not let a pull request break the default branch', () => {
    const pr = Array.from({ length: 5 }, (_, i) => ({ tree: `pr${i}`, outcomes: 'fpp', pr: true }));
    expect(stateOf(history([...green(15), ...pr]), 't0').state).not.toBe('broken');
  });
  it('keeps calling a pull request broken that fails the same tests on every commit', () => {
    const view = history([
      ...green(30, 20),
      ...[1, 2, 3].map((n) => ({ tree: `pr${n}`, outcomes: `fffff${'p'.repeat(15)}`, pr: true })),
    ]);
    expect(new Set(causes(view))).toEqual(new Set(['regression']));
    expect(stateOf(view, 't0').probability).toBeLessThan(0.5);
  });
  it('names the cluster of tests that fail together again and again, and calls them flaky', () => {
    const together = [1, 2, 3, 4].flatMap((n) => [
      ...green(10, 40).map((run) => ({ ...run, tree: `${run.tree}-${n}` })),
      { tree: `x${n}`, outcomes: `rrrrp${'p'.repeat(35)}` },
    ]);
    const view = history(together);
    expect(stateOf(view, 't0').cluster).toBe(stateOf(view, 't3').cluster);
    expect(stateOf(view, 't0').cluster).toBeDefined();
    expect(stateOf(view, 't0').probability).toBeGreaterThan(0.9);
    expect(stateOf(view, 't4').cluster).toBeUndefined();
  });
  it('puts what fails in every run of one commit down to its code, and what fails in one of three to chance', () => {
    const view = history([
      ...green(30),
      ...['fpp', 'fpf', 'fpp'].map((outcomes) => ({ tree: 'same', outcomes })),
    ]);
    const cause = new Map(detectFlaky(view).triage.map(({ test, cause }) => [test, cause]));
    expect(cause.get(0)).toBe('regression');
    expect(cause.get(2)).toBe('flake');
  });
  it('carries the evidence on when a test is renamed', () => {
    const view = history([
      ...[1, 2, 3, 4].flatMap((n) => [
        ...green(6).map((run) => ({ tree: `${run.tree}-${n}`, outcomes: 'ppp-' })),
        { tree: `x${n}`, outcomes: 'rpp-' },
      ]),
      ...green(5).map((run) => ({ tree: `after-${run.tree}`, outcomes: '-ppp' })),
    ]);
    view.tests[0]!.name = 'saves the order twice';
    view.tests[3]!.name = 'saves an order twice';
    const renamed = stateOf(view, 't3');
    expect(renamed.renamedFrom).toBe('saves the order twice');
    expect(renamed.probability).toBeGreaterThan(0.5);
  });
  it('says fixed of a flaky test that has passed long enough', () => {
    const flaky = Array.from({ length: 20 }, (_, i) => ({
      tree: `f${i}`,
      outcomes: i % 3 === 0 ? 'rpp' : 'ppp',
    }));
    const found = stateOf(history([...flaky, ...green(80)]), 't0');
    expect(found.state).toBe('fixed');
    expect(found.probability).toBeGreaterThan(0.5);
  });
  it('says new of a test that has hardly run', () => {
    expect(stateOf(history(green(3)), 't0').state).toBe('new');
  });
  it('gives an interval that holds the rate it was made with', () => {
    const runs = Array.from({ length: 200 }, (_, i) => ({
      tree: `n${i}`,
      outcomes: i % 10 === 3 ? 'rpp' : 'ppp',
    }));
    const [low, high] = stateOf(history(runs), 't0').interval;
    expect(low).toBeLessThan(0.1);
    expect(high).toBeGreaterThan(0.1);
  });
});

describe('passesThatProve', () => {
  it('asks for more clean runs the rarer the flake: 59 for 5 %', () => {
    expect(passesThatProve(0.05)).toBe(59);
  });
});
