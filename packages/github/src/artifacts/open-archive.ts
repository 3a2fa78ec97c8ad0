import { type Entry, fromBuffer, type ZipFile } from 'yauzl';

/**
 * The one file in an archive that a job uploaded, in memory: nothing is written, so no name, link or `..` in it leads
 * anywhere.
 * @param limit greatest size of the file, bytes, whatever the archive says of itself.
 * @throws Error that says what is wrong with the archive.
 */
export async function openArchive(archive: Buffer, name: string, limit: number): Promise<Uint8Array> {
  const zip = await new Promise<ZipFile>((done, failed) => {
    fromBuffer(
      archive,
      { lazyEntries: true, validateEntrySizes: true, strictFileNames: true },
      (error, zip) => (error ? failed(error) : done(zip)),
    );
  });
  if (zip.entryCount !== 1) throw new Error(`it holds ${zip.entryCount} files, not one`);
  const entry = await new Promise<Entry>((done, failed) => {
    zip.on('entry', done).on('error', failed);
    zip.readEntry();
  });
  if (entry.fileName !== name) throw new Error(`it holds another file than ${name}`);
  if (isLink(entry)) throw new Error('it holds a link');
  if (entry.uncompressedSize > limit) throw new Error(`it is larger than ${limit / 2 ** 20} MiB`);
  const stream = await new Promise<NodeJS.ReadableStream>((done, failed) => {
    zip.openReadStream(entry, (error, stream) => (error ? failed(error) : done(stream)));
  });
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const UNIX_TYPE = 0o170000;
const UNIX_LINK = 0o120000;

/** Whether an entry is a symbolic link. */
export function isLink(entry: Entry): boolean {
  return ((entry.externalFileAttributes >>> 16) & UNIX_TYPE) === UNIX_LINK;
}
