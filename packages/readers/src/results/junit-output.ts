import type { TestAttachment } from '@qitops/model';
import { outputText } from './details.ts';

/** Characters that are kept while reading; less than half of them are shown. */
const KEPT = 16_384;

/** What a test wrote, of which the end is kept: memory does not grow with it. */
export class JUnitOutput {
  #text = '';

  add(text: string): void {
    this.#text += text.length > KEPT ? text.slice(-KEPT) : text;
    if (this.#text.length <= 2 * KEPT) return;
    this.#text = this.#text.slice(-KEPT);
  }

  /** The end of it as it was written. */
  end(): string {
    return this.#text;
  }

  text(): string | undefined {
    return this.#text === '' ? undefined : outputText(this.#text);
  }
}

const ATTACHMENT = /^[ \t]*\[\[ATTACHMENT\|([^\]\r\n]{1,1024})\]\][ \t]*(?:\r?\n|$)/gm;

/** Files named in an output as `[[ATTACHMENT|path]]`, and the output without those lines. */
export function attachmentsIn(output: string): { text: string | undefined; attachments: TestAttachment[] } {
  if (!output.includes('[[ATTACHMENT|')) return { text: outputText(output), attachments: [] };
  const attachments: TestAttachment[] = [];
  const text = output.replace(ATTACHMENT, (_, path: string) => {
    attachments.push({ name: path.split(/[\\/]/).at(-1)!, path });
    return '';
  });
  return { text: outputText(text), attachments };
}
