import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AnalyzeDocument,
  CasesDocument,
  CoverageDocument,
  DetectDocument,
  DoctorDocument,
  FlakyDocument,
  HistoryDocument,
  MeasuredSidecar,
  PatchCoverageDocument,
  RankDocument,
  ReadDocument,
  ReportDocument,
  SuggestAnalysis,
  SuggestDocument,
  SuggestProven,
} from '@qitops/model';
import { ScratchRepository } from '@qitops/repository/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { qitops } from './qitops.ts';

const repository = new ScratchRepository();
afterAll(() => repository.dispose());
const folder = repository.root;
const junit = (failures: string) =>
  `<testsuites><testsuite name="shop"><testcase classname="shop" name="sells" time="0.01"/><testcase classname="shop" name="buys" time="0.02">${failures}</testcase></testsuite></testsuites>`;
const lcov = 'SF:shop.ts\nDA:1,1\nDA:2,0\nend_of_record\n';

repository.commit('base', {
  'shop.ts': 'export const a = 1;\n',
  '.gitignore': 'out/\n*.xml\n*.info\n*.json\n.qitops/\n',
});
repository.git('checkout', '-q', '-b', 'pr');
repository.commit('pr', { 'shop.ts': 'export const a = 1;\nexport const b = 2;\n' });
repository.write('green.xml', junit(''));
repository.write('red.xml', junit('<failure message="no money">at shop.ts:2</failure>'));
repository.write('skipped.xml', '<testsuite><testcase name="a"><skipped/></testcase></testsuite>');
repository.write('none.xml', '<testsuite name="empty" tests="0"/>');
repository.write('cut.xml', junit('').slice(0, 120));
repository.write('empty.xml', '');
repository.write('lcov.info', lcov);

const range = ['--base', 'main', '--head', 'pr'];

describe('every command answers in its shape', () => {
  it('read', async () => {
    const result = await qitops(folder, ['read', 'green.xml', '--json']);
    const document = ReadDocument.parse(result.json);
    expect(document).toMatchObject({ verdict: 'passed', totals: { tests: 2, passed: 2, durationMs: 30 } });
    expect(result.code).toBe(0);
  });
  it('read --ctrf and --junit convert', async () => {
    const ctrf = await qitops(folder, ['read', 'red.xml', '--ctrf']);
    expect(ctrf.json).toMatchObject({ results: { summary: { tests: 2, failed: 1 } } });
    const xml = await qitops(folder, ['read', 'red.xml', '--junit']);
    expect(xml.stdout).toContain('<testcase');
    expect(xml.code).toBe(1);
  });
  it('coverage', async () => {
    const document = CoverageDocument.parse((await qitops(folder, ['coverage', 'lcov.info', '--json'])).json);
    expect(document.totals).toMatchObject({ sources: 1, lines: { covered: 1, total: 2 } });
  });
  it('patch-coverage', async () => {
    const result = await qitops(folder, ['patch-coverage', ...range, '--coverage', 'lcov.info', '--json']);
    expect(PatchCoverageDocument.parse(result.json).lines).toEqual({ covered: 0, total: 1 });
  });
  it('stamp', async () => {
    const result = await qitops(folder, ['stamp', '--json']);
    expect(MeasuredSidecar.parse(result.json).sha).toBe(repository.git('rev-parse', 'HEAD'));
  });
  it('detect', async () => {
    DetectDocument.parse((await qitops(folder, ['detect', '--json'])).json);
  });
  it('doctor', async () => {
    const { features } = DoctorDocument.parse((await qitops(folder, ['doctor', '--json'])).json);
    expect(new Set(features.map(({ id }) => id)).size).toBe(features.length);
  });
  it('history add, and the same content twice', async () => {
    const add = [
      'history',
      'add',
      'green.xml',
      '--coverage',
      'lcov.info',
      '--run-id',
      '1',
      '--started',
      '2026-11-01T00:00:00Z',
      '--json',
    ];
    expect(HistoryDocument.parse((await qitops(folder, add)).json)).toMatchObject({
      runs: 1,
      tests: 2,
      stored: 1,
    });
    expect(HistoryDocument.parse((await qitops(folder, add)).json)).toMatchObject({ runs: 1, stored: 0 });
  });
  it('history import takes CTRF documents, one a line, and names lines that are none', async () => {
    const environment = {
      commit: 'c',
      branchName: 'main',
      buildId: '7',
      extra: { tree: 't', runAttempt: 2 },
    };
    const tests = [{ name: 'a', status: 'passed', duration: 1 }];
    const summary = { tests: 1, passed: 1, failed: 0, skipped: 0, pending: 0, other: 0, start: 1, stop: 2 };
    const line = JSON.stringify({
      reportFormat: 'CTRF',
      specVersion: '0.0.0',
      results: { tool: { name: 'x' }, summary, tests, environment },
    });
    writeFileSync(join(folder, 'runs.ndjson'), `${line}\nnot json\n`);
    const result = await qitops(folder, [
      'history',
      'import',
      'runs.ndjson',
      '--store',
      'out/imported',
      '--json',
    ]);
    const document = HistoryDocument.parse(result.json);
    expect(document).toMatchObject({ runs: 1, stored: 1 });
    expect(document.skipped.map((each) => each.key)).toEqual(['runs.ndjson:2']);
  });
  it('history export, compact and forget', async () => {
    const store = ['--store', 'out/kept', '--json'];
    await qitops(folder, ['history', 'import', 'runs.ndjson', ...store]);
    const act = async (...args: string[]) => {
      const result = await qitops(folder, ['history', ...args, ...store]);
      expect(result).toMatchObject({ code: 0 });
      return HistoryDocument.parse(result.json);
    };
    expect(await act('export', 'out/kept.ndjson.gz')).toMatchObject({ runs: 1, stored: 1, skipped: [] });
    const again = ['history', 'import', 'out/kept.ndjson.gz', '--store', 'out/again', '--json'];
    expect((await qitops(folder, again)).json).toMatchObject({ runs: 1, tests: 1, stored: 1 });
    expect(await act('compact')).toMatchObject({ runs: 1, compacted: { folded: 0, rewritten: false } });
    expect(await act('forget', '--test', 'a')).toMatchObject({ tests: 0, forgotten: { tests: 1 } });
    expect(await act('forget', '--before', '2030-01-01')).toMatchObject({ runs: 0, forgotten: { runs: 1 } });
    const said = await qitops(folder, ['history', 'forget', '--before', 'x', ...store]);
    expect(said).toMatchObject({ code: 2, stderr: expect.stringMatching(/is no date.*Fix:/) as string });
  });
  it('flaky-detect', async () => {
    const document = FlakyDocument.parse((await qitops(folder, ['flaky-detect', '--triage', '--json'])).json);
    expect(document.tests.map((test) => test.state)).toEqual(['new', 'new']);
    expect(document.triage).toEqual([]);
  });
  it('rank', async () => {
    const args = ['rank', '--store', '.qitops/history', ...range, '--shards', '2', '--json'];
    const result = await qitops(folder, args);
    const document = RankDocument.parse(result.json);
    expect(document.tests.map((test) => test.name).sort()).toEqual(['buys', 'sells']);
    for (const test of document.tests) expect(test.reasons).toContain('is new: ran once');
    expect(document.shards?.flat().sort()).toEqual(document.tests.map((test) => test.id).sort());
    expect(result.code).toBe(0);
  });
  it('rank keeps to the time there is', async () => {
    const args = [
      'rank',
      '--store',
      '.qitops/history',
      '--budget-seconds',
      '0',
      '--changed',
      'shop.ts',
      '--json',
    ];
    expect(RankDocument.parse((await qitops(folder, args)).json).tests).toEqual([]);
  });
  it('analyze-pr', async () => {
    const args = [
      'analyze-pr',
      ...range,
      '--results',
      'red.xml',
      '--coverage',
      'lcov.info',
      '--markdown',
      'out.md',
      '--json',
    ];
    const result = await qitops(folder, args);
    const document = AnalyzeDocument.parse(result.json);
    expect(document.tests.failingBaseUnknown.map((test) => test.name)).toEqual(['buys']);
    expect(document.headline).toContain('base unknown');
    expect(result.code).toBe(1);
    expect(readFileSync(join(folder, 'out.md'), 'utf8')).toContain('no money');
  });
  it('suggest-tests', async () => {
    const result = await qitops(folder, ['suggest-tests', ...range, '--coverage', 'lcov.info', '--json']);
    expect(SuggestDocument.parse(result.json)).toMatchObject({ suggestions: [], spend: { calls: 0 } });
  });
  it('cases', async () => {
    const result = await qitops(folder, ['cases', 'list', '--json']);
    expect(CasesDocument.parse(result.json)).toMatchObject({ cases: [], problems: [] });
    expect(result.code).toBe(0);
  });
  it('report', async () => {
    const result = await qitops(folder, [
      'report',
      '--store',
      '.qitops/history',
      '--out',
      'out/report',
      '--json',
    ]);
    const document = ReportDocument.parse(result.json);
    expect(document).toMatchObject({ runs: 1, tests: 2 });
    expect(readdirSync(join(folder, 'out/report'))).toContain('index.html');
  });
  it('suggest-tests in phases', async () => {
    const phase = (...args: string[]) =>
      qitops(folder, ['suggest-tests', ...range, '--phase', ...args, '--json']);
    const analysed = await phase('analyse');
    const { head } = SuggestAnalysis.parse(analysed.json);
    writeFileSync(join(folder, 'analysis.json'), analysed.stdout);
    const proven = await phase('prove', '--analysis', 'analysis.json');
    expect(SuggestProven.parse(proven.json).head).toBe(head);
    writeFileSync(join(folder, 'proven.json'), proven.stdout);
    for (const [args, said] of [
      [['prove'], /analyse is not given.*Fix: write it with `qitops suggest-tests --phase analyse --json`/],
      [['prove', '--analysis', 'nowhere.json'], /cannot be read/],
      [['prove', '--analysis', 'proven.json'], /no document of the phase analyse.*Fix:/],
      [['propose', '--analysis', 'analysis.json'], /names no model.*Fix: give --provider/],
    ] as const) {
      const wrong = await phase(...args);
      expect(wrong.code).toBe(2);
      expect(wrong.stderr.replace(/\s+/g, ' ')).toMatch(said);
    }
  });
});

describe('exit codes', () => {
  it.each([
    ['a failed test', ['read', 'red.xml'], 1, 'failed'],
    ['only skipped tests', ['read', 'skipped.xml'], 1, 'all-skipped'],
    ['only skipped tests, allowed', ['read', 'skipped.xml', '--allow-empty'], 0, 'all-skipped'],
    ['no tests', ['read', 'none.xml'], 1, 'no-tests'],
    ['a file that was cut off', ['read', 'cut.xml'], 2, 'unreadable'],
    ['an empty file', ['read', 'empty.xml'], 2, 'unreadable'],
    ['a green file beside an empty one', ['read', 'green.xml', 'empty.xml'], 2, 'unreadable'],
    ['a glob that matches nothing', ['read', 'no/**/*.xml'], 2, 'no-files'],
  ])('%s', async (_, args, code, verdict) => {
    const result = await qitops(folder, [...args, '--json']);
    expect((result.json as { verdict: string }).verdict).toBe(verdict);
    expect(result.code).toBe(code);
  });
  it('usage errors are 2 and print no document', async () => {
    for (const args of [
      ['serve', '.', '--port', 'many'],
      ['patch-coverage', '--json'],
      ['no-such-command'],
      ['read', '--no-such-option'],
    ]) {
      const result = await qitops(folder, args);
      expect(result.code).toBe(2);
      expect(result.stdout).toBe('');
    }
  });
});

describe('bad input gets one clear message without a stack', () => {
  it.each([
    ['an empty file', ['read', 'empty.xml'], /empty\.xml.*empty/i],
    ['a missing glob', ['read', 'no/**/*.xml'], /no result files match no\/\*\*\/\*\.xml/],
    ['a missing file', ['read', 'gone.xml'], /gone\.xml/],
    [
      'a revision that does not exist',
      ['patch-coverage', '--base', 'nowhere', '--head', 'pr', '--coverage', 'lcov.info'],
      /"nowhere" is not in this clone.*Fix:/,
    ],
    [
      'a document of another command',
      ['analyze-pr', ...range, '--flaky', 'lcov.info'],
      /lcov\.info: is not JSON.*Fix:/,
    ],
    ['an unknown ref form', ['flaky-detect', '--store', 'ref:history'], /not a full ref name.*Fix:/],
    ['a folder without a report', ['serve', '.'], /holds no report.*Fix:/],
  ])('%s', async (_, args, message) => {
    const result = await qitops(folder, args);
    expect(result.code).toBe(2);
    expect(result.stderr).toMatch(message);
    expect(result.stderr).not.toMatch(/^\s+at /m);
  });
  it('a folder that is no repository', async () => {
    const result = await qitops(mkdtempSync(join(tmpdir(), 'qitops-bare-')), ['analyze-pr']);
    expect(result.code).toBe(2);
    expect(result.stderr).toMatch(/not a git repository.*Fix:/);
  });
  it('a broken qitops.yml: all errors at once, each with line, column and the nearest valid name', async () => {
    const broken = new ScratchRepository();
    broken.commit('base', {
      'qitops.yml': 'gates:\n  patchCoverge: 80\n  newFailures: many\nresult:\n  - x\n',
    });
    broken.git('checkout', '-q', '-b', 'pr');
    broken.commit('pr');
    const result = await qitops(broken.root, ['analyze-pr', '--base', 'main', '--head', 'pr']);
    expect(result.code).toBe(2);
    expect(result.stderr).toMatch(
      /qitops\.yml:2:\d+: unknown key "patchCoverge".*did you mean "patchCoverage"/,
    );
    expect(result.stderr).toMatch(/qitops\.yml:3:\d+: gates\.newFailures/);
    expect(result.stderr).toMatch(/qitops\.yml:4:\d+: unknown key "result".*did you mean "results"/);
    broken.dispose();
  });
  it('a shallow clone that cannot be deepened names the fetch-depth', async () => {
    const clone = mkdtempSync(join(tmpdir(), 'qitops-shallow-'));
    spawnSync('git', ['clone', '-q', '--depth', '1', '--branch', 'pr', `file://${folder}`, clone]);
    spawnSync('git', ['remote', 'set-url', 'origin', 'file:///nowhere'], { cwd: clone });
    const result = await qitops(clone, ['analyze-pr', '--base', 'origin/main', '--head', 'HEAD']);
    expect(result.code).toBe(2);
    expect(result.stderr).toMatch(/shallow clone.*fetch-depth: 0/);
  });
  it('an analysis without history, results or coverage is not green: it says what is not known', async () => {
    const bare = new ScratchRepository();
    bare.commit('base', { 'a.ts': 'export const a = 1;\n' });
    bare.git('checkout', '-q', '-b', 'pr');
    bare.commit('pr', { 'a.ts': 'export const a = 2;\n' });
    const result = await qitops(bare.root, ['analyze-pr', '--base', 'main', '--head', 'pr', '--json']);
    const document = AnalyzeDocument.parse(result.json);
    expect(document).toMatchObject({
      verdict: 'unknown',
      patchCoverage: null,
      coverage: null,
      historyRuns: 0,
      baseRun: null,
    });
    expect(document.headline).toBe('No result files were found.');
    expect(document.risk).toMatchObject({ score: null, calibrated: false });
    bare.dispose();
  });
});

describe('where a value comes from', () => {
  it('is the option, then QITOPS_*, then qitops.yml, then the default', async () => {
    const configured = new ScratchRepository();
    configured.write('.git/info/exclude', '*.xml\n');
    configured.commit('base', { 'qitops.yml': 'results: [configured.xml]\n' });
    for (const name of ['configured', 'given', 'junit']) configured.write(`${name}.xml`, junit(''));
    const paths = async (args: string[]) =>
      ReadDocument.parse((await qitops(configured.root, ['read', ...args, '--json'])).json).files.map(
        (file) => file.path,
      );
    expect(await paths([])).toEqual(['configured.xml']);
    expect(await paths(['given.xml'])).toEqual(['given.xml']);
    const store = await qitops(configured.root, ['history', 'add', 'given.xml', '--json'], {
      QITOPS_STORE: 'elsewhere',
    });
    expect(store.code).toBe(0);
    expect(readdirSync(join(configured.root, 'elsewhere'))).toContain('runs');
    configured.dispose();
  });
});

describe('what a pattern finds', () => {
  it('is never below node_modules, unless the pattern says so', async () => {
    const other = new ScratchRepository();
    other.commit('base');
    other.write('node_modules/dep/junit.xml', junit('<failure message="not ours"/>'));
    other.write('reports/junit.xml', junit(''));
    const paths = async (pattern: string) =>
      ReadDocument.parse((await qitops(other.root, ['read', pattern, '--json'])).json).files.map(
        (file) => file.path,
      );
    expect(await paths('**/junit.xml')).toEqual(['reports/junit.xml']);
    expect(await paths('node_modules/*/junit.xml')).toEqual(['node_modules/dep/junit.xml']);
    other.dispose();
  });
});

describe('what is found without being named', () => {
  it('is what this run wrote, not reports that are committed', async () => {
    const tracked = new ScratchRepository();
    tracked.commit('base', { 'fixtures/junit.xml': junit('<failure message="an old one"/>') });
    tracked.write('reports/junit.xml', junit(''));
    const result = await qitops(tracked.root, ['read', '--json']);
    const document = ReadDocument.parse(result.json);
    expect(document.files.map((file) => file.path)).toEqual(['reports/junit.xml']);
    expect(document.verdict).toBe('passed');
    tracked.dispose();
  });
});

describe('the caller’s directory', () => {
  it('is where npm was called from', async () => {
    const result = await qitops(tmpdir(), ['read', 'green.xml', '--json'], {
      npm_lifecycle_event: 'qitops',
      INIT_CWD: folder,
    });
    expect(result.code).toBe(0);
  });
});
