import { OrdinalCounter, type Run, type TestResult, testId } from '@qitops/model';
import fc from 'fast-check';

const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
  fc.constantFrom(
    'a',
    'b',
    'case 3',
    '__proto__',
    '0x1f',
    '2026-01-01T00:00:00Z',
    'a > b',
    '"\\',
    '\n',
    '\ud800',
  ),
);
const status = fc.constantFrom(
  'passed',
  'failed',
  'errored',
  'skipped',
  'pending',
  'other',
  'warn',
  'inconclusive',
) as fc.Arbitrary<TestResult['status']>;

const test = fc.record({
  name: text,
  suite: fc.array(text, { maxLength: 2 }),
  file: fc.option(fc.constantFrom('a.test.ts', 'b/c.test.ts', 'a')),
  framework: fc.constantFrom('vitest', 'jest'),
  status,
  durationMs: fc.option(fc.nat(100_000)),
  attempts: fc.array(fc.record({ status, durationMs: fc.constant(null) }), { maxLength: 2 }),
  message: fc.option(fc.oneof(text, fc.string({ maxLength: 300 })), { nil: undefined }),
});

const info = fc.record({
  runId: fc.constantFrom('1', '2', '3', '10'),
  attempt: fc.integer({ min: 1, max: 3 }),
  job: fc.constantFrom('tests', 'e2e'),
  cell: fc.constantFrom('0', 'abcdef01'),
  project: fc.constantFrom('', 'web'),
  framework: fc.constantFrom('vitest', 'jest'),
  sha: fc.constantFrom('', 's1', 's2'),
  tree: fc.option(fc.constantFrom('t1', 't2')),
  ref: fc.constantFrom('refs/heads/main', 'refs/pull/7/merge', 'HEAD'),
  base: fc.option(fc.constantFrom('s0')),
  pr: fc.option(fc.integer({ min: 1, max: 9 })),
  event: fc.constantFrom('push', 'pull_request', 'schedule'),
  trust: fc.constantFrom('branch', 'pr', 'fork') as fc.Arbitrary<Run['info']['trust']>,
  startedAt: fc
    .integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 5, 1) })
    .map((ms) => new Date(ms).toISOString()),
  durationMs: fc.option(fc.oneof(fc.nat(), fc.constant(10.5))),
});

/** A few runs as anything could have reported them: ids of one job are taken twice, names are hostile. */
export const arbitraryRuns: fc.Arbitrary<Run[]> = fc.array(
  fc.tuple(info, fc.array(test, { maxLength: 8 })).map(([metadata, tests]) => {
    const { runId, attempt, job, cell } = metadata;
    const key = `${runId}-${attempt}-${job}-${cell}`;
    const ordinals = new OrdinalCounter();
    return {
      info: { key, ...metadata },
      tests: tests.map((each): TestResult => {
        const ordinal = ordinals.next(`${each.framework}\n${each.file}`, each.suite, each.name);
        const named = { ...each, project: metadata.project, ordinal };
        return { ...named, id: testId(named), flaky: false };
      }),
    };
  }),
  { maxLength: 6 },
);
