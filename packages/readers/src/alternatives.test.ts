import { describe, expect, test } from 'vitest';
import { readCoverageFiles } from './read-coverage-files.ts';
import { readResultFiles } from './read-result-files.ts';
import { bytesSource } from './source.ts';

const options = { project: 'p', root: '/r' };

function junit(path: string, cases: Record<string, boolean>): ReturnType<typeof bytesSource> {
  const body = Object.entries(cases).map(
    ([name, ok]) => `<testcase classname="c" name="s ${name}">${ok ? '' : '<failure/>'}</testcase>`,
  );
  return bytesSource(path, `<testsuite name="c">${body.join('')}</testsuite>`);
}

function ctrf(path: string, cases: Record<string, boolean>): ReturnType<typeof bytesSource> {
  const tests = Object.entries(cases).map(([name, ok]) => ({
    name,
    status: ok ? 'passed' : 'failed',
    duration: 1,
  }));
  return bytesSource(path, JSON.stringify({ reportFormat: 'CTRF', results: { tool: { name: 't' }, tests } }));
}

const same = { adds: true, removes: false, pays: true };

describe('reports of one run in several formats', () => {
  test('CTRF is read, the JUnit beside it is passed over and named', async () => {
    const got = await readResultFiles([junit('out/junit.xml', same), ctrf('out/ctrf.json', same)], options);
    expect(got.totals).toMatchObject({ tests: 3, failed: 1 });
    expect(got.files.map((file) => file.path)).toEqual(['out/ctrf.json']);
    expect(got.passedOver).toEqual([
      { path: 'out/junit.xml', reason: 'says the same as ctrf.json (ctrf-json), which says more' },
    ]);
  });

  test('JUnit files by class that are together the same as one CTRF are passed over together', async () => {
    const shards = [
      junit('out/TEST-a.xml', { adds: true }),
      junit('out/TEST-b.xml', { removes: false, pays: true }),
    ];
    const got = await readResultFiles([...shards, ctrf('out/ctrf.json', same)], options);
    expect(got.totals.tests).toBe(3);
    expect(got.passedOver).toHaveLength(2);
  });

  test.each([
    ['in another folder', junit('elsewhere/junit.xml', same), 6],
    ['of other tests', junit('out/junit.xml', { clicks: true, scrolls: false, types: true }), 6],
    ['with a failure of its own', junit('out/junit.xml', { ...same, pays: false }), 6],
    ['with a test more', junit('out/junit.xml', { ...same, more: true }), 7],
    ['that is cut', bytesSource('out/junit.xml', '<testsuite name="c"><testcase name="adds"/><testcase'), 4],
  ])('a report %s is read too', async (_, other, tests) => {
    const got = await readResultFiles([other, ctrf('out/ctrf.json', same)], options);
    expect(got.totals.tests).toBe(tests);
    expect(got.passedOver).toEqual([]);
  });

  test('files of one format are shards: all are read', async () => {
    const got = await readResultFiles(
      [junit('out/TEST-a.xml', same), junit('out/TEST-b.xml', same)],
      options,
    );
    expect(got.totals.tests).toBe(6);
  });

  test('alternatives can be switched off', async () => {
    const got = await readResultFiles([junit('o/j.xml', same), ctrf('o/c.json', same)], {
      ...options,
      alternatives: false,
    });
    expect(got.totals.tests).toBe(6);
  });

  test('coverage-final is read instead of lcov of the same sources', async () => {
    const lcov = bytesSource('coverage/lcov.info', 'SF:src/a.ts\nDA:1,1\nend_of_record\n');
    const final = bytesSource(
      'coverage/coverage-final.json',
      JSON.stringify({
        '/r/src/a.ts': {
          path: '/r/src/a.ts',
          statementMap: { 0: { start: { line: 1 } } },
          s: { 0: 1 },
          branchMap: {},
          b: {},
          fnMap: {},
          f: {},
        },
      }),
    );
    const got = await readCoverageFiles([lcov, final], { root: '/r' });
    expect(got.passedOver.map((each) => each.path)).toEqual(['coverage/lcov.info']);
    expect(got.totals).toMatchObject({ sources: 1, lines: { covered: 1, total: 1 } });
    expect([...got.merged.keys()]).toEqual(['src/a.ts']);
  });
});

describe('a set of files', () => {
  test('one unreadable file leaves the others and the verdict is not green', async () => {
    const got = await readResultFiles(
      [junit('a/j.xml', { adds: true }), bytesSource('b/j.xml', 'oops')],
      options,
    );
    expect(got).toMatchObject({ verdict: 'unreadable', totals: { tests: 1, passed: 1 } });
    expect(got.files[1]).toMatchObject({ path: 'b/j.xml', status: 'error' });
  });

  test('no files is a verdict of its own', async () => {
    expect((await readResultFiles([], options)).verdict).toBe('no-files');
  });

  test('equal tests of one file get ordinals; the id does not depend on the machine', async () => {
    const file = (root: string): ReturnType<typeof bytesSource> =>
      bytesSource(
        'j.xml',
        `<testsuite><testcase name="t" file="${root}/src/a.py"/><testcase name="t" file="${root}/src/a.py"/></testsuite>`,
      );
    const here = await readResultFiles([file('/r')], { ...options, repositoryFiles: ['src/a.py'] });
    const there = await readResultFiles([file('C:/ci')], { ...options, repositoryFiles: ['src/a.py'] });
    expect(here.tests.map((each) => [each.file, each.ordinal])).toEqual([
      ['src/a.py', 0],
      ['src/a.py', 1],
    ]);
    expect(new Set(here.tests.map((each) => each.id)).size).toBe(2);
    expect(there.tests.map((each) => each.id)).toEqual(here.tests.map((each) => each.id));
  });

  test('coverage of unknown and ambiguous paths is named and not counted', async () => {
    const lcov = bytesSource(
      'lcov.info',
      'SF:/x/lib/i.ts\nDA:1,1\nend_of_record\nSF:/x/none.ts\nDA:1,1\nend_of_record\nSF:src/a.ts\nDA:1,0\nend_of_record\n',
    );
    const got = await readCoverageFiles([lcov], {
      root: '/r',
      repositoryFiles: ['a/lib/i.ts', 'b/lib/i.ts', 'src/a.ts'],
    });
    expect(got.unmatched).toEqual(['/x/none.ts']);
    expect(got.ambiguous).toEqual([{ path: '/x/lib/i.ts', candidates: ['a/lib/i.ts', 'b/lib/i.ts'] }]);
    expect(got.totals).toMatchObject({ sources: 1, lines: { covered: 0, total: 1 } });
  });
});
