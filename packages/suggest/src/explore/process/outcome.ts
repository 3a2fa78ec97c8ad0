import type { Outcome, Seen, View } from '../protocol.ts';
import { patience, type Run } from './call.ts';
import { later } from './job.ts';
import { isMutable, written, writtenCanonical } from './written.ts';

/** Milliseconds that a promise may take. */
const SETTLE_MS = 60;
const LONGEST_TEXT = 700;
/** Items that are taken of an iterator. */
const MOST_ITEMS = 20;

/** What was seen; a promise only where one has to be waited for. */
export function finish(run: Run): Seen | null | Promise<Seen | null> {
  try {
    if (run.results.some(({ value, thrown }) => !thrown && value instanceof Promise)) return finishLater(run);
    return finished(
      run,
      run.results.map(({ value, thrown }) =>
        thrown ? errorOutcome(value, false) : plainOutcome(value, run.args, false),
      ),
    );
  } catch {
    // a value that throws when it is looked at
    return null;
  }
}

async function finishLater(run: Run): Promise<Seen | null> {
  try {
    const outcomes: (Outcome | null)[] = [];
    for (const { value, thrown } of run.results)
      outcomes.push(thrown ? errorOutcome(value, false) : await outcomeOf(value, run.args));
    return finished(run, outcomes);
  } catch {
    return null;
  }
}

function finished(run: Run, outcomes: readonly (Outcome | null)[]): Seen | null {
  const all = outcomes.filter((outcome) => outcome !== null);
  if (all.length < outcomes.length) return null;
  return { outcomes: all, after: argumentsAfter(run), called: calledWith(run), identity: identityOf(run) };
}

async function outcomeOf(value: unknown, args: readonly unknown[]): Promise<Outcome | null> {
  if (!(value instanceof Promise)) return plainOutcome(value, args, false);
  const settled = await settle(value);
  if (settled === null) return null;
  return settled.thrown ? errorOutcome(settled.value, true) : plainOutcome(settled.value, args, true);
}

function settle(promise: Promise<unknown>): Promise<{ value: unknown; thrown: boolean } | null> {
  return new Promise((resolve) => {
    const timer = later(() => resolve(null), SETTLE_MS * patience.times);
    promise.then(
      (value) => {
        clearTimeout(timer);
        resolve({ value, thrown: false });
      },
      (error: unknown) => {
        clearTimeout(timer);
        resolve({ value: error, thrown: true });
      },
    );
  });
}

function errorOutcome(error: unknown, async: boolean): Outcome | null {
  if (error instanceof Error) {
    const message = isOfTheEngine(error) ? '' : error.message;
    return { kind: 'error', name: error.name, message, async };
  }
  const text = written(error);
  return text === null ? null : { kind: 'error', name: '', message: text, async };
}

/** Messages that V8 words, and words otherwise in another version. */
const ENGINE =
  /^(Cannot |Invalid |Class constructor|Reduce of empty|Reflect\.|Method |Converting |Maximum call|Assignment to|Unexpected )|(is not (a function|iterable|a constructor|defined|an object|a valid)|must be|called on|has no|out of range|non-object)/;

function isOfTheEngine(error: Error): boolean {
  return /^(Type|Range|Reference|Syntax)Error$/.test(error.name) && ENGINE.test(error.message);
}

function plainOutcome(value: unknown, args: readonly unknown[], async: boolean): Outcome | null {
  if (isIterator(value)) return itemsOf(value, async);
  const text = written(value);
  if (text !== null && text.length <= LONGEST_TEXT) return { kind: 'value', text, async };
  const index = args.indexOf(value);
  if (index >= 0) return { kind: 'argument', index, async };
  return {
    kind: 'opaque',
    type: typeof value === 'object' ? Object.prototype.toString.call(value).slice(8, -1) : typeof value,
    async,
  };
}

function isIterator(value: unknown): value is Iterator<unknown> & Iterable<unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return (
    typeof Reflect.get(value, 'next') === 'function' &&
    typeof Reflect.get(value, Symbol.iterator) === 'function'
  );
}

function itemsOf(iterator: Iterator<unknown>, async: boolean): Outcome | null {
  const items: unknown[] = [];
  try {
    for (let n = 0; n <= MOST_ITEMS; n++) {
      const { value, done } = iterator.next();
      if (done) {
        const text = written(items);
        return text === null ? null : { kind: 'items', text, async, more: false };
      }
      items.push(value);
    }
  } catch (error) {
    return errorOutcome(error, async);
  }
  const text = written(items.slice(0, 5));
  return text === null ? null : { kind: 'items', text, async, more: true };
}

function argumentsAfter({ args, before }: Run): Seen['after'] {
  return args.flatMap((value, index) => {
    if (!isMutable(value) || before[index] === '') return [];
    const text = written(value);
    if (text === null || text.length > LONGEST_TEXT) return [];
    return [{ index, text, changed: writtenCanonical(value) !== before[index] }];
  });
}

function identityOf({ args, results }: Run): number | null {
  const [first] = results;
  if (!first || first.thrown || !isMutable(first.value) || results.length > 1) return null;
  return args.some(isMutable) ? args.indexOf(first.value) : null;
}

function calledWith({ calls }: Run): Seen['called'] {
  const [only] = calls;
  if (!only || calls.size > 1 || only[1].length >= 40) return null;
  const text = written(only[1]);
  return text === null || text.length > LONGEST_TEXT ? null : { index: only[0], text };
}

export type Views = Record<View, string>;
export const FURTHER: readonly View[] = ['after', 'called', 'identity'];

/** What is compared, each with what a test can compare; '' = nothing. */
export function viewsOf(seen: Seen): Views {
  return {
    result: comparable(seen.outcomes),
    after: seen.after.length === 0 ? '' : JSON.stringify(seen.after),
    called: seen.called === null ? '' : seen.called.text,
    identity: seen.identity === null ? '' : String(seen.identity),
  };
}

/** Results as they are compared. */
export function comparable(outcomes: readonly Outcome[]): string {
  return JSON.stringify(outcomes);
}
