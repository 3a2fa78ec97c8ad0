import type { SiteTests } from '@qitops/model';
import { expect, test } from 'vitest';
import { csvOf } from './tests-download.ts';

test('a cell is quoted where it must be, and none is a formula', () => {
  const tests: SiteTests = {
    count: 1,
    ids: '0123456789abcdef',
    names: ['=HYPERLINK("x"), said'],
    files: ['src/a.ts'],
    file: [0],
    suites: [['A', 'b']],
    suite: [0],
    last: 'p',
    state: 'h',
    recent: ['p'],
    passed: [3],
    failed: [0],
    flaky: [0],
    p50: [-1],
    p95: [12],
    owners: ['@a', '@b'],
    fileOwners: [[1, 0]],
  };
  expect(csvOf(tests, [0]).split('\r\n')[1]).toBe(
    `0123456789abcdef,src/a.ts,A › b,"'=HYPERLINK(""x""), said",passed,3,0,0,,12,'@b @a`,
  );
});
