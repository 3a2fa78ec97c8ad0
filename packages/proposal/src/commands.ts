import { fenceAfter, outsideCode } from './outside-code.ts';

/** What a person asks for in a comment. */
export type Command =
  | { verb: 'accept'; numbers: number[] }
  | { verb: 'reject'; numbers: number[]; reason: string }
  | { verb: 'edit'; number: number; code: string };

export interface ReadCommands {
  commands: Command[];
  /** What could not be understood, in sentences that say what to write. */
  problems: string[];
}

const LINE = /^ {0,3}\/qitops[ \t]+(\S.*?)\s*$/;
const LIST = /^(\d{1,3}(?:\s*,\s*\d{1,3})*)(?:\s+([\s\S]*))?$/;
const MOST = 20;
const LONGEST_REASON = 500;
const LONGEST_CODE = 20_000;

export const USAGE =
  '`/qitops accept 1,3`, `/qitops edit 2` with the test in a fenced code block, `/qitops reject 4 reason`';

/**
 * The commands of a comment, one a line that begins with `/qitops`. In code and quotes they are what somebody shows,
 * not what they say.
 */
export function readCommands(comment: string): ReadCommands {
  const found: ReadCommands = { commands: [], problems: [] };
  for (const { text, at } of outsideCode(comment)) {
    const words = LINE.exec(text)?.[1];
    if (words === undefined) continue;
    if (found.commands.length + found.problems.length >= MOST) {
      found.problems.push(`more than ${MOST} commands in one comment`);
      break;
    }
    const command = commandOf(words, () => fenceAfter(comment, at));
    if (typeof command === 'string') found.problems.push(command);
    else found.commands.push(command);
  }
  return found;
}

function commandOf(words: string, code: () => string | null): Command | string {
  const [, verb = '', rest = ''] = /^(\w+)\s*([\s\S]*)$/.exec(words) ?? [];
  const [, list, tail = ''] = LIST.exec(rest) ?? [];
  const numbers = [...new Set((list ?? '').split(',').map(Number))].filter((number) => number > 0);
  if (!['accept', 'reject', 'edit'].includes(verb)) return 'there is no such command';
  if (numbers.length === 0) return `${verb} needs the number of a suggestion`;
  if (numbers.length > MOST) return `${verb} names more than ${MOST} suggestions`;
  if (verb === 'accept') return tail === '' ? { verb, numbers } : 'accept takes numbers and nothing else';
  if (verb === 'reject') {
    const reason = tail.replace(/\s+/g, ' ').trim().slice(0, LONGEST_REASON);
    return { verb, numbers, reason };
  }
  if (numbers.length > 1) return 'edit takes one suggestion at a time';
  const block = code();
  if (block === null || block.trim() === '')
    return `edit ${numbers[0]} needs the test in a fenced code block on the lines after it`;
  if (block.length > LONGEST_CODE)
    return `the test of edit ${numbers[0]} is longer than ${LONGEST_CODE} characters`;
  return { verb: 'edit', number: numbers[0]!, code: block };
}
