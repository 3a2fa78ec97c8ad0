import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { REMEDY_MALFORMED, REMEDY_TRUNCATED, ReadProblem } from './problem.ts';
import { firstBytes, type SourceFile } from './source.ts';

/** A gigabyte of zeros fits in a megabyte: more than this is refused. */
const LARGEST = 8 * 1024 ** 3;

/** `source` itself, or its content when it is gzipped. */
export async function unzipped(source: SourceFile): Promise<SourceFile> {
  const [a, b] = await firstBytes(source, 2);
  return a === 0x1f && b === 0x8b ? { path: source.path, open: () => gunzip(source) } : source;
}

async function* gunzip(source: SourceFile): AsyncIterable<Uint8Array> {
  let length = 0;
  // A chunk of the source is valid only until the next one: the pipe holds several.
  const copies = async function* (): AsyncIterable<Uint8Array> {
    for await (const chunk of source.open()) yield chunk.slice();
  };
  try {
    const zipped = Readable.from(copies(), { objectMode: false });
    const unzip = createGunzip();
    zipped.on('error', (error) => unzip.destroy(error));
    for await (const chunk of zipped.pipe(unzip)) {
      length += (chunk as Uint8Array).length;
      if (length > LARGEST) throw new ReadProblem('it unpacks to more than 8 GB', REMEDY_MALFORMED);
      yield chunk as Uint8Array;
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'Z_BUF_ERROR') throw new ReadProblem('the gzipped file ends too early', REMEDY_TRUNCATED);
    if (code?.startsWith('Z_')) throw new ReadProblem('its gzip data are damaged', REMEDY_MALFORMED);
    throw error;
  }
}
