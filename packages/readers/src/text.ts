/** Longest failure message kept, in characters. */
export const MESSAGE_CAP = 2048;
/** Longest trace kept, in characters. */
export const TRACE_CAP = 8192;
/** Longest name kept; a longer one is cut, never dropped. */
export const NAME_CAP = 4096;

/** `text` cut to `limit` characters, never inside a surrogate pair; the cut is marked with `…`. */
export function capped(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let end = limit - 1;
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return `${text.slice(0, end)}…`;
}

/** Message of a failure: trimmed, capped, undefined when there is nothing to say. */
export function messageText(text: string | null | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed ? capped(trimmed, MESSAGE_CAP) : undefined;
}

/** Stack or details of a failure: capped, undefined when blank. */
export function traceText(text: string | null | undefined): string | undefined {
  const trimmed = text?.replace(/^\s*\n/, '').trimEnd();
  return trimmed?.trim() ? capped(trimmed, TRACE_CAP) : undefined;
}

/** A value of a JSON report as text when it is text or a number; else undefined. */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** A value of a JSON report as an object; an empty one when it is none. */
export function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** A value of a JSON report as an array; an empty one when it is none. */
export function asArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A finite number, or null. */
export function asNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** Without the colours that runners write for terminals. */
export function withoutColours(text: string): string {
  return text.replace(/\u001b\[[0-9;]*m/g, '');
}

/**
 * What a thrown error says in one line. Jest's and Playwright's assertions begin with their own call, which is the same
 * for every failure: what was expected and what came is said behind it.
 */
export function firstLine(text: string | undefined): string | undefined {
  const [first = '', ...rest] = (text && withoutColours(text).trim().split('\n')) || [];
  if (text === undefined || !/\bexpect\(.*\)\./.test(first)) return first || undefined;
  const said = (label: RegExp, mark: string): string | undefined =>
    rest.map((line) => label.exec(line)?.[1]).find((value) => value !== undefined) ??
    // in a difference: the first line that only one side has, below the two that name the sides
    rest
      .find((line) => line.startsWith(`${mark} `) && !/^[-+] (?:Expected|Received)\b/.test(line))
      ?.slice(2)
      .replace(/,$/, '')
      .trim();
  const expected = said(/^\s*Expected(?: [\w ]+)?: +(.+)$/, '-');
  const received = said(/^\s*Received(?: [\w ]+)?: +(.+)$/, '+');
  const call = first.replace(/ \/\/ .*$/, '');
  const values = [expected && `expected ${expected}`, received && `received ${received}`].filter(Boolean);
  return values.length > 0 ? `${call}: ${values.join(', ')}` : first;
}
