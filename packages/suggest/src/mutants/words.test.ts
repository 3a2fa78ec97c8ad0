import { describe, expect, it } from 'vitest';
import { replacementInWords } from './words.ts';

describe('replacementInWords', () => {
  it.each([
    ['a < b', 'a <= b', '< → <='],
    ['x > 1', 'true', 'x > 1 → true'],
    ["'DE'", '""', `'DE' → ""`],
    ['text.slice(1)', 'text', 'text.slice(1) → text'],
    ['/^a+$/', '/^a+/', '/^a+$/ → /^a+/'],
    ['total += this.#n', 'total -= this.#n', '+= → -='],
    ['{ return 1; }', '{}', '{ return 1; } → {}'],
    ['i++', 'i--', '++ → --'],
  ])('%s becoming %s is %s', (before, after, words) => {
    expect(replacementInWords(before, after)).toBe(words);
  });
});
