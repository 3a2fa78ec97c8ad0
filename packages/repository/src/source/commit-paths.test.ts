import { expect, it } from 'vitest';
import { Checkout } from '../checkout.ts';
import { ScratchRepository } from '../testing/scratch-repository.ts';
import { commitPaths } from './commit-paths.ts';

it('the paths of each commit, newest first, whatever is in their names', async () => {
  const repository = new ScratchRepository();
  repository.commit('one', { 'a.ts': '1', 'with space é.ts': '1' });
  repository.commit('none');
  repository.commit('two', { 'a.ts': '2' });
  const checkout = await Checkout.open(repository.root);
  expect(await commitPaths(checkout!, 'HEAD', 10)).toEqual([['a.ts'], [], ['a.ts', 'with space é.ts']]);
  expect(await commitPaths(checkout!, 'HEAD', 1)).toEqual([['a.ts']]);
  repository.dispose();
});
