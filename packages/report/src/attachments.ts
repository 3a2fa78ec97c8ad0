import { createHash } from 'node:crypto';
import { maskSecrets } from '@qitops/escape';
import type { SiteAttachment, TestAttachment } from '@qitops/model';
import { cut } from './cut.ts';
import { pictureKind } from './pictures.ts';

/** Bytes of one picture, and of all; how many there are, and how many attachments of an attempt are named. */
const LARGEST = 400 * 1024;
const TOGETHER = 8 * 1024 * 1024;
const PICTURES = 60;
const NAMED = 20;
/** Characters shown of a text, and of all texts. */
const TEXT_CHARS = 6_000;
const TEXTS_TOGETHER = 400_000;

const TEXT_TYPE = /^text\/(?!html)|[/+](?:json|ya?ml)\b|^application\/xml\b/;
const TEXT_NAME = /\.(?:txt|log|md|json|ya?ml|xml|csv|diff|patch)$/i;

/** What failures left behind: small pictures and texts are shown on the test's page, the rest is named there. */
export class Attachments {
  /** Pictures by path below the site. */
  readonly files = new Map<string, Uint8Array>();
  readonly #read: (path: string) => Promise<Uint8Array | null>;
  #bytes = 0;
  #characters = 0;

  constructor(read: (path: string) => Promise<Uint8Array | null>) {
    this.#read = read;
  }

  async shown(list: readonly TestAttachment[]): Promise<SiteAttachment[]> {
    const shown: SiteAttachment[] = [];
    for (const each of list.slice(0, NAMED)) shown.push(await this.#one(each));
    return shown;
  }

  async #one({ name, contentType, path, text }: TestAttachment): Promise<SiteAttachment> {
    const named = {
      name: maskSecrets(name).slice(0, 200),
      type: contentType ? maskSecrets(contentType).slice(0, 100) : null,
      picture: null,
    };
    if (text !== undefined) return { ...named, ...this.#text(text) };
    if (path === null) return named;
    if (isTrace(name, path)) return { ...named, path: maskSecrets(path).slice(0, 300) };
    const asText = TEXT_TYPE.test(contentType ?? '') || (!contentType && TEXT_NAME.test(path));
    const room = asText
      ? this.#characters < TEXTS_TOGETHER
      : this.files.size < PICTURES && this.#bytes < TOGETHER;
    const bytes = room ? await this.#read(path) : null;
    if (bytes === null) return named;
    return asText ? { ...named, ...this.#text(decoded(bytes)) } : { ...named, picture: this.#picture(bytes) };
  }

  #text(text: string | null): { text?: string } {
    if (!text?.trim() || this.#characters >= TEXTS_TOGETHER) return {};
    const shown = cut(text, TEXT_CHARS)!;
    this.#characters += shown.length;
    return { text: shown };
  }

  #picture(bytes: Uint8Array): string | null {
    if (bytes.length > LARGEST) return null;
    const kind = pictureKind(bytes);
    if (!kind) return null;
    const path = `attachments/${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}.${kind}`;
    if (!this.files.has(path)) {
      this.files.set(path, bytes);
      this.#bytes += bytes.length;
    }
    return path;
  }
}

/** Playwright's own recording, which its own tool opens. */
function isTrace(name: string, path: string): boolean {
  return /(?:^|[\\/])trace[\w.-]*\.zip$/i.test(path) || (name === 'trace' && /\.zip$/i.test(path));
}

/** Text in UTF-8; null = it is none. */
function decoded(bytes: Uint8Array): string | null {
  const begin = bytes.subarray(0, 4 * TEXT_CHARS);
  if (begin.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(begin, { stream: true });
  } catch {
    return null;
  }
}
