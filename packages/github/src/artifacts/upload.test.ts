import { describe, expect, it } from 'vitest';
import { meantName, nameOfTry } from './upload.ts';

describe('the name of an artifact whose upload broke off', () => {
  it('is another in each try, and means the same', () => {
    const names = [1, 2, 3].map((attempt) => nameOfTry('qitops-test-0-a1', attempt));
    expect(new Set(names).size).toBe(3);
    expect(new Set(names.map(meantName))).toEqual(new Set(['qitops-test-0-a1']));
  });
});
