import { describe, expect, it } from 'vitest';
import { OrdinalCounter, stableName, testId } from './identity.ts';

const key = { project: '', framework: 'vitest', file: 'a.test.ts', suite: ['s'], name: 'n', ordinal: 0 };

describe('testId', () => {
  it('is the same for the same test and differs with every part of the key', () => {
    const id = testId(key);
    expect(testId({ ...key })).toBe(id);
    const others = [
      { ...key, project: 'p' },
      { ...key, framework: 'jest' },
      { ...key, file: null },
      { ...key, suite: ['s', ''] },
      { ...key, name: 'm' },
      { ...key, ordinal: 1 },
    ].map((each) => testId(each));
    expect(new Set([id, ...others]).size).toBe(7);
  });
  it('does not depend on where the checkout lies', () => {
    const named = (root: string) => testId({ ...key, name: `reads ${root}/a.txt` }, root);
    expect(named('/home/runner/_work/x')).toBe(named('/builds/x'));
  });
});

describe('stableName', () => {
  it('takes out what changes from run to run', () => {
    expect(stableName('at 0x7ffe12 id 123e4567-e89b-12d3-a456-426614174000 on 2026-01-02T03:04:05Z')).toBe(
      'at <address> id <uuid> on <time>',
    );
  });
  it('keeps bare numbers: case 3 is not case 4', () => {
    expect(stableName('case 3')).toBe('case 3');
  });
});

describe('OrdinalCounter', () => {
  it('numbers equal keys and only those', () => {
    const counter = new OrdinalCounter();
    expect([
      counter.next('f', ['s'], 'n'),
      counter.next('f', ['s'], 'n'),
      counter.next('g', ['s'], 'n'),
    ]).toEqual([0, 1, 0]);
  });
});

describe('OrdinalCounter', () => {
  it('tells apart names that differ only in what changes from run to run', () => {
    const ordinals = new OrdinalCounter();
    expect(ordinals.next('a.ts', [], 'frees 0x1f')).toBe(0);
    expect(ordinals.next('a.ts', [], 'frees 0x2e')).toBe(1);
  });
});
