import { REMEDY_MALFORMED, REMEDY_TRUNCATED } from './problem.ts';

/** Longest piece of one CDATA section that is passed on; the rest is dropped while it is read. */
const CDATA_CAP = 64 * 1024;
/** Longest run of text or of one tag without `<` that is passed on whole. */
const RUN_CAP = 1024 * 1024;
const DOCTYPE_CAP = 64 * 1024;

type Section = 'markup' | 'cdata' | 'comment' | 'instruction' | 'doctype';
const ENDS = { cdata: ']]>', comment: '-->', instruction: '?>' } as const;

interface SectionRules {
  /** Whether anybody wants the text of the CDATA section that starts here. */
  wanted(): boolean;
  refuse(what: string, remedy: string): never;
}

/**
 * Takes out of a stream of XML text what a tokenizer would collect in memory: comments, processing
 * instructions, the DTD and unwanted or overlong CDATA. The rest goes on to `emit` unchanged.
 */
export class XmlSections {
  /** Set by the tokenizer between a start tag's name and its end: `<!` is then no section. */
  inTag = false;
  /** Line ends in what was dropped. */
  droppedLines = 0;
  readonly #emit: (markup: string) => void;
  readonly #rules: SectionRules;
  #section: Section = 'markup';
  #held = '';
  #doctype = '';
  #sinceOpen = 0;
  #cdataLeft = 0;
  /** Where the next `<!` and `<?` of the text stand; −1 = nowhere. */
  #bang = 0;
  #question = 0;

  constructor(emit: (markup: string) => void, rules: SectionRules) {
    this.#emit = emit;
    this.#rules = rules;
  }

  /** Line ends that are held back and so not yet counted by anybody. */
  pendingLines(): number {
    return lineEnds(this.#held);
  }

  write(text: string): void {
    const all = this.#held.length > 0 ? this.#held + text : text;
    this.#held = '';
    this.#bang = this.#question = 0;
    let at = 0;
    while (at < all.length)
      at = this.#section === 'markup' ? this.#markup(all, at) : this.#inSection(all, at);
  }

  end(): void {
    if (this.#section !== 'markup') {
      this.#rules.refuse(`the file ends inside a ${NAMES[this.#section]}`, REMEDY_TRUNCATED);
    }
    if (this.#held.length > 0) this.#emit(this.#held);
    this.#held = '';
  }

  /** Passes on up to the next section; returns where to go on. */
  #markup(text: string, from: number): number {
    const at = this.#nextSection(text, from);
    if (at < 0) {
      const end = text.endsWith('<') ? text.length - 1 : text.length;
      this.#held = text.slice(end);
      this.#pass(from === 0 && end === text.length ? text : text.slice(from, end));
      return text.length;
    }
    this.#pass(text.slice(from, at));
    if (this.inTag) {
      // `<` inside a tag: the tokenizer will say so.
      this.#pass(text.slice(at, at + 2));
      return at + 2;
    }
    const opened = this.#begin(text, at);
    if (opened !== null) return opened;
    this.#held = text.slice(at);
    return text.length;
  }

  /** Index of the next `<!` or `<?`, or −1. Each is looked for once in a piece of text, however many there are. */
  #nextSection(text: string, from: number): number {
    if (this.#bang >= 0 && this.#bang <= from) this.#bang = text.indexOf('<!', from);
    if (this.#question >= 0 && this.#question <= from) this.#question = text.indexOf('<?', from);
    if (this.#bang < 0) return this.#question;
    return this.#question < 0 ? this.#bang : Math.min(this.#bang, this.#question);
  }

  /** Enters the section that starts at `at`; null when more text is needed to know which one it is. */
  #begin(text: string, at: number): number | null {
    if (text[at + 1] === '?') return this.#enter('instruction', at + 2);
    if (text.startsWith('<!--', at)) return this.#enter('comment', at + 4);
    if (text.startsWith('<![CDATA[', at)) {
      this.#cdataLeft = this.#rules.wanted() ? CDATA_CAP : 0;
      if (this.#cdataLeft > 0) this.#emit('<![CDATA[');
      return this.#enter('cdata', at + 9);
    }
    if (text.length - at < 9 && '<![CDATA['.startsWith(text.slice(at))) return null;
    if (text.length - at < 4 && '<!--'.startsWith(text.slice(at))) return null;
    this.#doctype = '';
    return this.#enter('doctype', at + 2);
  }

  #enter(section: Section, at: number): number {
    this.#section = section;
    return at;
  }

  #inSection(text: string, from: number): number {
    if (this.#section === 'doctype') return this.#inDoctype(text, from);
    const section = this.#section as keyof typeof ENDS;
    const end = text.indexOf(ENDS[section], from);
    if (end >= 0) {
      this.#content(section, text.slice(from, end));
      if (section === 'cdata' && this.#cdataLeft > 0) this.#emit(']]>');
      this.#section = 'markup';
      return end + ENDS[section].length;
    }
    const sure = Math.max(from, text.length - 2);
    this.#content(section, text.slice(from, sure));
    this.#held = text.slice(sure);
    return text.length;
  }

  #content(section: Section, text: string): void {
    if (section !== 'cdata' || this.#cdataLeft === 0) {
      this.droppedLines += lineEnds(text);
      return;
    }
    const kept = text.slice(0, this.#cdataLeft - 1);
    this.#cdataLeft -= kept.length;
    this.#emit(kept);
    if (kept.length < text.length) this.droppedLines += lineEnds(text.slice(kept.length));
  }

  /** A DTD may name an external file, which is never opened; declaring entities is refused. */
  #inDoctype(text: string, from: number): number {
    const before = this.#doctype.length;
    this.#doctype += text.slice(from, from + DOCTYPE_CAP + 1);
    if (!/^DOC?T?Y?P?E?/i.test(this.#doctype)) {
      this.#rules.refuse('not well-formed XML: "<!" starts nothing known', REMEDY_MALFORMED);
    }
    if (/<!ENTITY/i.test(this.#doctype)) {
      this.#rules.refuse(
        'its DTD declares entities, which are never expanded',
        'Remove the <!DOCTYPE …> from the report: test reports need none.',
      );
    }
    const end = doctypeEnd(this.#doctype);
    if (end < 0) {
      if (this.#doctype.length > DOCTYPE_CAP) {
        this.#rules.refuse('its DTD is longer than 64 KB', 'Remove the <!DOCTYPE …> from the report.');
      }
      return text.length;
    }
    this.droppedLines += lineEnds(this.#doctype.slice(0, end));
    this.#section = 'markup';
    return from + end + 1 - before;
  }

  /** Passes markup on; of a run without `<` that grows too long, only the edges. */
  #pass(text: string): void {
    if (text.length === 0) return;
    const open = text.lastIndexOf('<');
    this.#sinceOpen = open < 0 ? this.#sinceOpen + text.length : text.length - open;
    const quotes = this.inTag && /["']/.test(text);
    if (open >= 0 || quotes || this.#sinceOpen < RUN_CAP || text.length < 256) {
      this.#emit(text);
      return;
    }
    // Entities may be cut by the edges of this piece: they are kept whole.
    const head = /^[^&]{0,32}?;/.exec(text)?.[0] ?? '';
    const tail = /&[^;&]{0,32}$/.exec(text.slice(-40))?.[0] ?? '';
    this.droppedLines += lineEnds(text.slice(head.length, text.length - tail.length));
    this.#emit(head + tail);
  }
}

const NAMES = {
  cdata: 'CDATA section',
  comment: 'comment',
  instruction: 'processing instruction',
  doctype: 'DTD',
  markup: 'tag',
} as const;

/** Index of the `>` that ends a DTD, or −1. Quotes and the internal subset may hold others. */
function doctypeEnd(text: string): number {
  let depth = 0;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (quote) {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '[' || char === '<') depth += 1;
    else if (char === ']') depth -= 1;
    else if (char === '>') {
      if (depth === 0) return i;
      depth -= 1;
    }
  }
  return -1;
}

function lineEnds(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
