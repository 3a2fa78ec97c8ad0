import { SaxesParser } from 'saxes';
import { TextReader, xmlEncoding } from './encoding.ts';
import { REMEDY_MALFORMED, REMEDY_TRUNCATED, ReadProblem } from './problem.ts';
import { type SourceFile, withHead } from './source.ts';
import { XmlSections } from './xml-sections.ts';

/** Attributes of an element, by name as written; an object without prototype. */
export type Attributes = Record<string, string | undefined>;

/** What a reader of XML does with the elements. Names come without namespace prefix. */
export interface XmlHandler {
  /** Return true to be given the text that stands directly in this element. */
  open(name: string, attributes: Attributes, depth: number): boolean | undefined;
  close(name: string, depth: number): void;
  /** A piece of text of an element that asked for it. */
  text?(text: string): void;
  /** A `path:line` is asked for rarely; the pump sets this before the first element. */
  at?: (() => number) | undefined;
}

const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const RECOVERABLE = new Map([
  ['malformed character entity.', 'a reference to a character that XML forbids was kept as text'],
  ['undefined entity.', 'an entity that is not defined was kept as text'],
  ['the string "]]>" is disallowed in char data.', 'a stray "]]>" was kept as text'],
]);

/**
 * Reads `source` as XML and calls `handler` element by element, in memory that does not grow with the file.
 * Encodings are found by byte order mark or declaration; characters that XML forbids are replaced; several
 * documents one after the other are all read; each of these is a warning. DTDs are never followed, and one
 * that declares entities is refused.
 * @throws ReadProblem with line for anything that is not well-formed; what came before has been handled.
 */
export async function readXml(
  source: SourceFile,
  handler: XmlHandler,
  warn: (text: string, line?: number) => void,
): Promise<void> {
  const parse = new XmlParse(handler, warn);
  let reader: TextReader | null = null;
  for await (const chunk of withHead(source.open())) {
    if (chunk.length === 0) continue;
    reader ??= new TextReader(xmlEncoding(chunk));
    parse.write(reader.write(chunk));
  }
  if (!reader) throw new ReadProblem('the file is empty', REMEDY_TRUNCATED, { line: 1 });
  parse.write(reader.end());
  parse.end();
}

class XmlParse {
  readonly #handler: XmlHandler;
  readonly #warn: (text: string, line?: number) => void;
  readonly #saxes = new SaxesParser({ fragment: true, position: false });
  readonly #sections: XmlSections;
  readonly #onText: (text: string) => void;
  readonly #onOutside: (text: string) => void;
  /** Whether the element on each depth wants its text. */
  readonly #wants: boolean[] = [];
  #capturing = false;
  #documents = 0;
  #ending = false;
  #warned = new Set<string>();

  constructor(handler: XmlHandler, warn: (text: string, line?: number) => void) {
    this.#handler = handler;
    this.#warn = warn;
    this.#onText = (text) => handler.text?.(text);
    this.#onOutside = (text) => this.#outside(text);
    this.#sections = new XmlSections((markup) => this.#saxes.write(markup), {
      wanted: () => this.#capturing,
      refuse: (what, remedy) => this.#fail(what, remedy),
    });
    handler.at = () => this.#line();
    const saxes = this.#saxes;
    // saxes looks entities up in an ordinary object: `&constructor;` would find Object's.
    const entities = { amp: '&', gt: '>', lt: '<', quot: '"', apos: "'" };
    saxes.ENTITIES = Object.assign(Object.create(null) as Record<string, string>, entities);
    saxes.on('error', (error) => this.#malformed(error));
    saxes.on('opentagstart', () => {
      this.#sections.inTag = true;
    });
    saxes.on('opentag', (tag) => this.#open(tag.name, tag.attributes as Attributes));
    saxes.on('closetag', (tag) => this.#close(tag.name));
    saxes.on('text', this.#onOutside);
  }

  write(text: string): void {
    if (text.length === 0) return;
    this.#sections.write(this.#sanitised(text));
  }

  end(): void {
    this.#ending = true;
    this.#sections.end();
    const open = this.#wants.length;
    if (this.#documents === 0) this.#fail('there is no XML element in it', REMEDY_TRUNCATED);
    if (open > 0) this.#fail('the file ends inside an element', REMEDY_TRUNCATED);
    this.#saxes.close();
  }

  #open(name: string, attributes: Attributes): void {
    this.#sections.inTag = false;
    const depth = this.#wants.length;
    if (depth === 0) {
      this.#documents += 1;
      if (this.#documents === 2)
        this.#once('several documents stand one after the other in this file: all were read');
    }
    if (depth > 10_000) this.#fail('elements are nested more than 10,000 deep', REMEDY_MALFORMED);
    const wanted = this.#handler.open(localName(name), attributes, depth) === true;
    this.#wants.push(wanted);
    this.#capture(wanted);
  }

  #close(name: string): void {
    this.#wants.pop();
    const depth = this.#wants.length;
    this.#handler.close(localName(name), depth);
    this.#capture(this.#wants[depth - 1] ?? false);
  }

  /** Text of elements nobody asks is never collected: a gigabyte of captured output costs no memory. */
  #capture(wanted: boolean): void {
    const outside = this.#wants.length === 0;
    if (wanted !== this.#capturing) {
      this.#capturing = wanted;
      if (wanted) this.#saxes.on('cdata', this.#onText);
      else this.#saxes.off('cdata');
    }
    if (outside) this.#saxes.on('text', this.#onOutside);
    else if (wanted) this.#saxes.on('text', this.#onText);
    else this.#saxes.off('text');
  }

  #outside(text: string): void {
    if (text.trim() === '') return;
    const where = this.#documents === 0 ? 'before the first element' : 'after the end of the document';
    this.#fail(`there is text ${where}: "${text.trim().slice(0, 60)}"`, REMEDY_MALFORMED);
  }

  #sanitised(text: string): string {
    CONTROL.lastIndex = 0;
    if (CONTROL.test(text)) {
      CONTROL.lastIndex = 0;
      this.#once(
        'characters that XML forbids (control characters) were replaced',
        this.#lineIn(text, CONTROL),
      );
      return text.replace(CONTROL, '\ufffd');
    }
    return text;
  }

  #lineIn(text: string, pattern: RegExp): number {
    const at = text.search(pattern);
    return this.#line() + this.#sections.pendingLines() + text.slice(0, at).split('\n').length - 1;
  }

  #malformed(error: Error): void {
    const text = error.message.replace(/^[^ ]*:\d+(:\d+)?: /, '');
    const recovered = RECOVERABLE.get(text);
    if (recovered) this.#once(recovered);
    else if (this.#ending)
      this.#fail(`the file ends too early: ${text.replace(/\.$/, '')}`, REMEDY_TRUNCATED);
    else this.#fail(`not well-formed XML: ${text.replace(/\.$/, '')}`, REMEDY_MALFORMED);
  }

  #once(text: string, line = this.#line()): void {
    if (this.#warned.has(text)) return;
    this.#warned.add(text);
    this.#warn(text, line);
  }

  #line(): number {
    return this.#saxes.line + this.#sections.droppedLines;
  }

  #fail(what: string, remedy: string): never {
    throw new ReadProblem(what, remedy, { line: this.#line() });
  }
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}
