import { type FileCoverage, fileTotals, mergeReports, verdictOf } from '@qitops/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCoverageFile } from './read-coverage-file.ts';
import { readResultFile } from './read-result-file.ts';
import { readResultFiles } from './read-result-files.ts';
import { bytesSource } from './source.ts';
import { toCtrf } from './writers/ctrf.ts';
import { toJUnit } from './writers/junit.ts';

const runs = { numRuns: 150 };

interface Case {
  name: string;
  suite: string;
  outcome: 'passed' | 'failed' | 'errored' | 'skipped';
}

const cases = fc.array(
  fc.record<Case>({
    name: fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
    suite: fc.constantFrom('a', 'b', '__proto__', 'c.d'),
    outcome: fc.constantFrom('passed', 'failed', 'errored', 'skipped'),
  }),
  { minLength: 1, maxLength: 25 },
);

/** The same tests as JUnit, CTRF or TAP. */
async function write(list: readonly Case[], format: string): Promise<string> {
  const quoted = (text: string): string =>
    text.replace(/[^A-Za-z0-9]/g, (char) => `&#${char.codePointAt(0)};`);
  const child = {
    passed: '',
    failed: '<failure message="m">at x</failure>',
    errored: '<error/>',
    skipped: '<skipped/>',
  };
  const body = list.map(
    (each) =>
      `<testcase classname="${each.suite}" name="${quoted(each.name)}" time="0.1">${child[each.outcome]}</testcase>`,
  );
  const xml = `<?xml version="1.0"?>\n<testsuites>\n<testsuite name="s">\n${body.join('\n')}\n</testsuite>\n</testsuites>\n`;
  if (format === 'junit') return xml;
  const { tests } = await readResultFiles([bytesSource('j.xml', xml)], { project: 'p', root: '/r' });
  return format === 'ctrf' ? JSON.stringify(toCtrf(tests)) : toJUnit(tests);
}

const counts = ({ tests, passed, failed, errored, skipped }: Record<string, unknown>): object => ({
  tests,
  passed,
  failed,
  errored,
  skipped,
});

describe('results', () => {
  test('splitting a run into files keeps the totals, in any format', async () => {
    await fc.assert(
      fc.asyncProperty(
        cases,
        fc.nat(25),
        fc.constantFrom('junit', 'ctrf', 'written'),
        async (list, at, format) => {
          const options = { project: 'p', root: '/r', alternatives: false };
          const parts = [list.slice(0, at), list.slice(at)].filter((part) => part.length > 0);
          const whole = await readResultFiles([bytesSource('all', await write(list, format))], options);
          const files = await Promise.all(
            parts.map(async (part, i) => bytesSource(`part${i}`, await write(part, format), 17)),
          );
          const split = await readResultFiles(files, options);
          expect(counts(split.totals)).toEqual(counts(whole.totals));
          expect(split.verdict).toBe(whole.verdict);
        },
      ),
      runs,
    );
  });

  test('a truncated file is never green and never has more than the whole', async () => {
    await fc.assert(
      fc.asyncProperty(
        cases,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.constantFrom('junit', 'ctrf', 'written'),
        async (list, share, format) => {
          const bytes = Buffer.from((await write(list, format)).trimEnd());
          const cut = await readResultFile(
            bytesSource('cut', bytes.subarray(0, Math.floor(bytes.length * share))),
          );
          expect(cut.status).not.toBe('ok');
          expect(verdictOf([cut], cut)).not.toBe('passed');
          expect(cut.tests).toBeLessThanOrEqual(list.length);
        },
      ),
      runs,
    );
  });

  test('flipped bits never crash a reader, and never turn a failed run green unnoticed', async () => {
    await fc.assert(
      fc.asyncProperty(
        cases,
        fc.array(fc.tuple(fc.nat(), fc.nat(7)), { minLength: 1, maxLength: 4 }),
        fc.constantFrom('junit', 'ctrf'),
        async (list, flips, format) => {
          const bytes = Buffer.from(await write(list, format));
          for (const [at, bit] of flips) bytes[at % bytes.length]! ^= 1 << bit;
          const got = await readResultFile(bytesSource('flipped', bytes));
          expect(['ok', 'partial', 'error']).toContain(got.status);
          if (got.status !== 'ok') expect(got.message).toMatch(/^flipped/);
        },
      ),
      runs,
    );
  });

  test('garbage is an error with a message', async () => {
    const start = fc.constantFrom(
      '',
      '<testsuite>',
      '<testsuites><testcase',
      '{"results":{"tests":[',
      '{"stats":',
      '[{"elements":',
      'TAP version 13\n',
      '{"Action":"run","Package":"p"}\n',
      '<TestRun>',
      '\ufeff<',
    );
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 300 }), async (head, tail) => {
        const got = await readResultFile(
          bytesSource('garbage', Buffer.concat([Buffer.from(head), tail]), 19),
        );
        if (got.status !== 'ok') expect(got.message).toMatch(/^garbage.*: .+\. /s);
        expect(verdictOf([got], got) === 'passed' && got.passed === 0).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

const records = fc.array(
  fc.record({
    file: fc.constantFrom('src/a.ts', 'src/b.ts', '__proto__'),
    lines: fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.nat(5)), { maxLength: 20 }),
    arms: fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.nat(2), fc.nat(2), fc.nat(2)), {
      maxLength: 12,
    }),
  }),
  { minLength: 1, maxLength: 8 },
);
type Records = typeof records extends fc.Arbitrary<infer T> ? T : never;

function lcov(list: Records): string {
  return list
    .map(({ file, lines, arms }) => {
      const rows = [
        ...lines.map((line) => `DA:${line.join(',')}`),
        ...arms.map((arm) => `BRDA:${arm.join(',')}`),
      ];
      return `SF:${file}\n${rows.map((row) => `${row}\n`).join('')}end_of_record\n`;
    })
    .join('');
}

async function merged(parts: readonly string[]): Promise<Map<string, FileCoverage>> {
  const reads = await Promise.all(
    parts.map((text, i) => readCoverageFile(bytesSource(`${i}.info`, text, 23))),
  );
  return mergeReports(reads.map((read) => read.report!));
}

describe('coverage', () => {
  test('splitting a report into shards and merging them keeps every line and arm, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(records, fc.nat(8), fc.boolean(), async (list, at, turned) => {
        const parts = [list.slice(0, at), list.slice(at)].filter((part) => part.length > 0).map(lcov);
        const whole = await merged([lcov(list)]);
        const split = await merged(turned ? parts.reverse() : parts);
        expect([...split.keys()].sort()).toEqual([...whole.keys()].sort());
        for (const [path, file] of whole) {
          expect(split.get(path)!.lines).toEqual(file.lines);
          expect(split.get(path)!.branches).toEqual(file.branches);
          expect(fileTotals(split.get(path)!)).toEqual(fileTotals(file));
        }
      }),
      runs,
    );
  });

  test('garbage is an error with a message', async () => {
    const start = fc.constantFrom(
      '',
      'SF:a\n',
      'SF:a\nDA:',
      'SF:a\nBRDA:1,',
      '<coverage line-rate="1">',
      '<report><package>',
      'mode: set\n',
      '{"files":{"a":{"executed_lines":',
      '{"data":[{"files":[',
    );
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 300 }), async (head, tail) => {
        const { file } = await readCoverageFile(
          bytesSource('garbage', Buffer.concat([Buffer.from(head), tail]), 19),
        );
        if (file.status !== 'ok') expect(file.message).toMatch(/^garbage.*: .+\. /s);
        expect(file.lines.covered).toBeLessThanOrEqual(file.lines.total);
      }),
      { numRuns: 500 },
    );
  });
});
