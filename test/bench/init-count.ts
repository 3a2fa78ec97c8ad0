/** Tests of a run as its runner counts them on the terminal. */
export interface Counted {
  tests: number;
  failed: number;
}

/** Groups: all, passed, failed, skipped. What is absent is summed from the others. */
const SUMMARIES: RegExp[] = [
  // Vitest and Jest
  /^\s*Tests:?\s+(?:(?<failed>\d+) failed[ |,]*)?(?:(?<skipped>\d+) (?:skipped|todo)[ |,]*)*(?:(?<passed>\d+) passed)?.*?(?:\((?<all>\d+)\)|(?<total>\d+) total)\s*$/,
  // node:test and TAP
  /^(?:#|ℹ) tests\s+(?<all>\d+)\s*$/,
  /^(?:#|ℹ) fail\s+(?<errors>\d+)\s*$/,
  // node-tap
  /^# \{ total: (?<all>\d+)(?:, pass: \d+)?(?:, fail: (?<errors>\d+))?/,
  // bun
  /^Ran (?<all>\d+) tests? across \d+ files?/,
  /^\s*(?<errors>\d+) fail$/,
  // Deno
  /^(?:ok|FAILED) \| (?<passed>\d+) passed[^|]*\| (?<failed>\d+) failed/,
  // RSpec
  /^(?<all>\d+) examples?, (?<failed>\d+) failures?/,
  // Minitest
  /^(?<all>\d+) runs, \d+ assertions, (?<failed>\d+) failures, (?<errors>\d+) errors/,
  // PHPUnit
  /^OK \((?<all>\d+) tests?,/,
  /^Tests: (?<all>\d+), Assertions: \d+(?:, Errors: (?<errors>\d+))?(?:, Failures: (?<failed>\d+))?/,
  // Cargo
  /^test result: \w+\. (?<passed>\d+) passed; (?<failed>\d+) failed; (?<skipped>\d+) ignored/,
];

/** What the terminal says of a run, summed over its summaries; null when nothing was understood. */
export function countedIn(output: string): Counted | null {
  const lines = output.replaceAll(/\u001b\[[\d;]*m/g, '').split(/\r?\n/);
  // of Jest and Vitest
  if (lines.some((line) => /^No tests? (files )?found, exiting with code [01]/.test(line)))
    return { tests: 0, failed: 0 };
  return summed(lines) ?? mocha(lines) ?? pytest(lines) ?? goTest(lines) ?? surefire(lines);
}

function summed(lines: readonly string[]): Counted | null {
  const found = lines.flatMap((line) => {
    const groups = SUMMARIES.map((pattern) => pattern.exec(stripped(line))?.groups).find(Boolean);
    return groups ? [groups] : [];
  });
  if (found.length === 0) return null;
  const number = (text: string | undefined): number => Number(text ?? 0);
  const all = found.map(({ all, total, passed, failed, skipped }) =>
    all || total ? number(all ?? total) : number(passed) + number(failed) + number(skipped),
  );
  const failed = found.map((one) => number(one.failed) + number(one.errors));
  return { tests: sum(all), failed: sum(failed) };
}

/** A line without what the runner of a workspace puts before it. */
function stripped(line: string): string {
  return line.replace(/^[@\w./:-]+(?: test)?: (?=\s*(Tests|#|test result))/, '');
}

function mocha(lines: readonly string[]): Counted | null {
  const of = (word: string): number[] =>
    lines.flatMap((line) => {
      const match = new RegExp(`^\\s*(\\d+) ${word}\\b`).exec(line);
      return match ? [Number(match[1])] : [];
    });
  const passing = of('passing');
  if (passing.length === 0) return null;
  const failed = sum(of('failing'));
  return { tests: sum(passing) + failed + sum(of('pending')), failed };
}

function pytest(lines: readonly string[]): Counted | null {
  const line = lines.findLast((one) => /^=*\s*\d+ (passed|failed|skipped|error).* in [\d.]+s/.test(one));
  if (!line) return null;
  const count = (words: string): number =>
    sum([...line.matchAll(new RegExp(`(\\d+) (?:${words})\\b`, 'g'))].map((match) => Number(match[1])));
  const failed = count('failed|errors?');
  return { tests: failed + count('passed|skipped|xfailed|xpassed'), failed };
}

function goTest(lines: readonly string[]): Counted | null {
  const results = lines.flatMap((line) => /^\s*--- (PASS|FAIL|SKIP): /.exec(line)?.[1] ?? []);
  return results.length === 0
    ? null
    : { tests: results.length, failed: results.filter((one) => one === 'FAIL').length };
}

function surefire(lines: readonly string[]): Counted | null {
  const totals = lines.flatMap((line) => {
    const match = /Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: \d+\s*$/.exec(line);
    return match ? [match] : [];
  });
  const last = totals.at(-1);
  return last ? { tests: Number(last[1]), failed: Number(last[2]) + Number(last[3]) } : null;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
