import { lookOf, stateLook } from './status.ts';

/** One test as the search sees it. Text is lower case. */
export interface Searchable {
  count: number;
  text: (index: number) => string;
  file: (index: number) => string;
  outcome: (index: number) => string;
  /** Flaky state as its word. */
  state: (index: number) => string;
  /** Milliseconds; −1 = unknown. */
  p50: (index: number) => number;
}

type Predicate<T = Searchable> = (list: T, index: number) => boolean;

/** A query and what of it could not be understood. */
export interface Query<T = Searchable> {
  matches: Predicate<T>;
  problems: string[];
}

/** What one term of a query asks for, or why it is none. The key is null for a plain word; both are lower case. */
export type Term<T> = (key: string | null, value: string) => Predicate<T> | string;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000 };
const STATUS_WORDS: readonly string[] = [...'prfesnowi'].map((letter) => lookOf(letter).word);

/**
 * `words s:failed file:cart slow:>5s is:flaky -s:skipped "two words"`: every term must hold; a minus turns one
 * around. An unfinished or unknown term is named and otherwise ignored.
 */
export function parseQuery(text: string): Query {
  return parseTerms(text, termOf);
}

/** The same for a list of anything. */
export function parseTerms<T>(text: string, termOf: Term<T>): Query<T> {
  const predicates: Predicate<T>[] = [];
  const problems: string[] = [];
  for (const match of text.matchAll(/(-?)(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/gi)) {
    const [whole, minus, key, quoted, plain] = match;
    const value = (quoted ?? plain ?? '').toLowerCase();
    const predicate = termOf(key?.toLowerCase() ?? null, value);
    if (typeof predicate === 'string') problems.push(`${whole}: ${predicate}`);
    else predicates.push(minus ? (list, index) => !predicate(list, index) : predicate);
  }
  return { matches: (list, index) => predicates.every((predicate) => predicate(list, index)), problems };
}

function termOf(key: string | null, value: string): Predicate | string {
  switch (key) {
    case null:
      return (tests, index) => tests.text(index).includes(value);
    case 's':
    case 'status':
      return statusTerm(value);
    case 'file':
      return (tests, index) => tests.file(index).includes(value);
    case 'is':
      return stateTerm(value);
    case 'slow':
      return slowTerm(value);
    default:
      return 'known are s:, file:, slow:, is:';
  }
}

/** `failed` includes errored, as it does in every figure. */
function statusTerm(value: string): Predicate | string {
  const words = STATUS_WORDS.filter((word) => word.startsWith(value));
  if (value === '' || words.length === 0) return `a status is one of ${STATUS_WORDS.join(', ')}`;
  if (words.includes('failed')) words.push('errored');
  if (words.includes('skipped')) words.push('pending');
  return (tests, index) => words.includes(lookOf(tests.outcome(index)).word);
}

function stateTerm(value: string): Predicate | string {
  const states = ['quarantined', 'flaky', 'broken', 'suspected', 'fixed', 'healthy', 'new'];
  if (!states.includes(value)) return `a state is one of ${states.join(', ')}`;
  const { word } = stateLook(value);
  return (tests, index) => tests.state(index) === word;
}

function slowTerm(value: string): Predicate | string {
  const match = /^([<>]?)(\d+(?:\.\d+)?)(ms|s|m|min)?$/.exec(value);
  if (!match) return 'write it like slow:>5s or slow:<200ms';
  const limit = Number(match[2]) * UNITS[match[3] ?? 's']!;
  const below = match[1] === '<';
  return (tests, index) => {
    const ms = tests.p50(index);
    return ms >= 0 && (below ? ms < limit : ms > limit);
  };
}
