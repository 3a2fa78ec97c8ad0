import type { TestResult } from '@qitops/model';
import { describe, expect, it } from 'vitest';
import { attachmentsOf } from './attachments.ts';
import { codeFrames } from './code-frames.ts';

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
const attached = (files: Record<string, Uint8Array>, more: Partial<TestResult> = {}) =>
  attachmentsOf(
    [
      failed({
        attachments: Object.keys(files).map((path) => ({ name: path, contentType: 'image/png', path })),
        ...more,
      }),
    ],
    async (path) => files[path] ?? null,
  );

describe('attachments of a failure', () => {
  it('show small pictures, known by their bytes and not by what the report says', async () => {
    const { byTest, files } = await attached({
      'shot.png': PNG,
      'page.png': Buffer.from('<script>alert(1)</script>'),
      'large.png': Buffer.concat([PNG, Buffer.alloc(500_000)]),
    });
    const [shot, page, large] = byTest.get('a'.repeat(64))!;
    expect(shot!.picture).toMatch(/^attachments\/[0-9a-f]{16}\.png$/);
    expect([page!.picture, large!.picture]).toEqual([null, null]);
    expect([...files.keys()]).toEqual([shot!.picture]);
  });
  it('keep the same picture once', async () => {
    const { files } = await attached({ 'a.png': PNG, 'b.png': PNG });
    expect(files.size).toBe(1);
  });
  it('of a test that passed are left where they are', async () => {
    expect((await attached({ 'a.png': PNG }, { status: 'passed' })).byTest.size).toBe(0);
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
    const { files } = await attachmentsOf(tests, async (path) =>
      Buffer.concat([many[path.split('/')[1]!]!, Buffer.from(path)]),
    );
    expect(files.size).toBe(60);
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
