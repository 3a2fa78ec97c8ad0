import { describe, expect, it } from 'vitest';
import { unusualReports } from './report-paths.ts';

const of = (text: string, folder = '.') => unusualReports([{ text, folder }]);

describe('reports that lie where nobody looks', () => {
  it.each([
    ['pytest --junitxml=out/report.xml --cov-report xml:out/cov.xml', ['out/report.xml'], ['out/cov.xml']],
    ['vitest run --reporter=json --outputFile=out/vitest.json', ['out/vitest.json'], []],
    ['go test -coverprofile=cover.txt ./...', [], ['cover.txt']],
    ['vendor/bin/phpunit --log-junit build/log.xml', ['build/log.xml'], []],
    [`export default { test: { outputFile: './out/unit.xml' } }`, ['out/unit.xml'], []],
    ['jest --coverageDirectory=.cache/coverage', [], ['.cache/coverage/lcov.info']],
  ])('are named by the command: %s', (text, results, coverage) => {
    expect(of(text)).toEqual({ results, coverage });
  });
  it.each([
    'pytest --junitxml=junit.xml --cov-report=xml',
    'jest --json --outputFile=test-results.json --coverageDirectory=out',
    'vitest run --outputFile.junit=reports/junit.xml',
    'phpunit --log-junit build/junit/log.xml --coverage-clover build/clover.xml',
    'pytest --junitxml {env_tmp_dir}/report.xml',
    'pytest --junitxml $OUT/report.xml --junitxml ../report.xml',
  ])('are none that are found by their names, or whose place is not known: %s', (text) => {
    expect(of(text)).toEqual({ results: [], coverage: [] });
  });
  it('begin in the folder of the command', () => {
    expect(of('pytest --junitxml=report.xml', 'api').results).toEqual(['api/report.xml']);
  });
});
