import { expect, it } from 'vitest';
import { Checkout } from './checkout.ts';
import { commitLog } from './commit-log.ts';
import { ScratchRepository } from './testing/scratch-repository.ts';

it('each commit, newest first, whatever is in the names of its paths', async () => {
  const repository = new ScratchRepository();
  repository.commit('one', { 'a.ts': '1', 'with space é.ts': '1' });
  repository.commit('none');
  const two = repository.commit('two', { 'a.ts': '2' });
  const checkout = (await Checkout.open(repository.root))!;
  const log = await commitLog(checkout, 'HEAD', 10);
  expect(log.map(({ paths }) => paths)).toEqual([['a.ts'], [], ['a.ts', 'with space é.ts']]);
  expect(log.map(({ subject }) => subject)).toEqual(['two', 'none', 'one']);
  expect(log[0]).toMatchObject({ sha: two, author: 'a', reverts: [] });
  expect(log[0]!.seconds).toBeGreaterThan(log[2]!.seconds);
  expect(await commitLog(checkout, 'HEAD', 1)).toHaveLength(1);
  repository.dispose();
});

it('a commit that git made by reverting names what it took back', async () => {
  const repository = new ScratchRepository();
  repository.commit('one', { 'a.ts': '1' });
  const two = repository.commit('two', { 'a.ts': '2' });
  repository.git('revert', '--no-edit', 'HEAD');
  const checkout = (await Checkout.open(repository.root))!;
  expect((await commitLog(checkout, 'HEAD', 1))[0]!.reverts).toEqual([two]);
  repository.dispose();
});

it('lines added and deleted by path when they are asked for', async () => {
  const repository = new ScratchRepository();
  repository.commit('one', { 'a\tb.ts': '1\n2\n', 'c.bin': Buffer.from([0, 1, 2]) });
  repository.commit('two', { 'a\tb.ts': '1\n3\n4\n' });
  const checkout = (await Checkout.open(repository.root))!;
  const log = await commitLog(checkout, 'HEAD', 10, { withLines: true });
  expect(log.map(({ lines }) => [...lines!])).toEqual([
    [['a\tb.ts', 3]],
    [
      ['a\tb.ts', 2],
      ['c.bin', 0],
    ],
  ]);
  repository.dispose();
});
