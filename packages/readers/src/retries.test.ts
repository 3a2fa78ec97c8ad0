import { expect, test } from 'vitest';
import { readResultFiles } from './read-result-files.ts';
import { bytesSource } from './source.ts';

function allure(
  path: string,
  historyId: string,
  status: string,
  start: number,
): ReturnType<typeof bytesSource> {
  const result = {
    uuid: path,
    historyId,
    name: historyId,
    status,
    start,
    stop: start + 5,
    statusDetails: { message: `at ${start}` },
  };
  return bytesSource(path, JSON.stringify(result));
}
const options = { project: 'p', root: '/r' };

test('tries of one test in several files are one test, in the order they were run', async () => {
  const got = await readResultFiles(
    [
      allure('a/3-result.json', 'adds', 'passed', 30),
      allure('a/1-result.json', 'adds', 'failed', 10),
      allure('a/2-result.json', 'pays', 'passed', 20),
    ],
    options,
  );
  expect(got.totals).toMatchObject({ tests: 2, passed: 2, failed: 0, flaky: 1 });
  expect(got.verdict).toBe('passed');
  expect(got.tests.find((each) => each.name === 'adds')).toMatchObject({
    flaky: true,
    attempts: [{ status: 'failed', message: 'at 10' }],
  });
  expect(got.files[1]).toMatchObject({
    status: 'ok',
    tests: 0,
    message: 'an earlier try of the test in a/3-result.json',
  });
});

test('the last try decides, and another folder is another run', async () => {
  const failing = [
    allure('a/1-result.json', 'adds', 'passed', 10),
    allure('a/2-result.json', 'adds', 'broken', 20),
  ];
  expect((await readResultFiles(failing, options)).totals).toMatchObject({ tests: 1, errored: 1 });
  const apart = [
    allure('a/1-result.json', 'adds', 'failed', 10),
    allure('b/2-result.json', 'adds', 'passed', 20),
  ];
  expect((await readResultFiles(apart, options)).totals).toMatchObject({ tests: 2, failed: 1, passed: 1 });
});
