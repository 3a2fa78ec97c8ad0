import { describe, expect, it } from 'vitest';
import { churnOf } from './churn.ts';
import { type LabelCommit, labelOf } from './labels.ts';

const DAY = 86_400;
const commit = (day: number, more: Partial<LabelCommit>): LabelCommit => ({
  sha: `${day}`.padStart(40, 'c'),
  author: 'a',
  seconds: day * DAY,
  subject: 'work',
  reverts: [],
  paths: [],
  ...more,
});
const merged = commit(1, { sha: 'd'.repeat(40), subject: 'Add x (#12)', paths: ['src/x.ts', 'README.md'] });
const label = (...later: LabelCommit[]) =>
  labelOf({ number: 12, head: 'e'.repeat(40) }, [...later, merged], new Set());

describe('labelOf', () => {
  it('a revert makes it bad, however late', () => {
    expect(label(commit(30, { reverts: ['d'.repeat(40)] }))?.bad).toBe(true);
  });
  it('a fix of the same file within a week makes it bad', () => {
    expect(label(commit(5, { subject: 'fix: x', paths: ['src/x.ts'] }))).toMatchObject({
      bad: true,
      why: expect.stringContaining('src/x.ts'),
    });
  });
  it('a later fix, one of another file, or of a document does not', () => {
    const after = commit(30, {});
    expect(label(after, commit(9, { subject: 'fix x', paths: ['src/x.ts'] }))?.bad).toBe(false);
    expect(label(after, commit(3, { subject: 'fix y', paths: ['src/y.ts'] }))?.bad).toBe(false);
    expect(label(after, commit(3, { subject: 'fix typo', paths: ['README.md'] }))?.bad).toBe(false);
  });
  it('a fix of what somebody else changed in between is not laid on it', () => {
    const between = commit(2, { paths: ['src/x.ts'] });
    expect(label(commit(30, {}), commit(3, { subject: 'fix x', paths: ['src/x.ts'] }), between)?.bad).toBe(
      false,
    );
  });
  it('is not known within the first week', () => {
    expect(label(commit(3, {}))).toBeNull();
  });
  it('broken tests on the default branch make it bad', () => {
    expect(labelOf({ number: 12, head: '' }, [merged], new Set([merged.sha]))?.bad).toBe(true);
  });
  it('finds a pull request that was merged as it stood by its head', () => {
    expect(labelOf({ number: 1, head: merged.sha }, [commit(30, {}), merged], new Set())?.bad).toBe(false);
    expect(labelOf({ number: 1, head: 'f'.repeat(40) }, [merged], new Set())).toBeNull();
  });
});

describe('churnOf', () => {
  it('counts commits, fixes and people of the last 90 days that touched the files', () => {
    const log = [
      commit(200, { author: 'b', subject: 'fix a', paths: ['a.ts'] }),
      commit(190, { author: 'c', paths: ['a.ts', 'b.ts'] }),
      commit(180, { author: 'b', paths: ['z.ts'] }),
      commit(90, { author: 'd', paths: ['a.ts'] }),
    ];
    const about = { paths: new Set(['a.ts']), author: 'b', seconds: 201 * DAY };
    expect(churnOf(log, about)).toEqual({ commits: 2, fixes: 1, authors: 2, authorShare: 0.5 });
  });
});
