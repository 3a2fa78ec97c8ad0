import type { HistoryView, TestAttachment, TestResult, TestStep } from '@qitops/model';
import { KNOWN } from './sample-history.ts';
import { type Patch, picture } from './sample-picture.ts';

/** A test file long enough for the line that fails. */
export const TESTED = Array.from({ length: 60 }, (_, n) =>
  n === 41 ? '  expect(total(basket)).toBe(10.13);' : `  // line ${n + 1}`,
).join('\n');

const SEVERITIES = ['critical', 'normal', 'minor'];

/** The run that was just read: two failures, one of them at both tries, and one test that needed a second try. */
export function latestTests(history: HistoryView): TestResult[] {
  const run = history.runs.at(-1)!;
  const ends = [0, 0, 0, 0];
  /** The worker that is free first takes the next test, and rests for a moment before it. */
  const timeOf = (index: number, ms: number) => {
    const at = ends.indexOf(Math.min(...ends));
    const start = ends[at]! + 4 + ((index * 7) % 11);
    ends[at] = start + ms;
    return { startMs: Date.parse(run.info.startedAt) + start, worker: `worker ${at + 1}` };
  };
  return history.tests.map((test, index): TestResult => {
    const message = run.messages.get(index);
    const skipped = test.name === KNOWN.skipped;
    const retried = run.attempts.has(index);
    const again = test.name === KNOWN.broken;
    const failure = message && failureOf(message, test.file ?? '', again ? 2 : 1);
    return {
      ...test,
      ordinal: 0,
      framework: 'vitest',
      flaky: retried,
      status: message ? 'failed' : skipped ? 'skipped' : 'passed',
      durationMs: run.durationMs[index]!,
      ...(skipped ? {} : timeOf(index, run.durationMs[index]!)),
      attempts: retried
        ? [
            {
              status: 'failed',
              durationMs: 31,
              message: 'Error: expected 1 mail, got 2',
              stdout: 'sending\nsending',
              steps: stepsOf(false),
            },
          ]
        : failure && again
          ? [{ status: 'failed', durationMs: 119, message, ...failureOf(message, test.file ?? '', 1) }]
          : [],
      line: message ? 42 : undefined,
      message,
      ...(failure || ((retried || test.name === KNOWN.slower) && { steps: stepsOf(true) })),
      tags: test.file?.includes('checkout') ? ['smoke'] : undefined,
      labels: [
        { name: 'severity', value: SEVERITIES[index % 3]! },
        { name: 'epic', value: test.file?.includes('account') ? 'Accounts' : 'Online shop' },
        ...(again ? [{ name: 'issue', value: 'SHOP-12' }] : []),
      ],
      parameters: again
        ? [
            { name: 'currency', value: 'EUR' },
            { name: 'rounding', value: 'half to even' },
          ]
        : undefined,
    };
  });
}

function failureOf(message: string, file: string, attempt: number): Partial<TestResult> {
  return {
    trace: `${message}\n    at ${file}:42:17\n    at processTicksAndRejections (node:internal/process/task_queues:105:5)`,
    steps: stepsOf(false),
    stdout: `try ${attempt}: 3 apples at 3.375 each\ntry ${attempt}: total 10.12`,
    stderr: 'warning: the rate of the day is two days old',
    attachments: ATTACHED,
  };
}

function stepsOf(passes: boolean): TestStep[] {
  const step = (name: string, durationMs: number, depth = 0): TestStep => ({
    name,
    status: 'passed',
    durationMs,
    depth,
  });
  return [
    step('fill the basket', 84),
    step('add three apples at 3.375', 31, 1),
    step('wait for the price of each', 53, 1),
    passes
      ? step('read the total', 12)
      : {
          name: 'read the total',
          status: 'failed',
          durationMs: 12,
          depth: 0,
          message: 'expected 10.13, received 10.12',
        },
  ];
}

const PICTURES = [
  ['the basket after paying', 'basket.png'],
  ['total-expected.png', 'total-expected.png'],
  ['total-actual.png', 'total-actual.png'],
  ['total-diff.png', 'total-diff.png'],
] as const;

const ATTACHED: TestAttachment[] = [
  ...PICTURES.map(([name, path]) => ({ name, contentType: 'image/png', path: `test-results/${path}` })),
  { name: 'error-context', contentType: 'text/markdown', path: 'test-results/error-context.md' },
  { name: 'trace', contentType: 'application/zip', path: 'test-results/cart-total/trace.zip' },
  { name: 'video', contentType: 'video/webm', path: 'test-results/video.webm' },
];

const PAGE: readonly Patch[] = [
  [0, 0, 1280, 90, 0x50],
  [90, 160, 760, 60, 0xc0],
  [90, 260, 760, 60, 0xc0],
  [90, 360, 760, 60, 0xc0],
];

/** What lies in the files that the tests left. */
export function attachedFile(path: string): Uint8Array | null {
  if (path.endsWith('.md'))
    return Buffer.from(
      '# Page snapshot\n\n```yaml\n- heading "Basket" [level=1]\n- list:\n  - listitem: 3 × Apple, 3.375\n- text: Total 10.12\n```\n',
    );
  if (path.endsWith('expected.png')) return picture(1280, 720, [...PAGE, [930, 500, 240, 80, 0x30]]);
  if (path.endsWith('actual.png')) return picture(1280, 720, [...PAGE, [890, 500, 280, 80, 0x30]]);
  if (path.endsWith('diff.png')) return picture(1280, 720, [[890, 500, 40, 80, 0x00]]);
  return path.endsWith('.png') ? picture(1280, 720, PAGE) : null;
}
