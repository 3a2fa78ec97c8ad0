import { open } from 'node:fs/promises';

/** A file to read. `open` may be called several times; a chunk is valid until the next one is asked for. */
export interface SourceFile {
  /** As it is shown and written to documents. */
  path: string;
  open(): AsyncIterable<Uint8Array>;
}

const CHUNK = 64 * 1024;

/** A file on disk, shown as `shownPath`. */
export function fileSource(absolutePath: string, shownPath: string = absolutePath): SourceFile {
  return {
    path: shownPath,
    async *open() {
      const handle = await open(absolutePath, 'r');
      try {
        const { size } = await handle.stat();
        const length = Math.min(Math.max(size + 1, 4096), CHUNK);
        const buffers = [Buffer.allocUnsafeSlow(length), Buffer.allocUnsafeSlow(length)] as const;
        // The disk fills one buffer while the reader works on the other.
        let pending = handle.read(buffers[0], 0, length, null);
        for (let turn = 0; ; turn = 1 - turn) {
          const { bytesRead } = await pending;
          if (bytesRead === 0) return;
          pending = handle.read(buffers[1 - turn]!, 0, length, null);
          // Nobody may wait for this read when the reader stops early; its failure is the next turn's.
          pending.catch(() => undefined);
          yield buffers[turn]!.subarray(0, bytesRead);
        }
      } finally {
        await handle.close();
      }
    },
  };
}

/** Bytes in memory as a file; `chunkSize` cuts them, as a disk would. */
export function bytesSource(path: string, bytes: Uint8Array | string, chunkSize = CHUNK): SourceFile {
  const all = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  return {
    path,
    async *open() {
      for (let at = 0; at < all.length; at += chunkSize) yield all.subarray(at, at + chunkSize);
    },
  };
}

/** The first `limit` bytes of `source`. */
export async function firstBytes(source: SourceFile, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source.open()) {
    parts.push(chunk.slice(0, limit - length));
    length += parts.at(-1)!.length;
    if (length >= limit) break;
  }
  return Buffer.concat(parts);
}

/** The chunks of `source`, the first of them at least `least` bytes long if the file is. */
export async function* withHead(chunks: AsyncIterable<Uint8Array>, least = 512): AsyncIterable<Uint8Array> {
  let held: Uint8Array[] | null = [];
  let length = 0;
  for await (const chunk of chunks) {
    if (held === null) {
      yield chunk;
      continue;
    }
    length += chunk.length;
    if (held.length === 0 && length >= least) {
      held = null;
      yield chunk;
      continue;
    }
    held.push(chunk.slice());
    if (length < least) continue;
    yield Buffer.concat(held);
    held = null;
  }
  if (held !== null && held.length > 0) yield Buffer.concat(held);
}
