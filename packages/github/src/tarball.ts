import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

/** Largest tarball that is unpacked, bytes. */
const LIMIT = 512 * 2 ** 20;

/** The regular files of a `.tar.gz` by path, without the folder that GitHub puts around them. Nothing is written. */
export async function filesOfTarball(bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  const { extract } = await import('tar-stream');
  const files = new Map<string, Uint8Array>();
  const archive = extract();
  let size = 0;
  const reading = (async () => {
    for await (const entry of archive) {
      const chunks: Buffer[] = [];
      for await (const chunk of entry) {
        size += (chunk as Buffer).length;
        if (size > LIMIT) throw new Error(`the history is larger than ${LIMIT} bytes`);
        chunks.push(chunk as Buffer);
      }
      if (entry.header.type !== 'file') continue;
      files.set(entry.header.name.replace(/^[^/]*\//, ''), Buffer.concat(chunks));
    }
  })();
  await Promise.all([pipeline(Readable.from([bytes]), createGunzip(), archive), reading]);
  return files;
}
