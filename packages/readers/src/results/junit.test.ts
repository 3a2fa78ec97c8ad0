import type { ReadTest } from '@qitops/model';
import { describe, expect, test } from 'vitest';
import { type ResultFileRead, readResultFile } from '../read-result-file.ts';
import { bytesSource } from '../source.ts';

async function read(content: string | object, path = 'r'): Promise<ResultFileRead & { all: ReadTest[] }> {
  const all: ReadTest[] = [];
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const file = await readResultFile(bytesSource(path, text, 11), (each) => all.push(each));
  return { ...file, all };
}

describe('JUnit dialects give the same place for the same test', () => {
  test.each([
    [
      'Vitest',
      '<testsuites name="vitest tests"><testsuite name="src/a.test.ts"><testcase classname="src/a.test.ts" name="cart &gt; adds"/></testsuite></testsuites>',
      { framework: 'vitest' },
      { name: 'adds', suite: ['cart'], file: 'src/a.test.ts' },
    ],
    [
      'pytest',
      '<testsuites><testsuite name="pytest"><testcase classname="tests.test_a.TestCart" name="test_adds[1]" file="tests/test_a.py" line="6"/></testsuite></testsuites>',
      { framework: 'pytest' },
      { name: 'test_adds[1]', suite: ['tests.test_a.TestCart'], file: 'tests/test_a.py', line: 6 },
    ],
    [
      'Surefire',
      '<testsuite name="com.shop.CartTest"><testcase classname="com.shop.CartTest" name="adds"/></testsuite>',
      { framework: 'junit' },
      { name: 'adds', suite: ['com.shop.CartTest'], file: null },
    ],
    [
      'PHPUnit',
      '<testsuites><testsuite name="Unit"><testsuite name="CartTest" file="/app/tests/CartTest.php"><testcase name="adds" class="CartTest" classname="CartTest" file="/app/tests/CartTest.php" line="9" assertions="1"/></testsuite></testsuite></testsuites>',
      { framework: 'phpunit' },
      { name: 'adds', suite: ['Unit', 'CartTest'], file: '/app/tests/CartTest.php', line: 9 },
    ],
    [
      'no names at all',
      '<testsuite><testcase/></testsuite>',
      { framework: 'junit' },
      { name: '(no name)', suite: [], file: null },
    ],
  ])('%s', async (_, xml, file, place) => {
    const got = await read(xml);
    expect(got).toMatchObject(file);
    expect(got.all).toHaveLength(1);
    expect(got.all[0]).toMatchObject(place);
  });
});
