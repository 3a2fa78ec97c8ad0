import { createRequire, syncBuiltinESMExports } from 'node:module';
import { type Namespace, touched } from './job.ts';

/** The world outside answers nothing while functions are tried; the clock and chance are noticed. */
export function closeTheWorld(): void {
  const require = createRequire(import.meta.url);
  const refuse = (what: string): (() => never) =>
    function refused(): never {
      touched.add(what);
      throw new Error(`qitops: ${what} is closed while functions are tried`);
    };
  const close = (module: string, names: readonly string[], what: string): void => {
    const exports = require(module) as Record<string, unknown>;
    for (const name of names) if (typeof exports[name] === 'function') exports[name] = refuse(what);
  };
  close(
    'node:child_process',
    ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'],
    'child processes',
  );
  for (const module of ['node:http', 'node:https'])
    close(module, ['request', 'get', 'createServer'], 'network');
  close('node:net', ['connect', 'createConnection', 'createServer'], 'network');
  close('node:dgram', ['createSocket'], 'network');
  close('node:dns', ['lookup', 'resolve'], 'network');
  for (const module of ['node:fs', 'node:fs/promises']) {
    const exports = require(module) as Record<string, unknown>;
    close(
      module,
      Object.keys(exports).filter((name) => /^(?!Stats|Dir|constants)[a-z]/.test(name)),
      'files',
    );
  }
  (globalThis as Namespace).fetch = refuse('network');
  const watch = (holder: object, name: string, what: string): void => {
    const real = Reflect.get(holder, name) as (...args: unknown[]) => unknown;
    Reflect.set(holder, name, function watched(this: unknown, ...args: unknown[]) {
      touched.add(what);
      return Reflect.apply(real, this, args);
    });
  };
  watch(Math, 'random', 'chance');
  watch(Date, 'now', 'clock');
  watch(performance, 'now', 'clock');
  for (const name of ['randomUUID', 'getRandomValues']) watch(globalThis.crypto, name, 'chance');
  close('node:crypto', [], 'chance');
  const RealDate = Date;
  globalThis.Date = new Proxy(RealDate, {
    construct(of, args, newTarget) {
      if (args.length === 0) touched.add('clock');
      return Reflect.construct(of, args, newTarget) as object;
    },
  });
  // the environment is the machine's, not the function's
  process.env = new Proxy(
    {},
    {
      get(_, name) {
        if (typeof name === 'string' && name !== 'NODE_ENV' && !name.startsWith('__STRYKER'))
          touched.add('environment');
        return undefined;
      },
    },
  ) as NodeJS.ProcessEnv;
  syncBuiltinESMExports();
}
