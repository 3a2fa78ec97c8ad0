import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { armsOf } from '@qitops/model';
import { isValid, validate } from 'ctrf';
import { XMLParser } from 'fast-xml-parser';
import { convertJUnitToCTRFReport } from 'junit-to-ctrf';
import { describe, expect, test } from 'vitest';
import { readCoverageFiles } from '../read-coverage-files.ts';
import { readResultFiles } from '../read-result-files.ts';
import { bytesSource } from '../source.ts';
import { toCobertura } from './cobertura.ts';
import { toCtrf } from './ctrf.ts';
import { toJUnit } from './junit.ts';

const source = bytesSource(
  'junit.xml',
  `<testsuites><testsuite name="a &lt;b&gt;"><testcase classname="c" name="ok &quot;1&quot;&#10;x" time="1.5" file="src/a.py" line="3"/><testcase classname="c" name="no"><failure message="m &amp; n">at &lt;x&gt; ]]&gt;</failure></testcase><testcase classname="c" name="err" time="0.1"><error message="e"/></testcase><testcase classname="c" name="skip" time="0"><skipped message="why"/></testcase><testcase classname="c" name="flaky" time="0.2"><flakyFailure message="once"/></testcase></testsuite><testsuite name="hook"><error message="beforeAll"/></testsuite></testsuites>`,
);
const options = { project: 'p', root: '/r' };

async function again(path: string, text: string): ReturnType<typeof readResultFiles> {
  return readResultFiles([bytesSource(path, text)], options);
}

describe('CTRF', () => {
  test('is valid by its schema and reads back as it was', async () => {
    const first = await readResultFiles([source], options);
    const document = toCtrf(first.tests);
    expect(validate(document), JSON.stringify(validate(document))).toMatchObject({ valid: true });
    expect(isValid(document)).toBe(true);
    const second = await again('ctrf.json', JSON.stringify(document));
    expect(second.totals).toEqual(first.totals);
    expect(second.tests.map((each) => each.id)).toEqual(first.tests.map((each) => each.id));
    expect(second.tests.map((each) => each.durationMs)).toEqual(first.tests.map((each) => each.durationMs));
  });
});

describe('JUnit', () => {
  test('is well-formed and reads back with the same counts and names', async () => {
    const first = await readResultFiles([source], options);
    const xml = toJUnit(first.tests);
    const second = await again('junit.xml', xml);
    expect(second.files[0]!.message).toBeUndefined();
    expect(second.warnings).toEqual([]);
    expect(second.totals).toMatchObject(first.totals);
    expect(second.tests.map((each) => each.name).sort()).toEqual(first.tests.map((each) => each.name).sort());
  });

  test('has what Jenkins and others ask for on every suite and case', async () => {
    const { tests } = await readResultFiles([source], options);
    const parser = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: '',
      isArray: (name) => name === 'testsuite' || name === 'testcase',
    });
    const { testsuites } = parser.parse(toJUnit(tests)) as {
      testsuites: { testsuite: Record<string, unknown>[] };
    };
    for (const suite of testsuites.testsuite) {
      for (const name of ['name', 'tests', 'failures', 'errors', 'skipped'])
        expect(suite).toHaveProperty(name);
      for (const each of suite.testcase as object[]) expect(each).toHaveProperty('classname');
    }
  });

  test('is read by another project with the same counts', async () => {
    const { tests, totals } = await readResultFiles([source], options);
    const folder = mkdtempSync(join(tmpdir(), 'written-'));
    try {
      writeFileSync(join(folder, 'junit.xml'), toJUnit(tests));
      const report = await convertJUnitToCTRFReport(join(folder, 'junit.xml'));
      expect(report?.results.summary).toMatchObject({
        tests: totals.tests,
        failed: totals.failed + totals.errored,
        skipped: totals.skipped,
        passed: totals.passed,
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('characters that XML cannot hold are replaced', async () => {
    const [first] = (await readResultFiles([source], options)).tests;
    const xml = toJUnit([{ ...first!, name: 'a\u0000\ud800b\u001b' }]);
    const got = await again('junit.xml', xml);
    expect(got.files[0]).toMatchObject({ status: 'ok' });
    expect(got.tests[0]!.name).toBe('a\ufffd\ufffdb\ufffd');
  });

  test('a status that JUnit has no word for is an error and not a pass', async () => {
    const [first] = (await readResultFiles([source], options)).tests;
    const got = await again('junit.xml', toJUnit([{ ...first!, status: 'other' }]));
    expect(got.totals).toMatchObject({ passed: 0, errored: 1 });
  });
});

describe('Cobertura', () => {
  test('reads back with the same lines and counts of branches', async () => {
    const lcov =
      'SF:src/a&b.ts\nDA:1,3\nDA:2,0\nDA:5,1\nBRDA:1,0,0,2\nBRDA:1,0,1,0\nBRDA:5,0,0,1\nend_of_record\nSF:top.ts\nDA:1,1\nend_of_record\n';
    const where = { root: '/r', repositoryFiles: ['src/a&b.ts', 'top.ts'] };
    const first = await readCoverageFiles([bytesSource('lcov.info', lcov)], where);
    const xml = toCobertura(first.merged, 0);
    const second = await readCoverageFiles([bytesSource('cobertura.xml', xml)], where);
    expect(second.files.map(({ status }) => status)).toEqual(['ok']);
    expect([...second.merged.keys()].sort()).toEqual(['src/a&b.ts', 'top.ts']);
    for (const [path, file] of first.merged) {
      const again = second.merged.get(path)!;
      expect(again.lines).toEqual(file.lines);
      for (const line of file.branches.line)
        expect(armsOf(again.branches, line)).toEqual(armsOf(file.branches, line));
    }
    expect(xml).toContain('lines-covered="3" lines-valid="4" branches-covered="2" branches-valid="3"');
  });
});
