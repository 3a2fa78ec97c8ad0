import { expect, test } from 'vitest';
import { hasTerm, parseQuery, type Searchable, withTerm } from './search.ts';

const rows = [
  {
    text: 'src/cart.test.ts cart adds an item',
    file: 'src/cart.test.ts',
    outcome: 'p',
    state: 'healthy',
    p50: 20,
  },
  {
    text: 'src/cart.test.ts cart adds two items',
    file: 'src/cart.test.ts',
    outcome: 'f',
    state: 'broken',
    p50: 6000,
  },
  { text: 'src/pay.test.ts pay once', file: 'src/pay.test.ts', outcome: 'e', state: 'flaky', p50: -1 },
  { text: 'src/pay.test.ts pay twice', file: 'src/pay.test.ts', outcome: 'n', state: 'healthy', p50: 100 },
];
const tests: Searchable = {
  count: rows.length,
  text: (index) => rows[index]!.text,
  file: (index) => rows[index]!.file,
  outcome: (index) => rows[index]!.outcome,
  state: (index) => rows[index]!.state,
  p50: (index) => rows[index]!.p50,
  owners: ['@a', '@ab'],
  ownersOf: (index) => [['@a'], ['@ab'], ['@a', '@ab'], []][index]!,
  suite: (index) => (index < 2 ? 'cart › basket' : 'pay'),
  labels: [
    { text: 'severity=critical', tests: new Set([0, 2]) },
    { text: 'severity=minor', tests: new Set([1]) },
    { text: 'tag=@smoke', tests: new Set([3]) },
  ],
};
const found = (query: string) =>
  rows.flatMap((_, index) => (parseQuery(query).matches(tests, index) ? [index] : []));

test.each([
  ['', [0, 1, 2, 3]],
  ['ADDS', [0, 1]],
  ['adds cart', [0, 1]],
  ['"adds two"', [1]],
  ['suite:basket', [0, 1]],
  ['label:severity=critical', [0, 2]],
  ['label:severity', [0, 1, 2]],
  ['label:smoke', [3]],
  ['-label:severity', [3]],
  ['"adds tw', [1]],
  ['s:failed', [1, 2]],
  ['status:err', [2]],
  ['s:skipped', [3]],
  ['-s:failed', [0, 3]],
  ['file:pay', [2, 3]],
  ['slow:>5s', [1]],
  ['slow:<50ms', [0]],
  ['slow:50ms', [1, 3]],
  ['is:flaky', [2]],
  ['s:failed file:cart', [1]],
  ['owner:@A', [0, 2]],
  ['owner:ab', [1, 2]],
  ['owner:a', [0, 1, 2]],
  ['owner:none', [3]],
  ['-owner:@ab', [0, 3]],
] as const)('%s finds %j', (query, expected) => expect(found(query)).toEqual(expected));

test.each(['s:purple', 'slow:soon', 'is:odd', 'owner:""', 'team:me'])(
  '%s is named as not understood and filters nothing',
  (query) => {
    expect(parseQuery(query).problems).toHaveLength(1);
    expect(found(query)).toHaveLength(rows.length);
  },
);

test('a term takes the place of those with its key and leaves the others', () => {
  const query = 'adds s:failed -owner:@a "two words"';
  expect(withTerm(query, ['owner'], 'owner:@b')).toBe('adds s:failed "two words" owner:@b');
  expect(withTerm(query, ['s', 'is'], null)).toBe('adds -owner:@a "two words"');
  expect(hasTerm(query, 'S:failed')).toBe(true);
  expect(hasTerm(query, 'owner:@a')).toBe(false);
});
