import { type ReadTest, verdictOf } from '@qitops/model';
import { describe, expect, test } from 'vitest';
import { type ResultFileRead, readResultFile } from './read-result-file.ts';
import { bytesSource } from './source.ts';

interface Outcome extends ResultFileRead {
  all: ReadTest[];
  verdict: string;
}

async function read(content: string | Uint8Array, path = 'junit.xml'): Promise<Outcome> {
  const all: ReadTest[] = [];
  // Chunks of seven bytes: nothing may depend on where the disk cuts the file.
  const file = await readResultFile(bytesSource(path, content, 7), (each) => all.push(each));
  return { ...file, all, verdict: verdictOf([file], file) };
}

const suite = (cases: string): string => `<testsuite name="s">${cases}</testsuite>`;
const pass = (name: string): string => `<testcase classname="c" name="${name}" time="0.1"/>`;
const fail = (name: string): string =>
  `<testcase classname="c" name="${name}"><failure message="m"/></testcase>`;

describe('a run is never green by accident', () => {
  test('tests in suites at any depth are counted, each once', async () => {
    const got = await read(
      `<testsuites>${`<testsuite name="a">${pass('1')}<testsuite name="b">${fail('2')}<testsuite name="c">${fail('3')}${pass('4')}</testsuite></testsuite></testsuite>`}</testsuites>`,
    );
    expect(got).toMatchObject({ tests: 4, passed: 2, failed: 2, verdict: 'failed' });
    expect(got.all[2]!.suite).toEqual(['a', 'b', 'c']);
  });

  test('two documents in one file are both read, with a warning', async () => {
    const got = await read(
      `<?xml version="1.0"?>\n${suite(pass('1'))}\n<?xml version="1.0"?>\n${suite(fail('2'))}`,
    );
    expect(got).toMatchObject({ tests: 2, failed: 1, verdict: 'failed' });
    expect(got.warnings).toEqual([
      'junit.xml:4: several documents stand one after the other in this file: all were read',
    ]);
  });

  test('an error of a suite counts although no case failed', async () => {
    const got = await read(
      `<testsuites><testsuite name="broken" errors="1"><error message="beforeAll failed">stack</error></testsuite>${suite(pass('1'))}</testsuites>`,
    );
    expect(got).toMatchObject({ tests: 2, passed: 1, errored: 1, verdict: 'failed' });
    expect(got.all[0]).toMatchObject({
      name: 'broken',
      suiteLevel: true,
      message: 'beforeAll failed',
      trace: 'stack',
    });
  });

  test('failed and skipped at once is failed', async () => {
    const got = await read(suite('<testcase name="both"><skipped/><failure message="x"/></testcase>'));
    expect(got).toMatchObject({ failed: 1, skipped: 0 });
    expect(got.warnings[0]).toContain('both failed and skipped');
  });

  test('cases of one name are as many tests, and no retries of each other', async () => {
    const got = await read(suite(pass('[1]') + pass('[1]') + fail('[1]') + pass('[1]')));
    expect(got).toMatchObject({ tests: 4, failed: 1, flaky: 0 });
  });

  test('flakyFailure is an attempt of a test that passed', async () => {
    const got = await read(
      suite(
        '<testcase name="f" time="0.3"><flakyFailure message="1st"/><flakyError message="2nd"/></testcase>',
      ),
    );
    expect(got).toMatchObject({ tests: 1, passed: 1, flaky: 1, verdict: 'passed' });
    expect(got.all[0]!.attempts.map(({ status, message }) => [status, message])).toEqual([
      ['failed', '1st'],
      ['errored', '2nd'],
    ]);
  });

  test('rerunFailure leaves the test failed, with its attempts before the last', async () => {
    const got = await read(
      suite(
        '<testcase name="f"><failure message="1"/><rerunFailure message="2"/><rerunError message="3"/></testcase>',
      ),
    );
    expect(got).toMatchObject({ tests: 1, failed: 1, flaky: 0 });
    expect(got.all[0]!.attempts.map((each) => each.message)).toEqual(['1', '2']);
  });

  test('cases are counted where the suite says something else, with a warning', async () => {
    const got = await read(
      `<testsuite name="s" tests="99" failures="0">${fail('1')}${pass('2')}</testsuite>`,
    );
    expect(got).toMatchObject({ tests: 2, failed: 1, verdict: 'failed' });
    expect(got.warnings[0]).toContain('declares 99 tests and holds 2');
  });

  test('failures that a suite declares and no case shows are not green', async () => {
    const got = await read(`<testsuite name="s" tests="1" failures="2">${pass('1')}</testsuite>`);
    expect(got).toMatchObject({ status: 'partial', verdict: 'unreadable' });
  });

  test('a truncated file keeps its whole cases and says where it ends', async () => {
    const got = await read(
      `<testsuites>\n<testsuite name="s">\n${pass('1')}\n${pass('2')}\n<testcase classname="c" na`,
    );
    expect(got).toMatchObject({ status: 'partial', tests: 2, verdict: 'unreadable' });
    expect(got.message).toMatch(/^junit\.xml:5: the file ends .*\. .*Run it again/);
  });

  test('a file with text behind its end is not whole', async () => {
    const got = await read(`${suite(pass('1'))}\nKilled`);
    expect(got).toMatchObject({ status: 'partial', verdict: 'unreadable' });
    expect(got.message).toContain('text after the end of the document: "Killed"');
  });

  test.each([
    ['nothing', '', 'the file is empty'],
    ['white space', '\n  \n', 'the file is empty'],
    ['a web page', '<!DOCTYPE html><html><body>502</body></html>', 'its first element is <html>'],
    ['another XML file', '<project><x/></project>', 'its first element is <project>'],
    ['plain text', 'this is not json', 'no test result file of a known format'],
    ['other JSON', '{"name":"left-pad","version":"1.0.0"}', 'no test result file of a known format'],
  ])('%s is an error and no empty run', async (_, content, why) => {
    const got = await read(content);
    expect(got).toMatchObject({ status: 'error', format: null, verdict: 'unreadable' });
    expect(got.message).toContain(why);
  });

  test('no tests is its own verdict, and so is all skipped', async () => {
    expect(await read('<testsuites/>')).toMatchObject({ status: 'ok', tests: 0, verdict: 'no-tests' });
    const skipped = await read(
      suite('<testcase name="a"><skipped/></testcase><testcase name="b" status="notrun"/>'),
    );
    expect(skipped).toMatchObject({ skipped: 2, verdict: 'all-skipped' });
  });

  test('a file that is not there is an error with a remedy', async () => {
    const { fileSource } = await import('./source.ts');
    const got = await readResultFile(fileSource('/nowhere/at/all.xml', 'all.xml'));
    expect(got).toMatchObject({ status: 'error' });
    expect(got.message).toBe('all.xml: there is no such file. Check the path and that the tests have run.');
  });
});
