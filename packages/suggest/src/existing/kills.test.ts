import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { mutate } from '../mutants/mutate.ts';
import { nodeTest } from '../runners/node-test.ts';
import { existingKills } from './kills.ts';

const MODULE = `export function sum(list) {
  let all = 0;
  for (let i = 0; i < list.length; i++) all += list[i];
  for (let i = list.length; i > 0; i--) all += 0;
  let left = 3;
  while (left > 0) left--;
  return all;
}
`;
const TEST = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sum } from '../src/sum.js';

test('adds up', () => assert.equal(sum([1, 2, 3]), 6));
`;

let root = '';
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('existing tests that are asked about mutants one by one', () => {
  it('notice those that never end, which leave time for the others', async () => {
    root = mkdtempSync(join(tmpdir(), 'qitops-kills-'));
    const files = { 'package.json': '{"type":"module"}', 'src/sum.js': MODULE, 'test/sum.test.js': TEST };
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const ranges = [{ line: 1, endLine: 8 }];
    const modules = await mutate([{ path: 'src/sum.js', text: MODULE, ranges }]);
    const { mutants } = modules.get('src/sum.js')!;
    const wordsOf = (ids: ReadonlySet<string>, has: boolean) =>
      mutants.filter(({ id }) => ids.has(id) === has).map(({ line, words }) => `${line}: ${words}`);
    const { killed, undecided } = await existingKills({
      root,
      runner: nodeTest(),
      env: process.env,
      files: Object.keys(files),
      tests: ['test/sum.test.js'],
      modules,
      asked: mutants.map(({ id }) => id),
    });
    expect(undecided).toBe(0);
    const endless = ['3: ++ → --', '4: -- → ++', '6: -- → ++'];
    expect(wordsOf(killed, true)).toEqual(expect.arrayContaining(endless));
    // what changes nothing is noticed by nobody
    expect(wordsOf(killed, false)).toEqual(expect.arrayContaining(['4: += → -=']));
  });
});
