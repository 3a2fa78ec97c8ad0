import type { SiteCaseRow } from '@qitops/model';
import { describe, expect, it } from 'vitest';
import { parseCaseQuery } from './cases-search.ts';

const row = (id: string, fields: Partial<SiteCaseRow>): SiteCaseRow => ({
  ...{ id, title: `Title of ${id}`, path: `tests/qitops/${id}.yaml`, line: 1, type: null, priority: null },
  ...{
    owner: null,
    source: 'manual',
    tags: [],
    requirements: [],
    status: 'manual',
    tests: 0,
    deadLinks: 0,
    covers: [],
  },
  ...fields,
});
const ROWS = [
  row('pay', {
    status: 'failed',
    type: 'e2e',
    priority: 'critical',
    owner: '@Shop/pay',
    tags: ['two words', 'SHOP-1'],
    requirements: ['SHOP-1'],
  }),
  row('ship', {
    status: 'passed',
    type: 'api',
    covers: ['src/price.ts'],
    deadLinks: 2,
    requirements: ['SHOP-12'],
  }),
  row('look', { source: 'imported' }),
];
const found = (query: string) => {
  const { matches } = parseCaseQuery(query);
  return ROWS.filter((_, index) => matches(ROWS, index))
    .map(({ id }) => id)
    .join(' ');
};

describe('the search of cases', () => {
  it.each([
    ['', 'pay ship look'],
    ['TITLE pay', 'pay'],
    ['s:fail', 'pay'],
    ['-s:manual', 'pay ship'],
    ['type:e2e owner:@shop', 'pay'],
    ['tag:"two words"', 'pay'],
    ['req:SHOP-1', 'pay'],
    ['covers:price is:dead', 'ship'],
    ['is:automated', 'pay ship'],
    ['is:imported', 'look'],
    ['priority:low', ''],
  ])('%s finds %j', (query, ids) => {
    expect(found(query)).toBe(ids);
  });
  it.each(['s:lost', 'is:gone', 'colour:red'])('says that it does not understand %s', (query) => {
    expect(parseCaseQuery(query).problems).toHaveLength(1);
    expect(found(query)).toBe('pay ship look');
  });
});
