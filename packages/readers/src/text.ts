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
