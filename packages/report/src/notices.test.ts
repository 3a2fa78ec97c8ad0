import { describe, expect, it } from 'vitest';
import { gatherFacts } from './facts.ts';
import { noticesOf } from './notices.ts';
import { overviewPage } from './overview.ts';
import { historyOf, inputOf } from './report-fixture.ts';

function noticesFor(lines: string[], infos: Parameters<typeof historyOf>[1] = [], coverageDrop = 1) {
  const facts = gatherFacts(inputOf(historyOf(lines, infos)));
  const overview = overviewPage(facts, { flaky: null, slow: null, coverage: null, prs: [], suggestions: 0 });
  return noticesOf(facts, overview, null, { coverageDrop });
}
const kinds = (notices: ReturnType<typeof noticesFor>) => notices.map(({ kind }) => kind);

describe('notices', () => {
  it('tell of failures by what they say: two tests of one cause are one affair', () => {
    const found = noticesFor(['pp', 'ff']).filter(({ kind }) => kind === 'new-failure');
    expect(found.map(({ title }) => title)).toEqual(['2 tests fail: message 0']);
    expect(found[0]!.details).toEqual(['Suite › test 0', 'Suite › test 1']);
  });
  it('have the same key as long as the failure says the same', () => {
    const [first] = noticesFor(['p', 'f']);
    const [later] = noticesFor(['p', 'f', 'f']);
    expect(later!.key).toBe(first!.key);
    expect(later!.since).toBe(first!.since);
  });
  it('tell of coverage that fell by as much as was asked, and not of less', () => {
    const lines = (covered: number) => ({ lines: { covered, total: 100 } });
    expect(kinds(noticesFor(['p', 'p'], [lines(80), lines(78)], 2))).toContain('coverage-drop');
    expect(kinds(noticesFor(['p', 'p'], [lines(80), lines(79)], 2))).not.toContain('coverage-drop');
  });
  it('do not compare coverage that was not measured, or by several jobs', () => {
    const lines = { lines: { covered: 80, total: 100 } };
    expect(kinds(noticesFor(['p', 'p'], [lines, {}], 1))).not.toContain('coverage-drop');
    const shard = { lines: { covered: 10, total: 100 }, runId: '2', sha: 'b'.repeat(40) };
    expect(
      kinds(noticesFor(['p', 'p', 'p'], [lines, { ...shard, job: 'a' }, { ...shard, job: 'b' }], 1)),
    ).not.toContain('coverage-drop');
  });
  it('say why a verdict rests on little', () => {
    const found = noticesFor(['p']).find(({ kind }) => kind === 'low-confidence');
    expect(found?.details).toContain('Coverage: not measured');
  });
});
