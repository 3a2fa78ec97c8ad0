import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Checkout } from './checkout.ts';
import { deepen } from './deepen.ts';
import { pullRequestRange } from './range.ts';
import { ScratchRepository } from './testing/scratch-repository.ts';

const repository = new ScratchRepository();
afterAll(() => repository.dispose());

const root = repository.commit('root', { 'a.txt': '1\n' });
repository.git('checkout', '-q', '-b', 'pr');
const head = repository.commit('pr', { 'b.txt': '1\n' });
repository.git('checkout', '-q', 'main');
const main = repository.commit('main moves', { 'c.txt': '1\n' });
repository.git('checkout', '-q', '--detach', 'main');
repository.git('merge', '-q', '--no-ff', '-m', 'merge', 'pr');
const merge = repository.git('rev-parse', 'HEAD');
repository.git('checkout', '-q', 'pr');
repository.git('merge', '-q', '--no-ff', '-m', 'main into pr', 'main');
const updated = repository.git('rev-parse', 'HEAD');

async function range(base: string, to: string) {
  const checkout = (await Checkout.open(repository.root))!;
  const found = await pullRequestRange(checkout, base, to);
  return [found.from.sha, found.to.sha];
}

describe('pullRequestRange', () => {
  it('compares a head with its merge base, not with the moved base', async () => {
    expect(await range('main', head)).toEqual([root, head]);
  });
  it('compares the merge of the PR into its base with the first parent', async () => {
    expect(await range('main', merge)).toEqual([main, merge]);
  });
  it('does so when an older base is given', async () => {
    expect(await range(root, merge)).toEqual([main, merge]);
  });
  it('does not charge the PR with the base’s commits when the base was merged into it', async () => {
    expect(await range('main', updated)).toEqual([main, updated]);
  });
  it('says what is wrong with a revision that is not there', async () => {
    await expect(range('main', 'no-such-branch')).rejects.toThrow(
      /"no-such-branch" is not in this clone.*Fix:/,
    );
  });
});

describe('a shallow clone', () => {
  function shallow(): string {
    const folder = mkdtempSync(join(tmpdir(), 'qitops-shallow-'));
    repository.git('checkout', '-q', '-B', 'merged', merge);
    const result = spawnSync('git', [
      'clone',
      '-q',
      '--depth',
      '1',
      '--branch',
      'merged',
      `file://${repository.root}`,
      folder,
    ]);
    expect(result.status).toBe(0);
    return folder;
  }
  it('still tells the parents of its merge commit', async () => {
    const checkout = (await Checkout.open(shallow()))!;
    expect(await checkout.isShallow()).toBe(true);
    expect((await checkout.commit('HEAD'))?.parents).toEqual([main, head]);
  });
  it('names the fetch-depth to set when history is missing', async () => {
    const checkout = (await Checkout.open(shallow()))!;
    await expect(pullRequestRange(checkout, main, 'HEAD')).rejects.toThrow(/fetch-depth: 0/);
  });
  it('is deepened until the commits meet', async () => {
    const checkout = (await Checkout.open(shallow()))!;
    expect(await deepen(checkout, [main, 'HEAD'])).toBe(true);
    const found = await pullRequestRange(checkout, main, 'HEAD');
    expect(found.from.sha).toBe(main);
  });
});
