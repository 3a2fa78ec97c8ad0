import { lookOf, stateLook } from './status.ts';

/** One test as the search sees it. Text is lower case. */
export interface Searchable {
  count: number;
  text: (index: number) => string;
  file: (index: number) => string;
  /** Its suites, joined by ` › `. */
  suite: (index: number) => string;
  outcome: (index: number) => string;
  /** Flaky state as its word. */
  state: (index: number) => string;
  /** Milliseconds; −1 = unknown. */
  p50: (index: number) => number;
  /** Owners, all that are known and those of a test. */
  owners: readonly string[];
  ownersOf: (index: number) => readonly string[];
  /** `name=value`, lower case, and which tests have it. */
  labels: readonly { text: string; tests: ReadonlySet<number> }[];
}

type Predicate<T = Searchable> = (list: T, index: number) => boolean;

/** A query and what of it could not be understood. */
export interface Query<T = Searchable> {
  matches: Predicate<T>;
  problems: string[];
}

/** What one term of a query asks for, or why it is none. The key is null for a plain word; both are lower case. */
export type Term<T> = (key: string | null, value: string) => Predicate<T> | string;

const TERM = /(-?)(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/gi;
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000 };
const STATUS_WORDS: readonly string[] = [...'prfesnowi'].map((letter) => lookOf(letter).word);

/**
 * `words s:failed file:cart suite:basket slow:>5s is:flaky owner:@team label:severity=critical -s:skipped "two words"`: every term must hold; a minus turns one
 * around. An unfinished or unknown term is named and otherwise ignored.
 */
export function parseQuery(text: string): Query {
  return parseTerms(text, termOf);
}

/** The same for a list of anything. */
export function parseTerms<T>(text: string, termOf: Term<T>): Query<T> {
  const predicates: Predicate<T>[] = [];
  const problems: string[] = [];
  for (const match of text.matchAll(TERM)) {
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
    case 'suite':
      return (tests, index) => tests.suite(index).includes(value);
    case 'label':
      return labelTerm(value);
    case 'is':
      return stateTerm(value);
    case 'slow':
      return slowTerm(value);
    case 'owner':
      return ownerTerm(value);
    default:
      return 'known are s:, file:, suite:, owner:, label:, slow:, is:';
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

/** A whole name means that owner alone; part of one means all that hold it; `none` means nobody. */
function ownerTerm(value: string): Predicate | string {
  if (value === '') return 'write it like owner:@team, or owner:none';
  if (value === 'none') return (tests, index) => tests.ownersOf(index).length === 0;
  return (tests, index) => {
    const own = tests.ownersOf(index);
    return tests.owners.includes(value) ? own.includes(value) : own.some((owner) => owner.includes(value));
  };
}

/** `name=value` means that label, `name` any value of it, and anything else a part of either. */
function labelTerm(value: string): Predicate | string {
  if (value === '') return 'write it like label:severity=critical';
  // The labels that fit are the same for every test: they are looked for once a list.
  let list: Searchable | null = null;
  let tests: ReadonlySet<number>[] = [];
  return (searched, index) => {
    if (list !== searched) {
      list = searched;
      const whole = searched.labels.filter(({ text }) => text === value || text.startsWith(`${value}=`));
      tests = (whole.length > 0 ? whole : searched.labels.filter(({ text }) => text.includes(value))).map(
        (label) => label.tests,
      );
    }
    return tests.some((set) => set.has(index));
  };
}

/** A query in which a term stands in place of all terms with one of `keys`; null takes them out. */
export function withTerm(query: string, keys: readonly string[], term: string | null): string {
  const others = [...query.matchAll(TERM)].filter(([, , key]) => !keys.includes(key?.toLowerCase() ?? ''));
  return [...others.map(([whole]) => whole), ...(term === null ? [] : [term])].join(' ');
}

/** Whether a query holds a term as it stands. */
export function hasTerm(query: string, term: string): boolean {
  return [...query.matchAll(TERM)].some(([whole]) => whole.toLowerCase() === term.toLowerCase());
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
