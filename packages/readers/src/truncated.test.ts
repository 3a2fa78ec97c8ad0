import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCoverageFile } from './read-coverage-file.ts';
import { readResultFile } from './read-result-file.ts';
import { bytesSource } from './source.ts';

const fixtures = join(import.meta.dirname, '../../../fixtures');

function paths(kind: string): string[] {
  const list = JSON.parse(readFileSync(join(fixtures, kind, 'EXPECTED.json'), 'utf8')) as { path: string }[];
  return list.map((each) => each.path);
}

const shares = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

/** Cut anywhere, or at the end of a line: what is left then looks whole line by line. */
function cutAt(bytes: Buffer, share: number, lines: boolean): Buffer {
  const at = Math.floor(bytes.length * share);
  return bytes.subarray(0, lines ? bytes.lastIndexOf('\n', at) + 1 : at);
}

describe('a report of a real tool that is cut', () => {
  // Events of one package after the other: between two of them nothing shows that one is missing.
  const streams = /jsonl$/;
  // A test point that is cut reads like one with a shorter name.
  const points = /\.tap$/;
  test.each(paths('results').filter((path) => !streams.test(path)))(
    '%s never loses a test in silence',
    async (path) => {
      const bytes = readFileSync(join(fixtures, 'results', path));
      const whole = await readResultFile(bytesSource(path, bytes));
      await fc.assert(
        fc.asyncProperty(shares, fc.boolean(), async (share, lines) => {
          const cut = await readResultFile(
            bytesSource(path, cutAt(bytes, share, lines || points.test(path)), 1000),
          );
          if (cut.status !== 'ok') expect(cut.message).toBeTruthy();
          else
            expect([cut.tests, cut.passed, cut.failed + cut.errored]).toEqual([
              whole.tests,
              whole.passed,
              whole.failed + whole.errored,
            ]);
        }),
        { numRuns: 300 },
      );
    },
  );

  // What these formats write last, a line or a file of them, does not show that it is the last.
  const open = /\.(?:out|gcov)$|lcov\.info$/;
  test.each(paths('coverage').filter((path) => !open.test(path)))(
    '%s never loses a line in silence',
    async (path) => {
      const bytes = readFileSync(join(fixtures, 'coverage', path));
      const whole = await readCoverageFile(bytesSource(path, bytes));
      await fc.assert(
        fc.asyncProperty(shares, fc.boolean(), async (share, lines) => {
          const cut = await readCoverageFile(bytesSource(path, cutAt(bytes, share, lines), 1000));
          if (cut.file.status !== 'ok') expect(cut.file.message).toBeTruthy();
          else expect(cut.file.lines).toEqual(whole.file.lines);
        }),
        { numRuns: 30 },
      );
    },
  );
});
