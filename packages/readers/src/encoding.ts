import { TextDecoder } from 'node:util';
import { ReadProblem } from './problem.ts';
import { withHead } from './source.ts';

/** Encoding that the bytes themselves show: a byte order mark, or the zero bytes of UTF-16. */
export function shownEncoding(head: Uint8Array): { label: string; bom: number } | null {
  const [a, b, c] = head;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { label: 'utf-8', bom: 3 };
  if (a === 0xff && b === 0xfe) return { label: 'utf-16le', bom: 2 };
  if (a === 0xfe && b === 0xff) return { label: 'utf-16be', bom: 2 };
  if (head.length >= 4 && a !== 0 && b === 0 && c !== 0 && head[3] === 0)
    return { label: 'utf-16le', bom: 0 };
  if (head.length >= 4 && a === 0 && b !== 0 && c === 0 && head[3] !== 0)
    return { label: 'utf-16be', bom: 0 };
  return null;
}

/** Encoding of an XML file: what its bytes show, else what it declares, else UTF-8. */
export function xmlEncoding(head: Uint8Array): { label: string; bom: number } {
  const shown = shownEncoding(head);
  if (shown) return shown;
  const start = Buffer.from(head.subarray(0, 256)).toString('latin1');
  const declared = /^\s*<\?xml[^>]*?\bencoding\s*=\s*["']([^"']+)["']/.exec(start)?.[1]?.toLowerCase();
  // A declared UTF-16 over single bytes is what .NET's StringWriter leaves behind: the file is UTF-8.
  if (!declared || declared.startsWith('utf-16') || declared.startsWith('ucs-2'))
    return { label: 'utf-8', bom: 0 };
  return { label: declared, bom: 0 };
}

/** Turns the chunks of one file into text; characters cut by a chunk's end are held back. */
export class TextReader {
  readonly #decoder: TextDecoder | null;
  #skip: number;
  #carry = Buffer.alloc(0);

  constructor(encoding: { label: string; bom: number }) {
    this.#skip = encoding.bom;
    const utf8 = encoding.label === 'utf-8' || encoding.label === 'utf8' || encoding.label === 'us-ascii';
    this.#decoder = utf8 ? null : decoderFor(encoding.label);
  }

  /** The text of `chunk`; invalid bytes become U+FFFD. */
  write(chunk: Uint8Array): string {
    let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (this.#skip > 0) {
      const skipped = Math.min(this.#skip, bytes.length);
      bytes = bytes.subarray(skipped);
      this.#skip -= skipped;
    }
    if (this.#decoder) return this.#decoder.decode(bytes, { stream: true });
    if (this.#carry.length > 0) bytes = Buffer.concat([this.#carry, bytes]);
    const end = wholeCharacters(bytes);
    this.#carry = Buffer.from(bytes.subarray(end));
    return bytes.toString('utf8', 0, end);
  }

  /** What is left when the file has ended. */
  end(): string {
    if (this.#decoder) return this.#decoder.decode();
    return this.#carry.toString('utf8');
  }
}

/** The chunks of a file as UTF-8 without byte order mark, whatever Unicode encoding it has on disk. */
export async function* utf8Chunks(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let reader: TextReader | null | undefined;
  for await (const chunk of withHead(chunks)) {
    if (chunk.length === 0) continue;
    if (reader === undefined) {
      const shown = shownEncoding(chunk);
      reader = shown && shown.label !== 'utf-8' ? new TextReader(shown) : null;
      if (!reader) {
        yield chunk.subarray(shown?.bom ?? 0);
        continue;
      }
    }
    yield reader ? Buffer.from(reader.write(chunk)) : chunk;
  }
  if (reader) yield Buffer.from(reader.end());
}

function decoderFor(label: string): TextDecoder {
  try {
    return new TextDecoder(label);
  } catch {
    throw new ReadProblem(
      `the encoding "${label}" is not known`,
      'Write the report as UTF-8, or correct the encoding in its first line.',
      { line: 1 },
    );
  }
}

/** Length of `bytes` without a character that its end cuts in two. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) {
      const wanted = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return wanted > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}
