/** Fields that hold one of a few words, or what the program itself made up. */
const KEPT = new Set([
  'id',
  'status',
  'state',
  'verdict',
  'kind',
  'lane',
  'level',
  'framework',
  'trust',
  'startedAt',
  'shell',
  'out',
  'generatedAt',
  'ref',
  'key',
]);

/** A copy with a payload in every text that comes from outside. */
export function poison(value: unknown, payload: () => string, key = ''): unknown {
  if (KEPT.has(key)) return value;
  if (typeof value === 'string') return payload();
  if (Array.isArray(value)) return value.map((item) => poison(item, payload, ''));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, poison(item, payload, name)]));
}
