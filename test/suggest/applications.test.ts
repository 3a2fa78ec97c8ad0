import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ScratchRepository } from '@qitops/repository/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installRunners } from './project.ts';
import { runEngine } from './run-engine.ts';

/** Functions as applications have them: what they do depends on other modules, the network, time, settings. */
const MODULES: Record<string, string> = {
  'src/api/users.ts': `import type { User } from './types';
export async function getUser(id: string): Promise<User | null> {
  const answer = await fetch('https://example.com/users/' + id);
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error('users: ' + answer.status);
  return answer.json() as Promise<User>;
}
`,
  'src/api/types.ts': `export interface User { name: string; admin: boolean }
export enum Level { Low = 'low', High = 'high' }
`,
  'src/greet.ts': `import { getUser } from '@/api/users';
export async function greet(id: string): Promise<string> {
  const user = await getUser(id);
  if (!user) return 'Hello stranger';
  return user.admin ? 'Welcome back, ' + user.name : 'Hello ' + user.name;
}
`,
  'src/settings.ts': `import { readFileSync } from 'node:fs';
export function limitOf(path: string): number {
  const settings = JSON.parse(readFileSync(path, 'utf8')) as { limit?: number };
  return settings.limit ?? 10;
}
export function isVerbose(): boolean {
  return process.env.VERBOSE === 'yes';
}
`,
  'src/time.ts': `export function isAfternoon(): boolean {
  return new Date().getUTCHours() >= 12;
}
export function coinSide(): string {
  return Math.random() < 0.5 ? 'heads' : 'tails';
}
export async function afterPause(ms: number): Promise<string> {
  await new Promise((done) => setTimeout(done, ms));
  return ms > 50 ? 'late' : 'soon';
}
`,
  'src/level.ts': `import { Level } from './api/types';
export function weight(level: Level): number {
  return level === Level.High ? 10 : 1;
}
`,
  'src/label.tsx': `export const label = (count: number): string => (count === 1 ? '1 item' : count + ' items');
export const Badge = ({ count }: { count: number }) => <b>{label(count)}</b>;
`,
  'src/basket.tsx': `import { useState } from 'react';
import { Badge } from './label';
export function Basket({ count, title }: { count: number; title: string }) {
  const [open] = useState(count > 0);
  return <section className={open ? 'open' : 'shut'}><h2>{title}</h2><Badge count={count} /></section>;
}
export function useOpen(count: number): boolean {
  return useState(count > 0)[0];
}
`,
  'src/route.ts': `import { getUser, keepUser } from '@/api/store';
export async function GET(request: Request): Promise<Response> {
  const id = new URL(request.url).searchParams.get('id');
  if (!id) return Response.json({ error: 'id is missing' }, { status: 400 });
  return Response.json(await getUser(id));
}
export async function POST(request: Request): Promise<Response> {
  const { name } = (await request.json()) as { name?: string };
  if (!name) return new Response('name is missing', { status: 422 });
  await keepUser(name);
  return new Response(null, { status: 201 });
}
`,
  'src/api/store.ts': `import { User, Level } from './types';
export async function getUser(id: string): Promise<User> {
  return (await fetch('https://example.com/' + id)).json() as Promise<User>;
}
export async function keepUser(name: string): Promise<void> {
  await fetch('https://example.com/', { method: 'POST', body: name });
}
export function isHigh(level: Level): boolean {
  return level === Level.High;
}
`,
  'src/deep.ts': `import { double } from 'old-package/math';
import named, { half } from 'old-package/math';
export function around(value: number): number[] {
  return [half(value), named.double(value), double(double(value))];
}
`,
  'src/address.ts': `export function clientAddress(headers: Headers): string | null {
  const forwarded = headers.get('x-forwarded-for');
  return forwarded ? (forwarded.split(',')[0] ?? '').trim() : headers.get('x-real-ip');
}
`,
  'src/pages.ts': `export async function* pages(count: number): AsyncGenerator<string> {
  for (let page = 1; page <= count; page++) yield 'page ' + page;
}
`,
  'src/codec.ts': `const shift = (text: string, by: number): string =>
  [...text].map((letter) => String.fromCodePoint((letter.codePointAt(0)! + by + 0x10000) % 0x10000)).join('');
export function encode(text: string): string {
  return shift(text, 3);
}
export function decode(text: string): string {
  return shift(text, -3);
}
`,
  'src/cart.ts': `const round = (value: number): number => Math.round(value * 100) / 100;
export default class Cart {
  #total = 0;
  add(price: number, count = 1): void {
    if (count < 1) throw new RangeError('count must be positive');
    this.#total += price * count;
  }
  get total(): number {
    return round(this.#total);
  }
}
`,
};

const FILES = {
  'package.json':
    '{ "type": "module", "scripts": { "test": "vitest run" }, "devDependencies": { "fast-check": "*", "react": "*", "react-dom": "*" } }',
  '.gitignore': 'node_modules\n',
  'tsconfig.json':
    '{ "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["src/*"] }, "jsx": "react-jsx" } }',
  'vitest.config.ts':
    "export default { resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } } };\n",
};

describe('functions of applications', () => {
  let repository: ScratchRepository;
  let found: Awaited<ReturnType<typeof runEngine>>;
  beforeAll(async () => {
    repository = new ScratchRepository();
    installRunners(repository.root);
    symlinkSync(
      join(import.meta.dirname, '../../packages/suggest/node_modules/fast-check'),
      join(repository.root, 'node_modules/fast-check'),
    );
    // a package of before `exports`: CommonJS, its names written in a way that Node cannot foresee
    const old = join(repository.root, 'node_modules/old-package');
    mkdirSync(old);
    writeFileSync(join(old, 'package.json'), '{ "name": "old-package", "version": "1.0.0" }');
    writeFileSync(
      join(old, 'math.js'),
      'const all = { half: (x) => x / 2, double: (x) => x * 2 };\nfor (const name in all) exports[name] = all[name];\n',
    );
    const base = repository.commit('base', FILES);
    const head = repository.commit('head', MODULES);
    found = await runEngine(repository.root, { base, head });
  }, 120_000);
  afterAll(() => repository.dispose());

  const testsOf = (name: string): string[] =>
    found.suggestions.flatMap(({ kind, target, test }) =>
      kind === 'test' && target.function === name ? [test!.code] : [],
    );
  const reasons = () => found.omitted.map((each) => `${each.function}: ${each.reason}`);

  it.each([
    ['getUser', /stubGlobal\('fetch'.*404/],
    ['greet', /vi\.mock\('.*users.*get getUser\(\)/],
    ['limitOf', /vi\.mock\('node:fs'/],
    ['isVerbose', /stubEnv\('VERBOSE', 'yes'\)/],
    ['isAfternoon', /useFakeTimers/],
    ['coinSide', /spyOn\(Math, 'random'\)/],
    ['afterPause', /runAllTimersAsync/],
    ['weight', /import \{ Level \} from '.*types/],
    ['label', /'1 item'/],
    ['pages', /for await/],
    ['shift', /fc\.property\(fc\.string\(\)[\s\S]*decode\(encode\(a\)\)/],
    ['Cart.add', /new Cart\(\)/],
    ['Badge', /renderToStaticMarkup\(createElement\(Badge, .*<b>1 item<\/b>/],
    ['Basket', /<section class="open"><h2>a<\/h2><b>1 item<\/b><\/section>/],
    ['GET', /status\)\.toBe\(400\)[\s\S]*id is missing/],
    ['POST', /status\)\.toBe\(201\)/],
    ['isHigh', /import \{ Level \} from/],
    ['around', /around\(/],
    ['clientAddress', /'x-forwarded-for': '10\.0\.0\.1, 192\.168\.0\.1'/],
  ])('%s gets tests that pass', (name, said) => {
    expect([...testsOf(name), ...reasons()].join('\n')).toMatch(said);
    expect(testsOf(name)).not.toEqual([]);
  });
  it('are not made for hooks, which run only inside of a component', () => {
    expect(reasons().filter((reason) => reason.startsWith('useOpen'))).toEqual([
      'useOpen: is a hook, which runs only inside of a component',
    ]);
  });
  it('assert results, not only calls', () => {
    for (const code of found.suggestions.flatMap(({ test }) => (test ? [test.code] : [])))
      expect(code).toMatch(/expect\((?!.*\.mock\.calls)|fc\.assert/);
  });
  it('have titles that are told apart and stay short', () => {
    const titles = found.suggestions.filter(({ kind }) => kind === 'test').map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    expect(titles.filter((title) => title.length > 110)).toEqual([]);
    expect(titles).toContain('weight returns 10 when level is Level.High');
  });
});
