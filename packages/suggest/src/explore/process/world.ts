import { createRequire, syncBuiltinESMExports } from 'node:module';
import { around, type Replacement, replaceTime, world } from './clock.ts';
import type { Namespace } from './job.ts';

/** The machine's own environment. */
const environment = process.env;

/** Where it is while functions are tried; null = where the machine is. */
export function setTimeZone(zone: string | null): void {
  if (zone === null) delete environment.TZ;
  else environment.TZ = zone;
}
export const timeZone = environment.TZ ?? null;

/**
 * From now on, for as long as `world.closed`, the world outside answers nothing, and the clock and chance are those of
 * the run. While modules are loaded it is open.
 */
export function prepareWorld(): void {
  const require = createRequire(import.meta.url);
  const replace = (holder: object, name: string, by: Replacement): void => {
    const real = Reflect.get(holder, name) as Replacement | undefined;
    if (typeof real !== 'function') return;
    const either = function either(this: unknown, ...args: unknown[]): unknown {
      return Reflect.apply(world.closed ? by : real, this, args) as unknown;
    };
    Object.defineProperty(either, 'length', { value: real.length });
    Object.defineProperty(either, 'name', { value: real.name });
    Object.assign(either, real);
    Reflect.set(holder, name, either);
  };
  const refuse = (what: string): (() => never) =>
    function refused(): never {
      around.prevented.add(what);
      throw new Error(`qitops: ${what} is closed while functions are tried`);
    };
  const close = (module: string, names: readonly string[], what: string): void => {
    const exports = require(module) as Record<string, unknown>;
    for (const name of names) replace(exports, name, refuse(what));
  };
  const processes = ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'];
  close('node:child_process', processes, 'child processes');
  for (const module of ['node:http', 'node:https'])
    close(module, ['request', 'get', 'createServer'], 'network');
  close('node:net', ['connect', 'createConnection', 'createServer'], 'network');
  close('node:dgram', ['createSocket'], 'network');
  close('node:dns', ['lookup', 'resolve'], 'network');
  for (const module of ['node:fs', 'node:fs/promises']) {
    const names = Object.keys(require(module) as object);
    close(
      module,
      names.filter((name) => /^(?!Stats|Dir|constants)[a-z]/.test(name)),
      'files',
    );
  }
  close('node:crypto', ['randomBytes', 'randomInt', 'randomUUID', 'randomFillSync', 'randomFill'], 'chance');
  close('node:timers/promises', ['setTimeout', 'setImmediate', 'setInterval'], 'timers of its own');
  for (const name of ['randomUUID', 'getRandomValues']) replace(globalThis.crypto, name, refuse('chance'));
  replace(globalThis, 'fetch', refuse('network'));
  replace(process, 'hrtime', refuse('clock'));
  for (const name of ['exit', 'abort', 'kill', 'chdir']) replace(process, name, refuse('the process'));
  replaceTime(replace);
  const timers = require('node:timers') as Namespace;
  for (const name of ['setTimeout', 'setInterval', 'setImmediate']) {
    timers[name] = Reflect.get(globalThis, name);
    timers[name.replace('set', 'clear')] = Reflect.get(globalThis, name.replace('set', 'clear'));
  }
  // the environment is the machine's, not the function's
  process.env = new Proxy(environment, {
    get(of, name) {
      if (!world.closed) return Reflect.get(of, name) as unknown;
      if (name === 'NODE_ENV') return 'test';
      if (around.env && typeof name === 'string' && name in around.env) return around.env[name] ?? undefined;
      if (typeof name === 'string' && !name.startsWith('__STRYKER')) around.prevented.add('environment');
      return undefined;
    },
  });
  syncBuiltinESMExports();
}
