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
  /** Sets a variable of the environment, given as source; null = it is not there. */
  variable(name: string, value: string | null): string;
  /** What keeps the environment before the first test, and brings it back after each. */
  remember: readonly string[];
  restore: readonly string[];
  /** How doubles stand in for imports; null = they cannot. */
  doubling: Doubling | null;
  advance(ms: number): string;
  /** Lets all timers ring, promises that wait for them settle. */
  flush(): string[];
  /** What is done after each test. */
  undo: readonly string[];
}

/** Doubles are kept in one object; the imported modules read them from there. */
export interface Doubling {
  holder(typed: boolean): string;
  module(
    specifier: string,
    names: readonly { name: string; local: string; members: readonly string[]; isFunction: boolean }[],
    typed: boolean,
  ): string;
  set(local: string, source: string): string;
  /** Notes the calls of `local`, or of `local.method`. */
  spy(place: string): string[];
  calls(place: string): string;
}

/** The time at which every call begins, as source; the explorer's clock begins there too. */
export const BEGINNING = "new Date('2024-06-15T12:00:00.000Z')";

/** `vi` and `jest` are alike. */
function spies(name: 'vi' | 'jest'): Omit<Staging, 'names' | 'head'> {
  return {
    ...(name === 'jest'
      ? PLAIN_ENVIRONMENT
      : {
          variable: (variable: string, value: string | null) =>
            `vi.stubEnv('${variable}', ${value ?? 'undefined'});`,
          remember: [],
          restore: ['vi.unstubAllEnvs();'],
        }),
    doubling: doublingOf(name),
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

function doublingOf(name: 'vi' | 'jest'): Doubling {
  // Jest lets what it lifts to the top of the file name only what begins with mock
  const holder = name === 'vi' ? 'doubles' : 'mockDoubles';
  const getter = (key: string, value: string): string => `get ${key}() { return ${holder}.${value}; }`;
  return {
    holder: (typed) =>
      `const ${holder}${typed ? ': Record<string, any>' : ''} = ${name === 'vi' ? 'vi.hoisted(() => ({}))' : '{}'};`,
    module: (specifier, names, typed) => {
      const args = typed ? '(...args: any[])' : '(...args)';
      const getters = names.flatMap(({ name: key, local, members, isFunction }) => {
        if (key === '*')
          return [...members.map((each) => getter(each, `${local}.${each}`)), getter('default', local)];
        // what a module takes apart as it loads would be read before there is a double
        return name === 'jest' && isFunction
          ? [`${key}: ${args} => ${holder}.${local}(...args)`]
          : [getter(key, local)];
      });
      const esModule = name === 'jest' ? '__esModule: true, ' : '';
      return `${name}.mock('${specifier}', () => ({ ${esModule}${getters.join(', ')} }));`;
    },
    set: (local, source) => `${holder}.${local} = ${source};`,
    spy: (place) => {
      const at = place.lastIndexOf('.');
      return [
        at < 0
          ? `${holder}.${place} = ${name}.fn(${holder}.${place});`
          : `${name}.spyOn(${holder}.${place.slice(0, at)}, '${place.slice(at + 1)}');`,
      ];
    },
    calls: (place) => `${holder}.${place}.mock.calls`,
  };
}

/** Where the runner has no way of its own. */
const PLAIN_ENVIRONMENT = {
  variable: (name: string, value: string | null) =>
    value === null ? `delete process.env.${name};` : `process.env.${name} = ${value};`,
  remember: ['const environment = { ...process.env };'],
  restore: ['process.env = { ...environment };'],
};

const NODE: Staging = {
  ...PLAIN_ENVIRONMENT,
  doubling: null,
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
  ...PLAIN_ENVIRONMENT,
  doubling: null,
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
