const CLOCK = /^(?:(\d+)[.:])?(\d+):(\d{1,2}):(\d{1,2})(?:[.,](\d+))?$/;

/**
 * Milliseconds of a time in seconds as any locale writes it, or null when it says nothing.
 * `1,750` is 1.75 s (a lone comma is a decimal one), `2,120.532` and `2.120,532` are 2120.532 s;
 * `0:00:01.5` and `1.00:00:00` are clock times; NaN, negative and empty are unknown.
 */
export function secondsToMs(text: string | null | undefined): number | null {
  if (text === null || text === undefined) return null;
  const value = text.trim().replace(/\s*(?:s|sec|seconds)$/i, '');
  const plain = Number(value);
  if (value !== '' && Number.isFinite(plain)) return plain >= 0 ? milliseconds(plain) : null;
  if (CLOCK.test(value)) return clockToMs(value);
  const grouped = withoutGrouping(value);
  const seconds = grouped === null ? Number.NaN : Number(grouped);
  return Number.isFinite(seconds) && seconds >= 0 ? milliseconds(seconds) : null;
}

/** Milliseconds of `[d.]hh:mm:ss[.fraction]`, or null. */
export function clockToMs(text: string | null | undefined): number | null {
  const match = text ? CLOCK.exec(text.trim()) : null;
  if (!match) return null;
  const [, days = '0', hours, minutes, seconds, fraction = '0'] = match;
  const whole = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
  return milliseconds(whole + Number(`0.${fraction}`));
}

/** What was measured as seconds, or was never set, lies before; tests run after. */
const EARLIEST = Date.UTC(2000, 0);
const LATEST = Date.UTC(2100, 0);

/**
 * Milliseconds since 1970 of a moment, as text or as such milliseconds; undefined when it is none at which a test can
 * have run. Text without a zone is of this machine's.
 */
export function momentOf(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : typeof value === 'number' ? value : Number.NaN;
  return ms >= EARLIEST && ms < LATEST ? Math.round(ms) : undefined;
}

/** Milliseconds between two timestamps, or null when either is none or they run backwards. */
export function between(start: string | undefined, end: string | undefined): number | null {
  if (!start || !end) return null;
  const span = Date.parse(end) - Date.parse(start);
  return Number.isFinite(span) && span >= 0 ? span : null;
}

/** Seconds to milliseconds without the noise of binary fractions, kept to the nanosecond. */
function milliseconds(seconds: number): number {
  return Math.round(seconds * 1e9) / 1e6;
}

/** `2,120.532` → `2120.532`, `2.120,532` → `2120.532`, `1,750` → `1.750`, `1,234,567` → `1234567`. */
function withoutGrouping(value: string): string | null {
  if (!/^\d[\d.,' \u00a0\u202f]*$/.test(value)) return null;
  const digits = value.replace(/[' \u00a0\u202f]/g, '');
  const dot = digits.lastIndexOf('.');
  const comma = digits.lastIndexOf(',');
  if (dot >= 0 && comma >= 0) {
    const [decimal, group] = dot > comma ? ['.', ','] : [',', '.'];
    return digits.replaceAll(group, '').replace(decimal, '.');
  }
  const separator = comma >= 0 ? ',' : '.';
  const parts = digits.split(separator);
  return parts.length === 2 ? parts.join('.') : parts.join('');
}
