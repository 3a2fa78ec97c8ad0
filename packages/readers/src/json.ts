import { utf8Chunks } from './encoding.ts';
import { REMEDY_MALFORMED, REMEDY_TRUNCATED, ReadProblem } from './problem.ts';
import type { SourceFile } from './source.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;
const MAX_DEPTH = 2000;

/**
 * Called for every value that stands at a wanted path, in file order. `path` holds the keys from the root in,
 * array items as their index.
 */
export type OnValue = (value: unknown, path: readonly (string | number)[]) => void;

/**
 * Reads a JSON file and hands over the values at `wanted` paths (`results.tests.*`; `*` is any key or index)
 * one by one, so that memory holds one of them at a time. Several documents one after the other are all read.
 * @throws ReadProblem with byte offset for anything that is no JSON; values before it have been handed over.
 */
export async function readJson(
  source: SourceFile,
  wanted: Record<string, OnValue>,
  warn: (text: string, line?: number) => void,
): Promise<void> {
  const scanner = new JsonScanner(wanted, warn);
  for await (const chunk of utf8Chunks(source.open())) scanner.write(chunk);
  scanner.end();
}

interface Level {
  array: boolean;
  key: string | number;
  /** Patterns that the path so far fits. */
  nodes: Node[];
  /** What may come next: a value, a key, a colon, or a comma or the end. */
  expect: 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma';
}

interface Node {
  children: Map<string, Node>;
  on: OnValue | null;
}

class JsonScanner {
  readonly #warn: (text: string) => void;
  readonly #root: Node;
  readonly #levels: Level[] = [];
  /** Bytes of the wanted value that is being collected, from earlier chunks. */
  #parts: Buffer[] = [];
  #collect: { on: OnValue; depth: number; path: (string | number)[] } | null = null;
  #inString = false;
  #escaped = false;
  #stringIsKey = false;
  #inScalar = false;
  #text: Buffer[] = [];
  #depth = 0;
  #documents = 0;
  #offset = 0;

  constructor(wanted: Record<string, OnValue>, warn: (text: string) => void) {
    this.#warn = warn;
    this.#root = trie(wanted);
  }

  write(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let tokenStart = this.#inString || this.#inScalar ? 0 : -1;
    let collectStart = this.#collect ? 0 : -1;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (this.#inString) {
        i = this.#stringEnd(bytes, i);
        if (this.#inString) break;
        if (this.#collect === null || this.#stringIsKey) {
          const text = this.#token(bytes, tokenStart, i + 1);
          tokenStart = -1;
          this.#stringDone(text, i);
        } else if (this.#depth === this.#collect.depth)
          collectStart = this.#finish(bytes, collectStart, i + 1);
        continue;
      }
      if (this.#inScalar) {
        if (isScalar(byte)) continue;
        this.#inScalar = false;
        if (this.#collect && this.#depth === this.#collect.depth) {
          collectStart = this.#finish(bytes, collectStart, i);
        } else if (this.#collect === null) {
          this.#scalarDone(this.#token(bytes, tokenStart, i), i);
          tokenStart = -1;
        }
      }
      if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) continue;
      if (this.#collect) {
        // Inside a wanted value only its end is looked for: JSON.parse judges the rest.
        if (byte === QUOTE) this.#beginString(false);
        else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#deeper(i);
        else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
          this.#depth -= 1;
          if (this.#depth === this.#collect.depth) collectStart = this.#finish(bytes, collectStart, i + 1);
        }
        continue;
      }
      const level = this.#levels.at(-1);
      if (level === undefined && this.#documents > 0 && byte !== OPEN_BRACE && byte !== OPEN_BRACKET) {
        this.#fail('there is text after the end of the JSON value', i);
      }
      if (byte === QUOTE) {
        const isKey = level?.expect === 'key' || level?.expect === 'key-or-end';
        if (!isKey) {
          const began = this.#beginValue(i);
          if (began) collectStart = i;
        }
        tokenStart = i;
        this.#beginString(isKey);
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (this.#beginValue(i)) {
          collectStart = i;
          this.#deeper(i);
        } else this.#openLevel(byte === OPEN_BRACKET, i);
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) this.#closeLevel(byte, i);
      else if (byte === COMMA && level?.expect === 'comma') level.expect = level.array ? 'value' : 'key';
      else if (byte === COLON && level?.expect === 'colon') level.expect = 'value';
      else if (isScalar(byte)) {
        if (this.#beginValue(i)) collectStart = i;
        tokenStart = i;
        this.#inScalar = true;
      } else this.#fail(`unexpected "${String.fromCharCode(byte)}" in JSON`, i);
    }
    if (collectStart >= 0) this.#parts.push(Buffer.from(bytes.subarray(collectStart)));
    else if (tokenStart >= 0) this.#text.push(Buffer.from(bytes.subarray(tokenStart)));
    this.#offset += bytes.length;
  }

  end(): void {
    // A lone number or word at the end has nothing after it that would end it.
    if (this.#inScalar) this.write(Buffer.from(' '));
    if (this.#levels.length > 0 || this.#inString || this.#collect) {
      throw new ReadProblem('the file ends inside a JSON value', REMEDY_TRUNCATED, { byte: this.#offset });
    }
    if (this.#documents === 0) {
      throw new ReadProblem('the file is empty', REMEDY_TRUNCATED, { byte: 0 });
    }
  }

  #beginString(isKey: boolean): void {
    this.#inString = true;
    this.#stringIsKey = isKey;
  }

  /** Index of the closing quote at or after `from`, or the end of the chunk. */
  #stringEnd(bytes: Buffer, from: number): number {
    let i = from;
    if (this.#escaped) {
      this.#escaped = false;
      i += 1;
    }
    for (; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (byte === QUOTE) {
        this.#inString = false;
        return i;
      }
      if (byte === BACKSLASH) {
        if (i + 1 >= bytes.length) this.#escaped = true;
        i += 1;
      }
    }
    return i;
  }

  #token(bytes: Buffer, start: number, end: number): string {
    const piece = bytes.toString('utf8', Math.max(start, 0), end);
    if (this.#text.length === 0) return piece;
    const text = Buffer.concat([...this.#text, bytes.subarray(0, end)]).toString('utf8');
    this.#text = [];
    return text;
  }

  #stringDone(text: string, at: number): void {
    const level = this.#levels.at(-1);
    if (this.#stringIsKey && level) {
      level.key = this.#parse(text, at) as string;
      level.expect = 'colon';
    } else this.#scalarDone(text, at);
  }

  #scalarDone(text: string, at: number): void {
    this.#parse(text, at);
    this.#valueDone();
  }

  /** Checks that a value may stand here; true when it is a wanted one, which is then collected. */
  #beginValue(at: number): boolean {
    const level = this.#levels.at(-1);
    if (level === undefined) {
      this.#documents += 1;
      if (this.#documents === 2)
        this.#warn('several JSON documents stand one after the other: all were read');
    } else if (level.expect !== 'value' && level.expect !== 'value-or-end') {
      this.#fail('a value stands where none may be in JSON', at);
    }
    const nodes = this.#nodesHere();
    const on = nodes.find((node) => node.on)?.on;
    if (!on) return false;
    this.#collect = { on, depth: this.#depth, path: this.#levels.map((each) => each.key) };
    return true;
  }

  #nodesHere(): Node[] {
    const level = this.#levels.at(-1);
    if (level === undefined) return [this.#root];
    return level.nodes.flatMap((node) => {
      const named = level.array ? undefined : node.children.get(String(level.key));
      const any = node.children.get('*');
      return [named, any].filter((each) => each !== undefined);
    });
  }

  #openLevel(array: boolean, at: number): void {
    const nodes = this.#nodesHere();
    this.#deeper(at);
    this.#levels.push({ array, key: array ? 0 : '', nodes, expect: array ? 'value-or-end' : 'key-or-end' });
  }

  #deeper(at: number): void {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) this.#fail(`JSON is nested more than ${MAX_DEPTH} deep`, at);
  }

  #closeLevel(byte: number, at: number): void {
    const level = this.#levels.pop();
    const fits = level !== undefined && level.array === (byte === CLOSE_BRACKET);
    if (!fits || !(level.expect === 'comma' || level.expect.endsWith('-or-end'))) {
      this.#fail(`unexpected "${String.fromCharCode(byte)}" in JSON`, at);
    }
    this.#depth -= 1;
    this.#valueDone();
  }

  #valueDone(): void {
    const level = this.#levels.at(-1);
    if (!level) return;
    level.expect = 'comma';
    if (level.array) level.key = (level.key as number) + 1;
  }

  /** Hands over the wanted value that ends before `end`. */
  #finish(bytes: Buffer, start: number, end: number): number {
    const { on, path } = this.#collect!;
    const last = bytes.subarray(start, end);
    const all = this.#parts.length > 0 ? Buffer.concat([...this.#parts, last]) : last;
    this.#parts = [];
    this.#collect = null;
    const value = this.#parse(all.toString('utf8'), end - 1);
    on(value, path);
    this.#valueDone();
    return -1;
  }

  #parse(text: string, at: number): unknown {
    try {
      return JSON.parse(text);
    } catch (error) {
      return this.#fail(`not valid JSON: ${(error as Error).message.slice(0, 120)}`, at);
    }
  }

  #fail(what: string, at: number): never {
    throw new ReadProblem(what, REMEDY_MALFORMED, { byte: this.#offset + at });
  }
}

function isScalar(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    byte === 0x2d ||
    byte === 0x2b ||
    byte === 0x2e
  );
}

function trie(wanted: Record<string, OnValue>): Node {
  const root: Node = { children: new Map(), on: null };
  for (const [pattern, on] of Object.entries(wanted)) {
    let node = root;
    for (const key of pattern === '' ? [] : pattern.split('.')) {
      const next = node.children.get(key) ?? { children: new Map<string, Node>(), on: null };
      node.children.set(key, next);
      node = next;
    }
    node.on = on;
  }
  return root;
}
