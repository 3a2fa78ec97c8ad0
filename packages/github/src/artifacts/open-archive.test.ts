import { describe, expect, it } from 'vitest';
import { type ArchiveMember, archive } from '../testing/archive.ts';
import { openArchive } from './open-archive.ts';

const NAME = 'qitops.json';
const open = (bytes: Buffer, limit = 1000) => openArchive(bytes, NAME, limit);

describe('an archive from another job', () => {
  it('gives its one file', async () => {
    const bytes = await open(archive({ name: NAME, text: '{"a":1}' }));
    expect(Buffer.from(bytes).toString()).toBe('{"a":1}');
  });

  it.each<[string, ArchiveMember[], RegExp]>([
    ['of two files', [{ name: NAME }, { name: 'b' }], /holds 2 files/],
    ['of none', [], /holds 0 files/],
    ['of another file', [{ name: 'other.json' }], /another file/],
    ['of a path upwards', [{ name: '../qitops.json' }], /relative path/],
    ['of an absolute path', [{ name: '/etc/passwd' }], /absolute path/],
    ['of a link', [{ name: NAME, text: '/etc/passwd', mode: 0o120777 }], /a link/],
    ['of too large a file', [{ name: NAME, text: 'x'.repeat(1001) }], /larger than/],
    ['that says less than it holds', [{ name: NAME, text: 'x'.repeat(5000), says: 10 }], /too many bytes/],
  ])('%s is refused', async (_, members, why) => {
    await expect(open(archive(...members))).rejects.toThrow(why);
  });

  it('is refused when it is none', async () => {
    await expect(open(Buffer.from('<html>not found</html>'))).rejects.toThrow();
    await expect(open(Buffer.alloc(0))).rejects.toThrow();
  });
});
