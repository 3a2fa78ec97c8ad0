import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openArchive } from './open-archive.ts';

interface Member {
  name: string;
  text?: string;
  /** Unix mode. */
  mode?: number;
  /** What the archive says the size is. */
  says?: number;
}

/** A zip archive, as a hostile job could make it. */
function archive(...members: Member[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, text = '{}', mode = 0o100644, says } of members) {
    const packed = deflateRawSync(text);
    const sizes = [crc32(text), packed.length, says ?? Buffer.byteLength(text)];
    const common = (start: number[]): Buffer => {
      const head = Buffer.alloc(start.length * 2 + 16);
      for (const [index, value] of start.entries()) head.writeUInt16LE(value, index * 2);
      for (const [index, value] of sizes.entries()) head.writeUInt32LE(value, start.length * 2 + index * 4);
      head.writeUInt16LE(Buffer.byteLength(name), start.length * 2 + 12);
      return head;
    };
    const local = Buffer.concat([
      Buffer.from('PK\x03\x04'),
      common([20, 0, 8, 0, 0]),
      Buffer.from(name),
      packed,
    ]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((mode << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    const made = common([(3 << 8) | 20, 20, 0, 8, 0, 0]);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), made, tail, Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const all = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(all.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, all, end]);
}

const NAME = 'qitops.json';
const open = (bytes: Buffer, limit = 1000) => openArchive(bytes, NAME, limit);

describe('an archive from another job', () => {
  it('gives its one file', async () => {
    const bytes = await open(archive({ name: NAME, text: '{"a":1}' }));
    expect(Buffer.from(bytes).toString()).toBe('{"a":1}');
  });

  it.each<[string, Member[], RegExp]>([
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
