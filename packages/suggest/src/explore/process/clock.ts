/** What a run asks of time and chance: a clock of its own that stands still until it is moved, and one number. */
export interface Surroundings {
  now: number;
  timers: Map<number, Timer>;
  chance: number;
  /** What was made use of, or what the run was kept from. */
  uses: Set<Use>;
  prevented: Set<string>;
  /** Whether anyone asked for the name or the length of a callback. */
  looked: boolean;
  /** Variables of the environment. */
  env: Readonly<Record<string, string | null>> | null;
}

export type Use = 'chance' | 'clock' | 'timers';

interface Timer {
  at: number;
  order: number;
  every: number | null;
  call: () => void;
}

/** The time at which every call begins: in the middle of a day and of a year, in milliseconds. */
export const BEGINNING = Date.UTC(2024, 5, 15, 12);
/** What chance gives when a scenario does not say. */
const USUAL_CHANCE = 0.5;
/** Most timers that one run may have waiting. */
const MOST_TIMERS = 200;

// biome-ignore lint/suspicious/noExplicitAny: it stands in for functions of every kind
export type Replacement = (...args: any[]) => unknown;

export let around: Surroundings = surroundings();
/** Only then do calls get the clock and the chance of their run, and nothing of the world outside. */
export const world = { closed: false };

export function surroundings(chance = USUAL_CHANCE, env: Surroundings['env'] = null): Surroundings {
  return {
    now: BEGINNING,
    timers: new Map(),
    chance,
    uses: new Set(),
    prevented: new Set(),
    looked: false,
    env,
  };
}

/** Makes it the one that calls see from now on. */
export function enter(next: Surroundings): void {
  around = next;
}

let order = 0;

function schedule(every: boolean): (call: unknown, ms?: unknown, ...args: unknown[]) => unknown {
  return (call, ms, ...args) => {
    const own = around;
    own.uses.add('timers');
    if (typeof call !== 'function') throw new TypeError('Callback must be a function');
    const wait = Number(ms) >= 1 ? Math.trunc(Number(ms)) : 1;
    const id = ++order;
    const timer: Timer = {
      at: own.now + wait,
      order: id,
      every: every ? wait : null,
      call: () => call(...args),
    };
    if (own.timers.size < MOST_TIMERS) own.timers.set(id, timer);
    const handle = {
      id,
      ref: () => handle,
      unref: () => handle,
      hasRef: () => true,
      refresh: () => {
        timer.at = own.now + wait;
        return handle;
      },
      close: () => own.timers.delete(id),
      [Symbol.toPrimitive]: () => id,
      [Symbol.dispose]: () => own.timers.delete(id),
    };
    return handle;
  };
}

function cancel(handle: unknown): void {
  const id = typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'id') : handle;
  around.timers.delete(Number(id));
}

function earliest({ timers }: Surroundings): [number, Timer] | null {
  let found: [number, Timer] | null = null;
  for (const each of timers)
    if (!found || each[1].at < found[1].at || (each[1].at === found[1].at && each[1].order < found[1].order))
      found = each;
  return found;
}

/** Lets the earliest timer ring, at most `until`; false = none waits till then. */
export function ringNext(own: Surroundings, until = Number.POSITIVE_INFINITY): boolean {
  const next = earliest(own);
  if (!next || next[1].at > until) return false;
  const [id, timer] = next;
  own.now = Math.max(own.now, timer.at);
  if (timer.every === null) own.timers.delete(id);
  else timer.at += timer.every;
  timer.call();
  return true;
}

/** Moves the clock on, letting all timers ring on the way. */
export function advance(own: Surroundings, ms: number): void {
  const until = own.now + ms;
  for (let n = 0; n < 1000 && ringNext(own, until); n++);
  own.now = until;
}

/** Puts the clock and chance of the run in the place of the machine's, for as long as the world is closed. */
export function replaceTime(replace: (holder: object, name: string, by: Replacement) => void): void {
  const timer = (name: string, by: Replacement): void => replace(globalThis, name, by);
  timer('setTimeout', schedule(false));
  timer('setInterval', schedule(true));
  timer('setImmediate', (call: unknown, ...args: unknown[]) => schedule(false)(call, 0, ...args));
  for (const name of ['clearTimeout', 'clearInterval', 'clearImmediate']) timer(name, cancel);
  const read = (): number => {
    around.uses.add('clock');
    return around.now;
  };
  replace(Date, 'now', read);
  replace(performance, 'now', () => read() - BEGINNING);
  replace(Math, 'random', () => {
    around.uses.add('chance');
    return around.chance;
  });
  const RealDate = Date;
  const Given = new Proxy(RealDate, {
    construct: (of, args, newTarget) =>
      Reflect.construct(of, args.length === 0 && world.closed ? [read()] : args, newTarget) as object,
    apply: (of, self, args) =>
      world.closed ? new RealDate(read()).toString() : Reflect.apply(of as () => string, self, args),
  });
  RealDate.prototype.constructor = Given;
  globalThis.Date = Given;
}
