import type { Decision } from '@qitops/model';
import { expect, it } from 'vitest';
import { readDecisions, rejectionOf, writeDecisions } from './decisions.ts';

const rejected: Decision = {
  id: 'a'.repeat(16),
  decision: 'rejected',
  path: 'src/a.ts',
  function: 'a',
  hash: 'b'.repeat(16),
  title: 'a: "x" # y',
  reason: "it's - not: ours",
  at: '2026-01-31',
};
const suggestion = { id: rejected.id, target: { path: 'src/a.ts', function: 'a' } };

it('is read as it was written, the newest of each suggestion', () => {
  const later: Decision = { ...rejected, decision: 'accepted' };
  const text = writeDecisions([rejected], []);
  expect(readDecisions(text)).toEqual({ decisions: [rejected] });
  expect(readDecisions(writeDecisions([rejected], [later]))).toEqual({ decisions: [later] });
  expect(readDecisions(null)).toEqual({ decisions: [] });
});

it('says why it cannot be read', () => {
  expect(readDecisions('a: [')).toMatchObject({ problem: expect.stringContaining('YAML') });
  expect(readDecisions('version: 1\ndecisions:\n  - id: x\n')).toMatchObject({
    problem: expect.stringContaining('decisions.0'),
  });
  expect(readDecisions('a: &a [1]\nb: *a\n')).toHaveProperty('problem');
});

it('holds as long as the function is as it was', () => {
  expect(rejectionOf([rejected], suggestion, rejected.hash)).toBe(rejected);
  expect(rejectionOf([rejected], suggestion, 'c'.repeat(16))).toBeNull();
  expect(rejectionOf([rejected], suggestion, undefined)).toBeNull();
  expect(rejectionOf([{ ...rejected, decision: 'accepted' }], suggestion, rejected.hash)).toBeNull();
});
