import type { SiteCaseRow } from '@qitops/model';
import { parseTerms, type Query } from './search.ts';

type Predicate = (rows: readonly SiteCaseRow[], index: number) => boolean;

/** Words that are kept of a case for the search, lower case. */
const TEXTS = new WeakMap<SiteCaseRow, string>();

function textOf(row: SiteCaseRow): string {
  let text = TEXTS.get(row);
  if (text === undefined) {
    text = [row.id, row.title, ...row.tags, row.owner ?? ''].join(' ').toLowerCase();
    TEXTS.set(row, text);
  }
  return text;
}

const STATUSES = ['failed', 'flaky', 'unknown', 'skipped', 'passed', 'manual'];

/** `words s:failed type:smoke priority:high owner:@shop tag:fast req:SHOP-1 covers:src is:dead`. */
export function parseCaseQuery(text: string): Query<readonly SiteCaseRow[]> {
  return parseTerms(text, (key, value): Predicate | string => {
    const has = (words: (row: SiteCaseRow) => readonly (string | null)[]): Predicate => {
      return (rows, index) => words(rows[index]!).some((word) => word?.toLowerCase().includes(value));
    };
    switch (key) {
      case null:
        return (rows, index) => textOf(rows[index]!).includes(value);
      case 's':
      case 'status': {
        const wanted = STATUSES.filter((word) => word.startsWith(value));
        if (value === '' || wanted.length === 0) return `a status is one of ${STATUSES.join(', ')}`;
        return (rows, index) => wanted.includes(rows[index]!.status);
      }
      case 'type':
        return has(({ type }) => [type]);
      case 'priority':
        return has(({ priority }) => [priority]);
      case 'owner':
        return has(({ owner }) => [owner]);
      case 'tag':
        return has(({ tags }) => tags);
      case 'req':
        return (rows, index) => rows[index]!.requirements.some((name) => name.toLowerCase() === value);
      case 'covers':
        return has(({ covers }) => covers);
      case 'is':
        return stateTerm(value);
      default:
        return 'known are s:, type:, priority:, owner:, tag:, req:, covers:, is:';
    }
  });
}

function stateTerm(value: string): Predicate | string {
  if (value === 'dead') return (rows, index) => rows[index]!.deadLinks > 0;
  if (value === 'automated') return (rows, index) => rows[index]!.status !== 'manual';
  if (['manual', 'suggested', 'imported'].includes(value))
    return (rows, index) => rows[index]!.source === value;
  return 'known are is:dead, is:automated, is:manual, is:suggested, is:imported';
}
