import type { HistoryRun, HistoryView } from '@qitops/model';
import { describe, expect, it } from 'vitest';
import { baseResults } from './base-run.ts';

const run = (runId: string, sha: string, status: string): HistoryRun =>
  ({
    info: { runId, sha, key: `${runId}-1-test-0`, trust: 'branch' },
    status: Uint8Array.of(status.charCodeAt(0)),
  }) as unknown as HistoryRun;
const view = (...runs: HistoryRun[]): HistoryView =>
  ({ tests: [{ id: 't', name: 'two' }], runs }) as unknown as HistoryView;

describe('the run that a change is compared with', () => {
  it('is the nearest that was measured', () => {
    const known = view(run('1', 'a', 'p'), run('2', 'b', 'f'));
    expect(baseResults(known, ['c', 'b', 'a'])).toMatchObject({ sha: 'b', distance: 1, key: '2-1-test-0' });
  });

  it('is never the present one, which would find no failure of its own new', () => {
    const known = view(run('1', 'a', 'p'), run('2', 'b', 'f'));
    expect(baseResults(known, ['b', 'a'], '2')).toMatchObject({ sha: 'a', distance: 1 });
    expect(baseResults(view(run('2', 'b', 'f')), ['b'], '2')).toBeNull();
  });
});
