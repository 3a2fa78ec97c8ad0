import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Entry, fromBuffer, type ZipFile } from 'yauzl';
import { isLink } from './open-archive.ts';

export interface UnpackLimits {
  files: number;
  /** Bytes of all files together. */
  bytes: number;
}

/**
 * Writes the files of an archive below a folder: no links, nothing outside of it, no more than the limits say.
 * @throws Error that says what is wrong with the archive.
 */
export async function unpackArchive(archive: Buffer, folder: string, limits: UnpackLimits): Promise<void> {
  const zip = await new Promise<ZipFile>((done, failed) => {
    fromBuffer(
      archive,
      { lazyEntries: true, validateEntrySizes: true, strictFileNames: true },
      (error, opened) => (error ? failed(error) : done(opened)),
    );
  });
  if (zip.entryCount > limits.files) throw new Error(`it holds more than ${limits.files} files`);
  const root = resolve(folder);
  let bytes = 0;
  for await (const entry of entriesOf(zip)) {
    if (entry.fileName.endsWith('/')) continue;
    const path = resolve(root, entry.fileName);
    if (!path.startsWith(root + sep)) throw new Error('it holds a path that leads out of it');
    if (isLink(entry)) throw new Error('it holds a link');
    bytes += entry.uncompressedSize;
    if (bytes > limits.bytes) throw new Error(`it is larger than ${limits.bytes / 2 ** 20} MiB`);
    await mkdir(dirname(path), { recursive: true });
    await pipeline(await streamOf(zip, entry), createWriteStream(join(path), { flags: 'wx' }));
  }
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  for (let read = 0; read < zip.entryCount; read += 1)
    yield await new Promise<Entry>((done, failed) => {
      zip.once('entry', done).once('error', failed);
      zip.readEntry();
    });
}

function streamOf(zip: ZipFile, entry: Entry): Promise<NodeJS.ReadableStream> {
  return new Promise((done, failed) => {
    zip.openReadStream(entry, (error, stream) => (error ? failed(error) : done(stream)));
  });
}
