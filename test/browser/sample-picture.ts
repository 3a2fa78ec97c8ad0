import { crc32, deflateSync } from 'node:zlib';

/** A rectangle of a picture: left, top, width, height, and its grey (0–255). */
export type Patch = readonly [left: number, top: number, width: number, height: number, grey: number];

/** A grey picture with darker and lighter rectangles, as a browser leaves it. */
export function picture(width: number, height: number, patches: readonly Patch[] = []): Uint8Array {
  const stride = width * 3 + 1;
  const rows = Buffer.alloc(stride * height, 0xe0);
  for (const [left, top, wide, high, grey] of patches)
    for (let y = top; y < top + high; y++)
      rows.fill(grey, y * stride + 1 + left * 3, y * stride + 1 + (left + wide) * 3);
  for (let y = 0; y < height; y++) rows[y * stride] = 0;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
