import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAttachment, readInside } from './read-attachment.ts';

const root = mkdtempSync(join(tmpdir(), 'qitops-attachment-'));
for (const folder of ['test-results/cart', '.git', 'api/.cache'])
  mkdirSync(join(root, folder), { recursive: true });
for (const path of ['test-results/cart/log.txt', '.git/config', '.env', 'api/.cache/key'])
  writeFileSync(join(root, path), 'text');
writeFileSync(join(root, 'test-results/large.txt'), Buffer.alloc(2 * 1024 * 1024 + 1));
symlinkSync('/etc/hostname', join(root, 'test-results/link.txt'));
symlinkSync('../.git/config', join(root, 'test-results/inner-link.txt'));

describe('an attachment that a report names', () => {
  it.each([
    'test-results/cart/log.txt',
    './test-results/cart/log.txt',
    join(root, 'test-results/cart/log.txt'),
  ])('is read inside of the workspace: %s', async (path) =>
    expect(await readAttachment(root, path)).not.toBeNull(),
  );
  it.each([
    ['git’s own file', '.git/config'],
    ['a file of secrets', '.env'],
    ['a hidden folder', 'api/.cache/key'],
    ['a place outside', '../../etc/hostname'],
    ['another place', '/etc/hostname'],
    ['a link to outside', 'test-results/link.txt'],
    ['a link to a hidden file', 'test-results/inner-link.txt'],
    ['more than is taken', 'test-results/large.txt'],
    ['nothing', 'test-results/none.txt'],
  ])('is not read when it is %s', async (_, path) => {
    expect(await readAttachment(root, path)).toBeNull();
  });
});

describe('a file that the configuration names', () => {
  it('may be hidden, and lies inside of the repository', async () => {
    expect(await readInside(root, 'api/.cache/key')).not.toBeNull();
    expect(await readInside(root, '../../etc/hostname')).toBeNull();
  });
});
