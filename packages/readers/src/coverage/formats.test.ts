import { armsOf, type FileCoverage, hitsOf } from '@qitops/model';
import { describe, expect, test } from 'vitest';
import { type CoverageFileRead, readCoverageFile } from '../read-coverage-file.ts';
import { bytesSource } from '../source.ts';

async function read(
  content: string | object,
  path = 'c',
): Promise<CoverageFileRead & { first: FileCoverage }> {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const got = await readCoverageFile(bytesSource(path, text, 13));
  return { ...got, first: got.report?.files[0] as FileCoverage };
}

const lcov =
  'TN:\nSF:src/a.ts\nFN:1,f\nFNDA:2,f\nDA:1,2\nDA:2,0\nBRDA:1,0,0,1\nBRDA:1,0,1,-\nLF:2\nLH:1\nend_of_record\n';

describe('LCOV', () => {
  test('lines, arms by identity and functions', async () => {
    const { file, first } = await read(lcov);
    expect(file).toMatchObject({
      format: 'lcov',
      status: 'ok',
      lines: { covered: 1, total: 2 },
      branches: { covered: 1, total: 2 },
      functions: { covered: 1, total: 1 },
    });
    expect(first.functions).toEqual([{ name: 'f', line: 1, hits: 2 }]);
    expect(first.branches.identified).toBe(true);
  });

  test('what real files have: byte order mark, CRLF, C:\\, checksums, commas, exponents, records of lcov 2', async () => {
    const { file, first } = await read(
      '\ufeffTN:t\r\nSF:C:\\shop\\a.cpp\r\nVER:1\r\nFN:3,9,op(int, char)\r\nFNDA:1,op(int, char)\r\nDA:9,1e+06,abc==\r\nDA:3,1,x\r\nDA:3,2\r\nDA:4,-1\r\nBRDA:3,e0,a > b, c,1\r\nMCDC:1,2,t,1,0,x\r\nend_of_record\r\n',
    );
    expect(file).toMatchObject({
      status: 'ok',
      lines: { covered: 2, total: 3 },
      branches: { covered: 1, total: 1 },
    });
    expect(first.path).toBe('C:/shop/a.cpp');
    expect([hitsOf(first.lines, 3), hitsOf(first.lines, 4), hitsOf(first.lines, 9)]).toEqual([
      3, 0, 1_000_000,
    ]);
    expect(first.functions).toEqual([{ name: 'op(int, char)', line: 3, hits: 1 }]);
  });

  test('the same source twice is merged', async () => {
    const { file, first } = await read(lcov + lcov.replace('DA:2,0', 'DA:2,4'));
    expect(file).toMatchObject({ sources: 1, lines: { covered: 2, total: 2 } });
    expect(hitsOf(first.lines, 1)).toBe(4);
  });

  test('a malformed line is passed over, named, and the file is not whole', async () => {
    const { file } = await read(lcov.replace('DA:2,0', 'DA:2\nDA:3,1'));
    expect(file).toMatchObject({ status: 'partial', lines: { covered: 2, total: 2 } });
    expect(file.message).toMatch(/^c:6: "DA:2" is no LCOV record/);
  });

  test('a truncated file is partial and keeps what it has', async () => {
    const { file } = await read(`${lcov}SF:src/b.ts\nDA:1,1\nDA:2`);
    expect(file).toMatchObject({ status: 'partial', sources: 2 });
  });

  test('declared totals are not believed, only compared', async () => {
    const { file, warnings } = await read(lcov.replace('LF:2', 'LF:9'));
    expect(file.lines.total).toBe(2);
    expect(warnings[0]).toContain('LF says 9 lines of src/a.ts, 2 were counted');
  });

  test('functions of one name on several lines keep their own counts', async () => {
    const { first } = await read('SF:a\nFN:1,x\nFN:5,x\nFNDA:3,x\nFNDA:0,x\nDA:1,1\nend_of_record\n');
    expect(first.functions).toEqual([
      { name: 'x', line: 1, hits: 3 },
      { name: 'x', line: 5, hits: 0 },
    ]);
  });
});

describe('the other formats', () => {
  test('Cobertura: a line that a method repeats is one line, roots are kept', async () => {
    const { file, first, report } = await read(
      '<?xml version="1.0"?><!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd"><coverage line-rate="0.5" lines-valid="9" lines-covered="9"><sources><source>/app/src</source></sources><packages><package><classes><class filename="a.py"><methods><method name="f" signature="()"><lines><line number="1" hits="2"/></lines></method></methods><lines><line number="1" hits="2" branch="true" condition-coverage="50% (1/2)"/><line number="2" hits="0"/></lines></class></classes></package></packages></coverage>',
    );
    expect(file).toMatchObject({
      format: 'cobertura',
      lines: { covered: 1, total: 2 },
      branches: { covered: 1, total: 2 },
    });
    expect(hitsOf(first.lines, 1)).toBe(2);
    expect(first.branches.identified).toBe(false);
    expect(report?.roots).toEqual(['/app/src']);
  });

  test('JaCoCo: lines without counts are unknown, not missed', async () => {
    const lines = (attributes: string): string =>
      `<report name="r"><package name="com/shop"><sourcefile name="A.java"><line nr="3" ${attributes} mb="1" cb="1"/><counter type="LINE" missed="0" covered="1"/><counter type="BRANCH" missed="1" covered="1"/></sourcefile></package></report>`;
    const counted = await read(lines('mi="0" ci="2"'));
    expect(counted.file).toMatchObject({
      format: 'jacoco',
      lines: { covered: 1, total: 1 },
      branches: { covered: 1, total: 2 },
    });
    expect(counted.first.path).toBe('com/shop/A.java');
    const uncounted = await read(lines(''));
    expect(uncounted.file.lines).toEqual({ covered: 1, total: 1 });
    expect(hitsOf(uncounted.first.lines, 3)).toBeNull();
  });

  test('Istanbul: hits of a line are the greatest count of the statements that start on it', async () => {
    const at = (line: number): object => ({ start: { line, column: 0 }, end: { line, column: 9 } });
    const { file, first } = await read({
      '/r/a.ts': {
        path: '/r/a.ts',
        statementMap: { 0: at(1), 1: at(1), 2: at(2) },
        s: { 0: 0, 1: 3, 2: 0 },
        branchMap: { 0: { loc: at(1), type: 'if', locations: [at(1), at(1)] } },
        b: { 0: [0, 2] },
        fnMap: { 0: { name: 'f', decl: at(1) } },
        f: { 0: 1 },
      },
    });
    expect(file).toMatchObject({ format: 'istanbul-json', lines: { covered: 1, total: 2 } });
    expect(hitsOf(first.lines, 1)).toBe(3);
    expect(armsOf(first.branches, 1)).toEqual({ covered: 1, total: 2 });
  });

  test('coverage.py: executed and missing lines and jumps', async () => {
    const { file } = await read({
      meta: { version: '7' },
      files: {
        'a.py': {
          executed_lines: [1, 2],
          missing_lines: [4],
          executed_branches: [[2, 4]],
          missing_branches: [[2, -1]],
        },
      },
      totals: { covered_lines: 2, num_statements: 3 },
    });
    expect(file).toMatchObject({
      format: 'coverage-py-json',
      lines: { covered: 2, total: 3 },
      branches: { covered: 1, total: 2 },
    });
  });

  test('Go: a line is hit when any block on it was', async () => {
    const { file, first } = await read(
      'mode: set\nx/a.go:3.10,5.2 2 1\nx/a.go:5.2,7.3 1 0\nmode: set\nx/a.go:9.1,9.9 0 1\n',
    );
    expect(file).toMatchObject({ format: 'go-cover', lines: { covered: 3, total: 5 } });
    expect(hitsOf(first.lines, 5)).toBe(1);
  });

  test('Go: a cut line is named and the profile is not whole', async () => {
    const { file } = await read('mode: set\nx/a.go:3.10,5.2 2 1\nx/a.go:5.2,7');
    expect(file).toMatchObject({ status: 'partial', lines: { covered: 3, total: 3 } });
    expect(file.message).toMatch(/^c:3: "x\/a.go:5.2,7" is no line of a cover profile/);
  });

  test('llvm-cov: lines from segments, two arms a branch', async () => {
    const { first } = await read({
      type: 'llvm.coverage.json.export',
      data: [
        {
          files: [
            {
              filename: '/r/a.c',
              segments: [
                [1, 1, 2, true, true, false],
                [3, 5, 0, true, true, false],
                [4, 2, 2, true, false, false],
                [6, 2, 0, false, false, false],
              ],
              branches: [[3, 5, 3, 9, 1, 0, 0, 0, 4]],
            },
          ],
        },
      ],
    });
    expect([1, 2, 3, 4, 5, 6, 7].map((line) => hitsOf(first.lines, line))).toEqual([2, 2, 2, 0, 2, 2, null]);
    expect(armsOf(first.branches, 3)).toEqual({ covered: 1, total: 2 });
  });

  test('gcov text: never executed is missed, instances of a template are one line', async () => {
    const { first } = await read(
      '        -:    0:Source:a.cc\n       12*:    1:x\nbranch  0 taken 3\nbranch  1 never executed\n    #####:    2:y\n------------------\nf<int>:\n        4:    1:x\n------------------\n        -:    3:}\n',
    );
    expect([hitsOf(first.lines, 1), hitsOf(first.lines, 2), hitsOf(first.lines, 3)]).toEqual([12, 0, null]);
    expect(armsOf(first.branches, 1)).toEqual({ covered: 1, total: 2 });
  });

  test('gcov JSON: instances of a template each bring their arms', async () => {
    const line = (name: string): object => ({
      line_number: 1,
      count: 1,
      function_name: name,
      branches: [{ count: 1 }, { count: 0 }],
    });
    const { file } = await read({
      gcc_version: '14',
      format_version: '2',
      files: [{ file: 'a.cc', lines: [line('f<int>'), line('f<char>')] }],
    });
    expect(file).toMatchObject({
      format: 'gcov-json',
      lines: { covered: 1, total: 1 },
      branches: { covered: 2, total: 4 },
    });
  });

  test.each([
    [
      'Clover',
      '<coverage generated="1" clover="3"><project><file name="a.ts" path="/r/a.ts"><line num="1" type="stmt" count="2"/><line num="2" type="cond" count="1" truecount="1" falsecount="0"/></file></project></coverage>',
      'clover',
      '2/2 1/2',
    ],
    [
      'Sonar',
      '<coverage version="1"><file path="a"><lineToCover lineNumber="1" covered="true" branchesToCover="2" coveredBranches="1"/><lineToCover lineNumber="2" covered="false"/></file></coverage>',
      'sonar-generic',
      '1/2 1/2',
    ],
    [
      'OpenCover',
      '<CoverageSession><Modules><Module><Files><File uid="1" fullPath="C:\\a.cs"/></Files><Classes><Class><Methods><Method><Name>F</Name><FileRef uid="1"/><SequencePoints><SequencePoint vc="1" sl="3" el="4" fileid="1"/></SequencePoints><BranchPoints><BranchPoint vc="0" sl="3" offset="1" path="0" fileid="1"/></BranchPoints></Method></Methods></Class></Classes></Module></Modules></CoverageSession>',
      'opencover',
      '2/2 0/1',
    ],
    [
      'SimpleCov',
      '{"RSpec":{"coverage":{"/r/a.rb":{"lines":[1,null,0],"branches":{"[:if, 0, 3, 4, 5, 7]":{"[:then, 1, 4, 6, 4, 9]":1,"[:else, 2, 3, 4, 5, 7]":0}}}},"timestamp":1}}',
      'simplecov-resultset',
      '1/2 1/2',
    ],
    [
      'Coveralls',
      '{"source_files":[{"name":"a","coverage":[1,null,0],"branches":[1,0,0,1,1,0,1,0]}]}',
      'coveralls-json',
      '1/2 1/2',
    ],
    [
      'gcovr summary',
      '{"gcovr/summary_format_version":"0.6","files":[{"filename":"a","line_total":4,"line_covered":3,"branch_total":2,"branch_covered":1}]}',
      'gcovr-summary-json',
      '3/4 1/2',
    ],
    [
      'Istanbul summary',
      '{"total":{"lines":{"total":4,"covered":3}},"/r/a.ts":{"lines":{"total":4,"covered":3},"branches":{"total":2,"covered":1}}}',
      'istanbul-summary',
      '3/4 1/2',
    ],
    [
      'Jest with coverage',
      '{"numTotalTests":0,"coverageMap":{"/r/a.ts":{"path":"/r/a.ts","statementMap":{"0":{"start":{"line":1}}},"s":{"0":1},"branchMap":{},"b":{},"fnMap":{},"f":{}}}}',
      'jest-json',
      '1/1 0/0',
    ],
    [
      'gcov intermediate',
      'file:a.cc\nfunction:1,2,3,f\nlcount:1,2\nbranch:1,taken\nbranch:1,nottaken\nlcount:2,0\n',
      'gcov-text',
      '1/2 1/2',
    ],
  ])('%s', async (_, content, format, counts) => {
    const { file } = await read(content);
    expect(file.message).toBeUndefined();
    expect(
      `${file.format} ${file.lines.covered}/${file.lines.total} ${file.branches.covered}/${file.branches.total}`,
    ).toBe(`${format} ${counts}`);
  });

  test.each([
    ['', 'the file is empty'],
    ['<html/>', 'its first element is <html>'],
    ['{"a":1}', 'no coverage file of a known format'],
  ])('%j is an error', async (content, why) => {
    const { file, report } = await read(content);
    expect(file).toMatchObject({ status: 'error', format: null });
    expect(file.message).toContain(why);
    expect(report).toBeNull();
  });
});
