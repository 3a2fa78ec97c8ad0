import type { FlakyTest, HistoryView } from '@qitops/model';
import { Checkout, Owners } from '@qitops/repository';
import { ScratchRepository } from '@qitops/repository/testing';
import { afterAll, expect, it } from 'vitest';
import { withCauses } from './flaky-causes.ts';

const repository = new ScratchRepository();
afterAll(() => repository.dispose());

const test: FlakyTest = {
  id: 'a',
  suite: ['Clock'],
  name: 'ticks once a second',
  file: 'test/clock.test.ts',
  state: 'flaky',
  probability: 0.9,
  rate: 0.1,
  interval: [0.05, 0.2],
  runs: 100,
  failures: 9,
  evidence: [],
};
const view: HistoryView = { tests: [test], runs: [], skipped: [] };

it('says why a flaky test may fail, with the line of its own code, and who owns it', async () => {
  repository.commit('base', {
    'test/clock.test.ts': `import { clock } from '../../clock.ts';
it('stands still', () => { expect(Math.random()).toBeLessThan(1); });
it('ticks once a second', async () => {
  const before = Date.now();
  await clock.tick();
  expect(Date.now() - before).toBeLessThan(1100);
});
`,
  });
  const checkout = (await Checkout.open(repository.root))!;
  const owners = new Owners([{ pattern: '/test/', owners: ['@acme/time'] }]);
  const [told] = await withCauses([test], view, { checkout, revision: 'HEAD', owners });
  expect(told).toMatchObject({
    owner: '@acme/time',
    evidence: [
      {
        kind: 'root-cause',
        text: 'time: const before = Date.now();',
        ref: { path: 'test/clock.test.ts', line: 4 },
      },
    ],
  });
});

it('leaves steady tests alone', async () => {
  const steady: FlakyTest = { ...test, state: 'healthy' };
  expect(await withCauses([steady], view, null)).toEqual([steady]);
});

it('names who changed the file last where nobody owns it', async () => {
  const checkout = (await Checkout.open(repository.root))!;
  const [told] = await withCauses([test], view, { checkout, revision: 'HEAD', owners: new Owners([]) });
  expect(told!.owner).toBeUndefined();
  expect(told!.evidence.at(-1)?.text).toBe('nobody owns the file; a changed it last');
});
