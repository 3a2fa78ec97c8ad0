import type { TestResult } from '@qitops/model';
import { expect, test } from 'vitest';
import { mergedFiles } from './merged-files.ts';

const secret = `ghp_${'a1'.repeat(18)}`;

test('nothing that a test wrote or left carries a secret into the files that are published', () => {
  const details = {
    message: secret,
    trace: secret,
    stdout: `token ${secret}`,
    stderr: secret,
    steps: [
      { name: `log in with ${secret}`, status: 'failed' as const, durationMs: 1, depth: 0, message: secret },
    ],
    attachments: [{ name: secret, path: `results/${secret}.txt`, text: secret }],
  };
  const failed: TestResult = {
    id: 'a'.repeat(64),
    name: 'pays',
    suite: ['cart'],
    file: 'cart.test.ts',
    ordinal: 0,
    framework: 'playwright',
    flaky: false,
    status: 'failed',
    durationMs: 1,
    ...details,
    attempts: [{ status: 'failed', durationMs: 1, ...details }],
    labels: [{ name: 'link', value: secret }],
    parameters: [{ name: 'token', value: secret }],
  };
  const files = mergedFiles([failed], null, 0);
  expect(files['merged/ctrf.json']).toContain('log in with');
  for (const text of Object.values(files)) expect(text).not.toContain(secret);
});
