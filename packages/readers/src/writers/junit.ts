import { type Attempt, countTest, emptyCounts, type ResultCounts, type TestResult } from '@qitops/model';
import { attribute, content } from './xml-text.ts';

/**
 * JUnit XML of `tests` as Surefire writes it: one `<testsuite>` for each file and suite path, attempts as
 * `flakyFailure` and `rerunFailure`. A suite-level error becomes a case of its own: most readers of JUnit pass
 * over an error that stands in no case, and would call the run green.
 */
export function toJUnit(tests: readonly TestResult[]): string {
  const suites = new Map<string, TestResult[]>();
  for (const test of tests) {
    const key = JSON.stringify([test.file, test.suite]);
    const suite = suites.get(key);
    if (suite) suite.push(test);
    else suites.set(key, [test]);
  }
  const all = countsOf(tests);
  const parts = ['<?xml version="1.0" encoding="UTF-8"?>\n', `<testsuites${totals(all)}>\n`];
  for (const suite of suites.values()) parts.push(suiteXml(suite));
  parts.push('</testsuites>\n');
  return parts.join('');
}

function suiteXml(tests: readonly TestResult[]): string {
  const [first] = tests;
  const name = suiteName(first!);
  const file = first!.file === null ? '' : ` file="${attribute(first!.file)}"`;
  const cases = tests.map((test) => caseXml(test, name)).join('');
  return `  <testsuite name="${attribute(name)}"${totals(countsOf(tests))}${file}>\n${cases}  </testsuite>\n`;
}

function suiteName(test: TestResult): string {
  return test.suite.length > 0 ? test.suite.join(' > ') : (test.file ?? test.framework);
}

function caseXml(test: TestResult, className: string): string {
  const time = test.durationMs === null ? '' : ` time="${seconds(test.durationMs)}"`;
  const place = `${test.file === null ? '' : ` file="${attribute(test.file)}"`}${test.line ? ` line="${test.line}"` : ''}`;
  const body = bodyXml(test);
  const head = `    <testcase classname="${attribute(className)}" name="${attribute(test.name)}"${time}${place}`;
  return body === '' ? `${head}/>\n` : `${head}>\n${body}    </testcase>\n`;
}

function bodyXml(test: TestResult): string {
  switch (test.status) {
    case 'passed':
      return test.attempts.map((attempt) => attemptXml(attempt, 'flaky')).join('');
    case 'failed':
    case 'errored':
      return (
        outcomeXml(test.status === 'failed' ? 'failure' : 'error', test.message, test.trace) +
        test.attempts.map((attempt) => attemptXml(attempt, 'rerun')).join('')
      );
    case 'skipped':
    case 'pending':
    case 'inconclusive':
      return outcomeXml('skipped', test.message, undefined);
    default:
      // Counted, never green: JUnit has no word for it but an error.
      return outcomeXml('error', `${test.status}${test.message ? `: ${test.message}` : ''}`, test.trace);
  }
}

function attemptXml(attempt: Attempt, kind: 'flaky' | 'rerun'): string {
  const what = attempt.status === 'errored' ? 'Error' : 'Failure';
  return outcomeXml(`${kind}${what}`, attempt.message, undefined);
}

function outcomeXml(element: string, message: string | undefined, text: string | undefined): string {
  const said = message === undefined ? '' : ` message="${attribute(message)}"`;
  const body = text === undefined ? '/>' : `>${content(text)}</${element}>`;
  return `      <${element}${said}${element === 'skipped' ? '' : ' type=""'}${body}\n`;
}

function totals(counts: ResultCounts): string {
  const time = counts.durationMs === null ? '' : ` time="${seconds(counts.durationMs)}"`;
  const { tests, failed, errored, other, skipped } = counts;
  return ` tests="${tests}" failures="${failed}" errors="${errored + other}" skipped="${skipped}"${time}`;
}

function countsOf(tests: readonly TestResult[]): ResultCounts {
  const counts = emptyCounts();
  for (const test of tests) countTest(counts, test);
  return counts;
}

function seconds(durationMs: number): string {
  return (durationMs / 1000).toFixed(3);
}
