import { crc32, deflateRawSync } from 'node:zlib';

export interface ArchiveMember {
  name: string;
  text?: string;
  /** Unix mode. */
  mode?: number;
  /** What the archive says the size is. */
  says?: number;
}

/** A zip archive, as a hostile job could make it. */
export function archive(...members: ArchiveMember[]): Buffer {
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
