export function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

export function isIsoDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}

export function truncate(
  text: string,
  { length = 10, omission = '…' }: { length?: number; omission?: string } = {},
): string {
  if (text.length <= length) return text;
  return text.slice(0, length - omission.length) + omission;
}

export function* windows<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let at = 0; at + size <= items.length; at++) yield items.slice(at, at + size);
}

export function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return 0;
}

export function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of text.split(/\s+/).filter((each) => each !== ''))
    counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
