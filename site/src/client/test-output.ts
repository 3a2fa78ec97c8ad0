import { h } from './dom.ts';
import { copyButton, section } from './parts.ts';

/** What an attempt wrote; nothing when it wrote nothing. */
export function outputSection(stdout: string | undefined, stderr: string | undefined): HTMLElement | null {
  const parts = [
    ...(stdout ? [outputPart('Standard output', stdout)] : []),
    ...(stderr ? [outputPart('Standard error', stderr)] : []),
  ];
  return parts.length > 0 ? section('Output', null, ...parts) : null;
}

function outputPart(heading: string, text: string): HTMLElement {
  return h('div', { class: 'text-part' }, textHead(heading, text), textBox(text));
}

/** The heading of a text and a button that copies it. */
export function textHead(heading: string, text: string): HTMLElement {
  return h(
    'div',
    { class: 'text-head' },
    h('h3', null, heading),
    copyButton('Copy', () => text),
  );
}

/** A text as it is, in a box that scrolls. */
export function textBox(text: string): HTMLElement {
  return h('pre', { class: 'text-box', tabindex: '0' }, text);
}
