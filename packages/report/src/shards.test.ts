import { expect, test } from 'vitest';
import { cut } from './cut.ts';
import { gatherFacts } from './facts.ts';
import { historyOf, inputOf } from './report-fixture.ts';
import { shardCount, shardOf, testShards } from './shards.ts';

test('a shard holds few tests, and ten thousand tests fit into 300 files', () => {
  expect(shardCount(0)).toBe(1);
  expect(shardCount(10_000)).toBeLessThanOrEqual(300);
  expect(shardOf('000000ffdeadbeef', 10)).toBe(255 % 10);
});

test('a test carries its history, its failures and where it turned', () => {
  const facts = gatherFacts(inputOf(historyOf(['p', 'f', 'f', 'r', '-'])));
  const [shard] = testShards(facts, new Map(), []);
  expect(shard!.tests[0]).toMatchObject({
    history: 'pf2r-',
    failures: [
      [2, 0],
      [1, 0],
    ],
    flips: [
      { run: 3, to: 'passed' },
      { run: 1, to: 'failed' },
    ],
  });
  expect(shard!.messages).toEqual(['message 0']);
});

test('durations before the newest sixty runs are medians of sixteen', () => {
  const facts = gatherFacts(inputOf(historyOf(Array.from({ length: 100 }, () => 'p'))));
  const { durations, medians } = [...testShards(facts, new Map(), [])][0]!.tests[0]!;
  expect(durations.from).toBe(40);
  expect(durations.ms).toHaveLength(60);
  expect(medians).toEqual([30_000, 30_000, 30_000]);
});

test('a trace is masked before it is cut, and says how much is missing', () => {
  const token = `ghp_${'a1B2'.repeat(9)}`;
  expect(cut(`token ${token} was refused`, 20)).toBe('token *** was refuse\n… 1 more characters');
  expect(cut('', 10)).toBeNull();
});
