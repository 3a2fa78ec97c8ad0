import type { Called, Outcome, Seen, View } from '../protocol.ts';
import { isAsynchronous, isPending, patience, type Result, type Run, withinTime } from './call.ts';
import { ringNext, type Surroundings } from './clock.ts';
import { later, resources, soon } from './job.ts';
import { frozenParts, partsOf } from './parts.ts';
import { isMutable, written } from './written.ts';

const LONGEST_TEXT = 700;
/** Items that are taken of an iterator. */
const MOST_ITEMS = 20;

/** All that was seen; null = there is nothing that could be asserted. */
export async function finish(run: Run): Promise<Seen | null> {
  const outcomes = outcomesOf(run);
  return seenOf(run, outcomes instanceof Promise ? await outcomes : outcomes);
}

/** What came out of each step; a promise only where one has to be waited for. */
export function outcomesOf(run: Run): Outcome[] | null | Promise<Outcome[] | null> {
  try {
    if (isPending(run)) return outcomesLater(run);
    return complete(run.results.map((result) => outcomeNow(result, run.args)));
  } catch {
    // a value that throws when it is looked at
    return null;
  }
}

async function outcomesLater(run: Run): Promise<Outcome[] | null> {
  try {
    const outcomes: (Outcome | null)[] = [];
    // the list grows as steps that waited are taken
    for (const result of run.results) {
      const isLater = !result.thrown && isAsynchronous(result.value);
      outcomes.push(isLater ? await outcomeLater(result.value, run) : outcomeNow(result, run.args));
      if (isLater && run.rest.length > 0 && !withinTime(run.goOn)) return null;
    }
    return complete(outcomes);
  } catch {
    return null;
  }
}

function complete(outcomes: readonly (Outcome | null)[]): Outcome[] | null {
  const all = outcomes.filter((outcome) => outcome !== null);
  return all.length < outcomes.length ? null : all;
}

/** What came out, and what became of arguments and callbacks. */
export function seenOf(run: Run, outcomes: Outcome[] | null): Seen | null {
  if (!outcomes) return null;
  try {
    const after = argumentsAfter(run);
    const uses = [...run.around.uses].sort();
    return { outcomes, after, called: calledWith(run), identity: identityOf(run), uses };
  } catch {
    return null;
  }
}

function outcomeNow({ value, thrown, ms }: Result, args: readonly unknown[]): Outcome | null {
  if (thrown) return errorOutcome(value, false);
  return ms === undefined ? plainOutcome(value, args, false) : { kind: 'time', ms, async: false };
}

async function outcomeLater(value: unknown, { args, around }: Run): Promise<Outcome | null> {
  if (!(value instanceof Promise)) return itemsLater(value as AsyncIterator<unknown>, around);
  const settled = await settle(value, around);
  if (settled === null) return null;
  if (settled.thrown) return errorOutcome(settled.value, true);
  return settled.value instanceof Response
    ? answered(settled.value, around)
    : plainOutcome(settled.value, args, true);
}

/** What an HTTP handler answers; null = its body cannot be read, or is too long to be said. */
async function answered(response: Response, around: Surroundings): Promise<Outcome | null> {
  const body = await settle(response.clone().text(), around);
  if (!body || body.thrown) return null;
  const said = new Map<string, unknown>([
    ['%.status', response.status],
    ['await %.clone().text()', body.value],
  ]);
  for (const name of ['location', 'content-type'])
    if (response.headers.has(name)) said.set(`%.headers.get('${name}')`, response.headers.get(name));
  const parts = [...said].map(([on, value]) => ({ on, text: written(value)!, isSame: false }));
  if (parts.some(({ text }) => text.length > LONGEST_TEXT)) return null;
  return { kind: 'parts', parts, async: true };
}

async function itemsLater(iterator: AsyncIterator<unknown>, around: Surroundings): Promise<Outcome | null> {
  const items: unknown[] = [];
  for (let n = 0; n <= MOST_ITEMS; n++) {
    const settled = await settle(Promise.resolve(iterator.next()), around);
    if (settled === null) return null;
    if (settled.thrown) return items.length === 0 ? errorOutcome(settled.value, true) : null;
    const { value, done } = settled.value as IteratorResult<unknown>;
    if (done) return taken('asyncItems', items, false, false);
    items.push(value);
  }
  return taken('asyncItems', items.slice(0, 5), false, true);
}

function taken(
  kind: 'items' | 'asyncItems',
  items: readonly unknown[],
  async: boolean,
  more: boolean,
): Outcome | null {
  const text = written(items);
  return text === null || text.length > LONGEST_TEXT ? null : ({ kind, text, async, more } as Outcome);
}

/** Turns of the event loop that a promise may take, and those without anything to wait for but the machine. */
const MOST_TURNS = 300;
const MOST_IDLE = 4;
const MOST_IDLE_BUSY = 40;
/** What a process that only waits for its parent has open. */
const QUIET = /^(PipeWrap|Immediate|Timeout|TTYWrap|MessagePort|ProcessWrap)$/;

/** Waits for a promise, letting the timers of its run ring; null = it does not settle. */
async function settle(
  promise: Promise<unknown>,
  around: Surroundings,
): Promise<{ value: unknown; thrown: boolean } | null> {
  let settled: { value: unknown; thrown: boolean } | null = null;
  promise.then(
    (value) => {
      settled = { value, thrown: false };
    },
    (error: unknown) => {
      settled = { value: error, thrown: true };
    },
  );
  let idle = 0;
  for (let turn = 0; turn < MOST_TURNS && idle < MOST_IDLE_BUSY * patience.times; turn++) {
    // nothing that is under way can settle it
    if (idle >= MOST_IDLE && resources().every((name) => QUIET.test(name))) break;
    // a second look at nothing waits for the machine a little
    await new Promise<void>((resolve) => void (idle > 1 ? later(resolve, 2) : soon(() => resolve())));
    if (settled) return settled;
    const rang = around.timers.size > 0;
    if (rang && !withinTime(() => void ringNext(around))) return null;
    idle = rang ? 0 : idle + 1;
  }
  return settled;
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
  return (
    error.name === 'SyntaxError' ||
    (/^(Type|Range|Reference)Error$/.test(error.name) && ENGINE.test(error.message))
  );
}

function plainOutcome(value: unknown, args: readonly unknown[], async: boolean): Outcome | null {
  if (isIterator(value)) return itemsOf(value, async);
  const text = written(value);
  const frozen = isMutable(value) ? frozenParts(value, text) : null;
  if (frozen) return { kind: 'parts', parts: frozen, async };
  if (text !== null && text.length <= LONGEST_TEXT) return { kind: 'value', text, async };
  const index = args.indexOf(value);
  if (index >= 0) return { kind: 'argument', index, async };
  const parts = isMutable(value) ? partsOf(value) : null;
  if (parts) return { kind: 'parts', parts, async };
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
      if (done) return taken('items', items, async, false);
      items.push(value);
    }
  } catch (error) {
    return errorOutcome(error, async);
  }
  return taken('items', items.slice(0, 5), async, true);
}

function argumentsAfter({ args, before }: Run): Seen['after'] {
  return args.flatMap((value, index) => {
    if (!isMutable(value) || before[index] === '') return [];
    const text = written(value);
    if (text === null || text.length > LONGEST_TEXT) return [];
    return [{ index, text, changed: text !== before[index] }];
  });
}

function identityOf({ args, results }: Run): number | null {
  const [first] = results;
  if (!first || first.thrown || !isMutable(first.value) || results.length > 1) return null;
  return args.some(isMutable) ? args.indexOf(first.value) : null;
}

function calledWith({ calls, doubled, around }: Run): Seen['called'] {
  if (around.looked) return null;
  const all: Called[] = [];
  const add = (list: readonly unknown[][], of: Omit<Called, 'text'>): boolean => {
    const text = list.length >= 40 ? null : written(list);
    if (text === null || text.length > LONGEST_TEXT) return false;
    all.push({ ...of, text });
    return true;
  };
  for (const [index, list] of calls) if (!add(list, { index })) return null;
  for (const [double, list] of doubled) if (!add(list, { index: -1, double })) return null;
  return all.length === 0 ? null : all;
}

export type Views = Record<View, string>;
export const FURTHER: readonly View[] = ['after', 'called', 'identity'];

/** What is compared, each with what a test can compare; '' = nothing. */
export function viewsOf(seen: Seen): Views {
  return {
    result: comparable(seen.outcomes),
    after: seen.after.length === 0 ? '' : JSON.stringify(seen.after),
    called: seen.called === null ? '' : JSON.stringify(seen.called),
    identity: seen.identity === null ? '' : String(seen.identity),
  };
}

/** Results as they are compared. */
export function comparable(outcomes: readonly Outcome[]): string {
  return JSON.stringify(outcomes);
}
