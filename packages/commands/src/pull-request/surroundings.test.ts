import { Checkout } from '@qitops/repository';
import { ScratchRepository } from '@qitops/repository/testing';
import { afterAll, expect, it } from 'vitest';
import { surroundingsAt } from './surroundings.ts';

const repository = new ScratchRepository();
afterAll(() => repository.dispose());

const WORKFLOW = `
jobs:
  test:
    steps:
      - uses: actions/setup-node@v4
        with: { node-version: '\${{ matrix.node }}' }
  e2e:
    env: { BASE_URL: http://localhost }
`;

it('a failure is repeated as the job that ran it was set up, be it this one or a shard', async () => {
  repository.commit('base', { '.github/workflows/ci.yml': WORKFLOW });
  const checkout = (await Checkout.open(repository.root))!;
  const env = {
    GITHUB_WORKFLOW_REF: 'acme/shop/.github/workflows/ci.yml@refs/heads/main',
    GITHUB_JOB: 'test',
  };
  const context = { cwd: repository.root, env, log: { info() {}, warn() {} } };
  const at = await surroundingsAt(context, checkout, 'HEAD', { node: 22, huge: { a: 1 } });
  expect(at(undefined)).toEqual({ runtimes: ['node 22'], matrix: ['node 22'], env: [] });
  expect(at({ job: 'e2e', matrix: { shard: 2 } })).toEqual({
    runtimes: [],
    matrix: ['shard 2'],
    env: ['BASE_URL'],
  });
});
