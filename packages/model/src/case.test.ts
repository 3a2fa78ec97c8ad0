import { describe, expect, it } from 'vitest';
import { CASE_KEYS, caseFields, caseJsonSchema, requirementsOf, slugOf, TestCase } from './case.ts';

describe('a test case', () => {
  it('needs an id and a title, and nothing else', () => {
    expect(TestCase.parse({ id: 'pay', title: 'A card pays' })).toEqual({ id: 'pay', title: 'A card pays' });
    expect(TestCase.safeParse({ id: 'pay' }).success).toBe(false);
    expect(TestCase.safeParse({ id: 'two words', title: 'x' }).success).toBe(false);
  });
  it('takes one precondition as it takes a list', () => {
    const { preconditions } = TestCase.parse({ id: 'a', title: 'b', preconditions: 'logged in' });
    expect(preconditions).toEqual(['logged in']);
  });
  it('is written in one order, and without what is empty', () => {
    const fields = caseFields({ title: 'b', tags: [], id: 'a', source: 'manual', type: 'smoke' });
    expect(JSON.stringify(fields)).toBe('{"id":"a","title":"b","type":"smoke","source":"manual"}');
  });
  it('names requirements by its tags', () => {
    expect(requirementsOf({ tags: ['SHOP-12', 'fast', '#7', 'req:login', 'shop-12'] })).toEqual([
      'SHOP-12',
      '#7',
      'login',
    ]);
  });
  it('says of every key what it is, for editors', () => {
    const text = JSON.stringify(caseJsonSchema());
    for (const key of CASE_KEYS.filter((name) => name !== 'source')) expect(text).toContain(`"${key}":{`);
    expect(text).toContain('What it checks, in a sentence.');
  });
});

describe('a slug', () => {
  it.each([
    ['Cart › merges lines of one article', 'cart-merges-lines-of-one-article'],
    ['addsTwoNumbers', 'adds-two-numbers'],
    ['Größe: 10 €', 'große-10'],
    ['支払い できる', '支払い-できる'],
    ['../../etc/passwd', 'etc-passwd'],
    ['???', ''],
  ])('of %j is %j', (text, slug) => {
    expect(slugOf(text)).toBe(slug);
  });
  it('is cut between words', () => {
    expect(slugOf('one two three', 8)).toBe('one-two');
    expect(slugOf('x'.repeat(99), 8)).toBe('xxxxxxxx');
  });
});
