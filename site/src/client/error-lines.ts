import { type Child, h } from './dom.ts';

const EXPECTED = /^(\s*Expected(?:[ \w]*):\s+)(.*)$/;
const RECEIVED = /^(\s*Received(?:[ \w]*):\s+)(.*)$/;
/** Lines further on in which the received value is looked for. */
const NEAR = 6;
/** Longest line that is compared letter by letter. */
const LONGEST = 2_000;

/** Where two texts begin and end to differ; `from` ≤ `to` in each. */
export function difference(one: string, other: string): { from: number; to: [number, number] } {
  const least = Math.min(one.length, other.length);
  let from = 0;
  while (from < least && one[from] === other[from]) from += 1;
  let tail = 0;
  while (tail < least - from && one.at(-1 - tail) === other.at(-1 - tail)) tail += 1;
  return { from, to: [one.length - tail, other.length - tail] };
}

/**
 * The text of an error with what was expected and what came told apart: the letters in which the values differ are
 * marked, and so are lines of a difference.
 */
export function errorLines(text: string): Child[] {
  const lines = text.split('\n');
  const shown: Child[] = lines.map((line) => line);
  lines.forEach((line, at) => {
    const expected = line.length <= LONGEST ? EXPECTED.exec(line) : null;
    if (!expected) return;
    const later = lines.slice(at + 1, at + 1 + NEAR).findIndex((each) => RECEIVED.test(each));
    const received = later < 0 ? null : RECEIVED.exec(lines[at + 1 + later]!.slice(0, LONGEST));
    if (!received) return;
    const { from, to } = difference(expected[2]!, received[2]!);
    shown[at] = [expected[1]!, marked(expected[2]!, from, to[0], 'expected')];
    shown[at + 1 + later] = [received[1]!, marked(received[2]!, from, to[1], 'received')];
  });
  if (
    lines.some((line) => /^\s*- Expected\b/.test(line)) &&
    lines.some((line) => /^\s*\+ Received\b/.test(line))
  )
    lines.forEach((line, at) => {
      const [, sign] = /^\s*([+-])\s/.exec(line) ?? [];
      if (sign) shown[at] = h('span', { class: sign === '-' ? 'expected' : 'received' }, line);
    });
  return shown.flatMap((line, at) => (at > 0 ? ['\n', line] : [line]));
}

function marked(text: string, from: number, to: number, side: 'expected' | 'received'): Child[] {
  return [
    h('span', { class: side }, text.slice(0, from)),
    to > from ? h('mark', { class: side }, text.slice(from, to)) : null,
    h('span', { class: side }, text.slice(to)),
  ];
}
