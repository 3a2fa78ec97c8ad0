import type { TestResult } from '@qitops/model';
import { describe, expect, it } from 'vitest';
import { Attachments } from './attachments.ts';
import { attemptDetails } from './attempt-details.ts';
import { codeFrames } from './code-frames.ts';
import { latestOf } from './latest-result.ts';

const failed = (more: Partial<TestResult> = {}): TestResult => ({
  id: 'a'.repeat(64),
  ordinal: 0,
  framework: 'x',
  flaky: false,
  name: 'pays',
  suite: [],
  file: 'test/pay.test.ts',
  status: 'failed',
  durationMs: 1,
  attempts: [],
  ...more,
});
const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
const attached = async (
  files: Record<string, Uint8Array>,
  more: Partial<TestResult> = {},
  type: string | undefined = 'image/png',
) => {
  const attachments = new Attachments(async (path) => files[path] ?? null);
  const test = failed({
    attachments: Object.keys(files).map((path) => ({ name: path, contentType: type, path })),
    ...more,
  });
  const attempts = await attemptDetails([test], attachments);
  return { shown: attempts.get(test.id)?.at(-1)?.attachments ?? [], files: attachments.files };
};

describe('steps of a test that passed', () => {
  const steps = [{ name: 'fill the basket', status: 'passed' as const, durationMs: 8, depth: 0 }];
  const detailsOf = (tests: TestResult[]) => attemptDetails(tests, new Attachments(async () => null));

  it('are told, and nothing else of it', async () => {
    const test = failed({ status: 'passed', steps, stdout: 'much' });
    expect((await detailsOf([test])).get(test.id)).toEqual([{ steps: [['fill the basket', 'p', 8, 0]] }]);
  });
  it('never grow past what a site may hold, and never push out failures', async () => {
    const long = [{ ...steps[0]!, name: 'x'.repeat(1000) }];
    const tests = Array.from({ length: 1500 }, (_, n) =>
      failed({ id: `${n}`, status: 'passed', steps: long }),
    );
    const found = await detailsOf([...tests, failed({ id: 'bad', steps })]);
    expect(found.has('bad')).toBe(true);
    expect(JSON.stringify([...found]).length).toBeLessThan(1_200_000);
    expect(found.size).toBeGreaterThan(500);
    const many = Array.from({ length: 2001 }, (_, n) => failed({ id: `${n}`, status: 'passed', steps }));
    expect((await detailsOf(many)).size).toBe(0);
  });
});

describe('attachments of a failure', () => {
  it('show small pictures, known by their bytes and not by what the report says', async () => {
    const { shown, files } = await attached({
      'shot.png': PNG,
      'page.png': Buffer.from('<script>alert(1)</script>'),
      'large.png': Buffer.concat([PNG, Buffer.alloc(500_000)]),
    });
    const [shot, page, large] = shown;
    expect(shot!.picture).toMatch(/^attachments\/[0-9a-f]{16}\.png$/);
    expect([page!.picture, large!.picture]).toEqual([null, null]);
    expect([...files.keys()]).toEqual([shot!.picture]);
  });
  it('keep the same picture once', async () => {
    const { files } = await attached({ 'a.png': PNG, 'b.png': PNG });
    expect(files.size).toBe(1);
  });
  it('of a test that passed are left where they are', async () => {
    expect((await attached({ 'a.png': PNG }, { status: 'passed' })).shown).toEqual([]);
  });
  it('never grow past what a site may hold', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 20 }, (_, n) => [`${n}.png`, Buffer.concat([PNG, Buffer.from([n])])]),
    );
    const tests = Array.from({ length: 10 }, (_, n) =>
      failed({
        id: n.toString(16).repeat(64),
        attachments: Object.keys(many).map((path) => ({ name: path, path: `${n}/${path}` })),
      }),
    );
    const attachments = new Attachments(async (path) =>
      Buffer.concat([many[path.split('/')[1]!]!, Buffer.from(path)]),
    );
    await attemptDetails(tests, attachments);
    expect(attachments.files.size).toBe(60);
  });
  it('show the beginning of a text, without secrets, and no bytes that are no text', async () => {
    const { shown } = await attached(
      {
        'notes.md': Buffer.from(`# Page\ntoken ghp_${'a1'.repeat(18)}\n${'ä'.repeat(7_000)}`),
        'core.txt': Uint8Array.from([0x00, 0xff, 0x01]),
      },
      {},
      'text/markdown',
    );
    expect(shown[0]!.text).toMatch(/^# Page\ntoken .*\n/);
    expect(shown[0]!.text).not.toContain('ghp_');
    expect(shown[0]!.text!.length).toBeLessThan(6_100);
    expect(shown[1]).toEqual({ name: 'core.txt', type: 'text/markdown', picture: null });
  });
  it('say where a trace lies, and do not read it', async () => {
    const { shown } = await attached({ 'test-results/a/trace.zip': PNG }, {}, 'application/zip');
    expect(shown).toEqual([
      {
        name: 'test-results/a/trace.zip',
        type: 'application/zip',
        picture: null,
        path: 'test-results/a/trace.zip',
      },
    ]);
  });
});

describe('attempts of a test', () => {
  const none = new Attachments(async () => null);
  const steps = [{ name: 'pay', status: 'failed', durationMs: 11.4, depth: 0, message: 'no' }] as const;

  it('have each its own error, steps and output', async () => {
    const test = failed({
      attempts: [{ status: 'failed', durationMs: 3, message: 'first', trace: 'at a:1', stdout: 'one' }],
      message: 'second',
      steps: [...steps],
      stdout: 'two',
    });
    const attempts = await attemptDetails([test], none);
    const latest = latestOf(test, { attempts, frames: new Map() });
    expect(latest).toMatchObject({ message: 'second', stdout: 'two', steps: [['pay', 'f', 11, 0, 'no']] });
    expect(latest.attempts).toEqual([
      { outcome: 'f', durationMs: 3, message: 'first', trace: 'at a:1', stdout: 'one' },
    ]);
  });
  it('are told of in full while there is room, the failed ones before those that passed', async () => {
    const many = Array.from({ length: 400 }, (_, n) =>
      failed({
        id: n.toString(16).padStart(64, '0'),
        status: n < 300 ? 'passed' : 'failed',
        attempts: n < 300 ? [{ status: 'failed', durationMs: 1 }] : [],
        stdout: 'x'.repeat(4_000),
      }),
    );
    const found = await attemptDetails(many, none);
    expect(found.size).toBe(200);
    expect(many.slice(300).every(({ id }) => found.has(id))).toBe(true);
  });
  it('say nothing of a test that simply passed, but for its labels', async () => {
    const test = failed({ status: 'passed', labels: [{ name: 'severity', value: 'minor' }] });
    const latest = latestOf(test, { attempts: await attemptDetails([test], none), frames: new Map() });
    expect(latest.labels).toEqual([{ name: 'severity', value: 'minor' }]);
    expect('steps' in latest).toBe(false);
  });
});

describe('the code around a failure', () => {
  const source = Array.from({ length: 20 }, (_, n) => `line ${n + 1}`).join('\n');
  const frameOf = async (trace: string) =>
    [...(await codeFrames([failed({ trace })], async () => source)).values()][0];

  it('is at the line of the test file that the trace names first', async () => {
    const frame = await frameOf('Error: no\n  at pay (src/pay.ts:3:1)\n  at test/pay.test.ts:12:5');
    expect(frame).toMatchObject({ path: 'test/pay.test.ts', line: 12, first: 8 });
    expect(frame!.lines).toHaveLength(9);
  });
  it('is found in traces of Python and of Windows', async () => {
    expect((await frameOf('File "/r/test/pay.test.ts", line 7, in x'))?.line).toBe(7);
    expect((await frameOf('at C:\\r\\test\\pay.test.ts:5:1'))?.line).toBe(5);
  });
  it('is not shown where the trace does not say, or names a line that is not there', async () => {
    expect(await frameOf('Error: no')).toBeUndefined();
    expect(await frameOf('at test/pay.test.ts:400:1')).toBeUndefined();
  });
});
