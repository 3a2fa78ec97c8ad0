import type { RunnerId } from '../runners/runner.ts';

/** How a runner's tests take the place of the clock, of timers and of chance. All are statements. */
export interface Staging {
  /** Names to take from the runner. */
  names: readonly string[];
  /** Packages to import besides. */
  head: readonly string[];
  /** Stops the clock at a time, given as source; `again` = a clock was stopped before in the same test. */
  clock(now: string, again: boolean): string[];
  chance(value: string, again: boolean): string[];
  /** Puts another value, given as source, in the place of a global. */
  global(name: string, value: string): string[];
  advance(ms: number): string;
  /** Lets all timers ring, promises that wait for them settle. */
  flush(): string[];
  /** What is done after each test. */
  undo: readonly string[];
}

/** The time at which every call begins, as source; the explorer's clock begins there too. */
export const BEGINNING = "new Date('2024-06-15T12:00:00.000Z')";

/** `vi` and `jest` are alike. */
function spies(name: 'vi' | 'jest'): Omit<Staging, 'names' | 'head'> {
  return {
    clock: (now, again) =>
      again
        ? [`${name}.clearAllTimers();`, `${name}.setSystemTime(${now});`]
        : [`${name}.useFakeTimers({ now: ${now} });`],
    chance: (value) => [`${name}.spyOn(Math, 'random').mockReturnValue(${value});`],
    global: (global, value) =>
      name === 'vi'
        ? [`vi.stubGlobal('${global}', ${value});`]
        : [`jest.replaceProperty(globalThis, '${global}', ${value});`],
    advance: (ms) => `${name}.advanceTimersByTime(${ms});`,
    flush: () => [`await ${name}.runAllTimersAsync();`],
    undo: [
      `${name}.useRealTimers();`,
      `${name}.restoreAllMocks();`,
      ...(name === 'vi' ? ['vi.unstubAllGlobals();'] : []),
    ],
  };
}

const NODE: Staging = {
  names: ['afterEach', 'mock'],
  head: [],
  clock: (now, again) => [
    ...(again ? ['mock.timers.reset();'] : []),
    `mock.timers.enable({ apis: ['Date', 'setTimeout', 'setInterval'], now: ${now} });`,
  ],
  chance: (value, again) => [
    ...(again ? ['mock.restoreAll();'] : []),
    `mock.method(Math, 'random', () => ${value});`,
  ],
  global: (name, value) => [`mock.property(globalThis, '${name}', ${value});`],
  advance: (ms) => `mock.timers.tick(${ms});`,
  flush: () => [
    'for (let turn = 0; turn < 50; turn += 1) {',
    '  await new Promise((resolve) => setImmediate(resolve));',
    '  mock.timers.runAll();',
    '}',
  ],
  undo: ['mock.timers.reset();', 'mock.restoreAll();'],
};

/** Mocha has none of its own; a library that stands in for the clock must be installed. */
const SINON: Staging = {
  names: ['afterEach'],
  head: ['sinon'],
  clock: (now, again) =>
    again
      ? ['clock.reset();', `clock.setSystemTime(${now});`]
      : [`const clock = sinon.useFakeTimers({ now: ${now} });`],
  chance: (value, again) => [
    ...(again ? ['Math.random.restore();'] : []),
    `sinon.stub(Math, 'random').returns(${value});`,
  ],
  global: (name, value) => [`sinon.replace(globalThis, '${name}', ${value});`],
  advance: (ms) => `clock.tick(${ms});`,
  flush: () => ['await clock.runAllAsync();'],
  undo: ['sinon.restore();'],
};

/** Null = the runner cannot, with what is installed. */
export function stagingOf(runner: RunnerId, installed: (name: string) => boolean): Staging | null {
  switch (runner) {
    case 'vitest':
      return { ...spies('vi'), names: ['afterEach', 'vi'], head: [] };
    case 'jest':
      return { ...spies('jest'), names: ['afterEach', 'jest'], head: [] };
    case 'node:test':
      return NODE;
    case 'mocha':
      return installed('sinon') ? SINON : null;
  }
}
