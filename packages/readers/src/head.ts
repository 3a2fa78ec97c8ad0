import { shownEncoding, TextReader, xmlEncoding } from './encoding.ts';
import { jsonPaths } from './json-head.ts';
import { firstBytes, type SourceFile } from './source.ts';

/** The beginning of a file, as formats look at it to recognise their own. */
export interface Head {
  /** Path of the file: a hint only, never proof. */
  path: string;
  /** First 32 KB as text, without byte order mark. */
  text: string;
  /** True when the file has no byte at all. */
  empty: boolean;
  /** Local name of the first element of an XML file, with its attributes; null when it is no XML. */
  root: { name: string; attributes: ReadonlyMap<string, string> } | null;
  /** Local names of the elements seen in the head, in order of appearance, without repetition. */
  elements: ReadonlySet<string>;
  /**
   * Key paths of a JSON file seen in the head, down to four levels: `results.tests`, `[].elements`;
   * an array's items are `[]`. Null when it is no JSON.
   */
  json: ReadonlySet<string> | null;
}

const HEAD_BYTES = 32 * 1024;
const PROLOG = /^(?:\s|<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE(?:[^>[]|\[[\s\S]*?\]\s*(?=>))*>)*/i;
const ROOT = /^<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)((?:\s+[^\s=>]+\s*=\s*(?:"[^"]*"|'[^']*'))*)/;

/** Reads the head of `source`. */
export async function readHead(source: SourceFile): Promise<Head> {
  return headOf(source.path, await firstBytes(source, HEAD_BYTES));
}

/** The head of a file that begins with `bytes`. */
export function headOf(path: string, bytes: Uint8Array): Head {
  const text = decodeHead(bytes);
  const root = xmlRoot(text);
  return {
    path,
    text,
    empty: bytes.length === 0,
    root,
    elements: root ? elementNames(text) : new Set(),
    json: root ? null : jsonPaths(text),
  };
}

function decodeHead(bytes: Uint8Array): string {
  try {
    return new TextReader(xmlEncoding(bytes)).write(bytes);
  } catch {
    // An encoding nobody knows: its ASCII part still tells the format, and reading then names the encoding.
    return Buffer.from(bytes.subarray(shownEncoding(bytes)?.bom ?? 0)).toString('latin1');
  }
}

function xmlRoot(text: string): Head['root'] {
  if (!/^\s*</.test(text)) return null;
  const start = PROLOG.exec(text)?.[0].length ?? 0;
  const match = ROOT.exec(text.slice(start));
  if (!match) return null;
  const attributes = new Map<string, string>();
  for (const [, name, value] of match[2]!.matchAll(/([^\s=]+)\s*=\s*(["'][\s\S]*?["'])/g)) {
    attributes.set(name!, value!.slice(1, -1));
  }
  return { name: match[1]!, attributes };
}

function elementNames(text: string): Set<string> {
  const names = new Set<string>();
  for (const [, name] of text.matchAll(/<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)/g)) names.add(name!);
  return names;
}
