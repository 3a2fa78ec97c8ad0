import { describe, expect, it } from 'vitest';
import { emptyCounts } from './results.ts';
import { wholeRuns } from './shards.ts';

function run(runId: string, job: string, cell: string, attempt: number, failed: number) {
  return {
    info: { runId, job, cell, attempt },
    counts: { ...emptyCounts(), tests: 10, passed: 10 - failed, failed },
  };
}

describe('wholeRuns', () => {
  it('takes the highest attempt of each shard, whatever order they came in', () => {
    const whole = wholeRuns([
      run('7', 'unit', 'linux', 2, 0),
      run('7', 'unit', 'mac', 1, 0),
      run('7', 'unit', 'linux', 1, 3),
      run('7', 'e2e', '0', 1, 0),
    ]);
    expect(whole).toMatchObject([
      { runId: '7', runs: [0, 1, 3], attempt: 2, counts: { tests: 30, failed: 0 } },
    ]);
  });
  it('keeps a failure of a shard that was not run again', () => {
    const whole = wholeRuns([run('7', 'a', '0', 1, 1), run('7', 'b', '0', 1, 1), run('7', 'b', '0', 2, 0)]);
    expect(whole[0]!.counts).toMatchObject({ tests: 20, failed: 1 });
  });
  it('keeps all reports of one job', () => {
    expect(wholeRuns([run('7', 'a', '0', 1, 1), run('7', 'a', '0', 1, 0)])[0]!.runs).toEqual([0, 1]);
  });
  it('leaves runs of other ids alone', () => {
    const whole = wholeRuns([run('7', 'a', '0', 1, 0), run('8', 'a', '0', 2, 0), run('10', 'a', '0', 1, 0)]);
    expect(whole.map(({ runId }) => runId)).toEqual(['7', '8', '10']);
  });
});
