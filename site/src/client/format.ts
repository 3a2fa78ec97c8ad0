/** `12,345`. */
export function integer(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** `3 tests`, `1 test`. */
export function count(value: number, noun: string, plural = `${noun}s`): string {
  return `${integer(value)} ${value === 1 ? noun : plural}`;
}

/** A share as percent, cut and not rounded up: 100 % means all. `of` = 0 is unknown. */
export function percent(part: number, of: number, digits = 1): string {
  if (of === 0) return 'not measured';
  const unit = 10 ** digits;
  const value = Math.floor((part / of) * 100 * unit + 1e-9) / unit;
  if (value === 0 && part > 0) return `< ${1 / unit}\u00a0%`;
  return `${value === 0 || value === 100 ? value : value.toFixed(digits)}\u00a0%`;
}

/** `1.2 s`, `340 ms`, `3 min 20 s`; −1 or null is unknown. */
export function duration(ms: number | null): string {
  if (ms === null || ms < 0) return 'not known';
  if (ms < 1000) return `${Math.round(ms)}\u00a0ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)}\u00a0s`;
  if (ms < 60_000) return `${Math.round(ms / 1000)}\u00a0s`;
  const minutes = Math.floor(ms / 60_000);
  const seconds = Math.round((ms % 60_000) / 1000);
  if (minutes < 60)
    return seconds > 0 && seconds < 60 ? `${minutes}\u00a0min ${seconds}\u00a0s` : `${minutes}\u00a0min`;
  // beside ten hours minutes say nothing, and take room
  if (minutes >= 600) return `${Math.round(minutes / 60)}\u00a0h`;
  return `${Math.floor(minutes / 60)}\u00a0h ${minutes % 60}\u00a0min`;
}

/** Time that was lost, given in minutes: `14 s`, `3.5 min`, `42 min`, `3.5 h`. */
export function minutes(value: number): string {
  if (value >= 120) return `${(value / 60).toFixed(1)}\u00a0h`;
  if (value >= 10) return `${Math.round(value)}\u00a0min`;
  if (value >= 1) return `${value.toFixed(1)}\u00a0min`;
  const seconds = Math.round(value * 60);
  return seconds === 0 && value > 0 ? '< 1\u00a0s' : `${seconds}\u00a0s`;
}

export function bytes(value: number): string {
  if (value < 1000) return `${value} B`;
  if (value < 1_000_000) return `${(value / 1000).toFixed(1)} kB`;
  return `${(value / 1_000_000).toFixed(1)} MB`;
}

const UNITS: readonly [number, string][] = [
  [365 * 86_400, 'year'],
  [30 * 86_400, 'month'],
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
];

/** `3 hours ago`; what lies in the future by a wrong clock is `just now`. */
export function age(iso: string, now = Date.now()): string {
  const seconds = (now - Date.parse(iso)) / 1000;
  if (Number.isNaN(seconds)) return 'at an unknown time';
  for (const [size, unit] of UNITS) {
    const amount = Math.floor(seconds / size);
    if (amount >= 1) return `${amount} ${unit}${amount === 1 ? '' : 's'} ago`;
  }
  return 'just now';
}

/** `2026-11-21 14:05` in the reader's time zone. */
export function moment(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return 'unknown time';
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

export function shortSha(sha: string): string {
  return sha.slice(0, 7);
}

/** `refs/heads/main` → `main`, `refs/pull/12/merge` → `pull/12`. */
export function branchName(ref: string): string {
  return ref.replace(/^refs\/(?:heads\/|tags\/)?/, '').replace(/^(pull\/\d+)\/.*$/, '$1') || 'unnamed';
}

/** Line numbers as ranges: `3–5, 9`. */
export function ranges(lines: readonly number[]): string {
  const parts: string[] = [];
  for (let start = 0; start < lines.length; ) {
    let end = start;
    while (end + 1 < lines.length && lines[end + 1] === lines[end]! + 1) end += 1;
    parts.push(start === end ? `${lines[start]}` : `${lines[start]}–${lines[end]}`);
    start = end + 1;
  }
  return parts.join(', ');
}
