import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CI, holds, init, NODE, PINNED, scratch, WORKFLOW, written, YES } from './init-in-scratch.ts';

/** A workflow of the repository's own that runs the tests where pull requests do not reach. */
const NIGHTLY = `name: nightly
on: { schedule: [{ cron: '0 3 * * *' }] }
env: { CI: 'true' }
jobs:
  test:
    runs-on: ubuntu-latest
    services:
      db:
        image: postgres:15-alpine
        env: { POSTGRES_USER: shop, POSTGRES_PASSWORD: '\${{ secrets.DB_PASSWORD }}' }
        ports: ['5433:5432']
        options: --shm-size 256m
      cache:
        image: redis:\${{ matrix.redis }}
      mail:
        image: ghcr.io/acme/mail:3
        options: >-
          --health-cmd true
          --health-retries 2
    env:
      DATABASE_URL: postgres://shop@localhost:5433/shop
      API_TOKEN: \${{ secrets.API_TOKEN }}
      SHARD: \${{ matrix.shard }}
    steps:
      - uses: actions/checkout@v6
      - run: npm ci
      - run: npm test
`;

describe('qitops init where the tests need more than the code', () => {
  it('starts and sets what the own CI starts and sets, and copies no secret', async () => {
    const folder = scratch({ ...NODE, '.github/workflows/nightly.yml': NIGHTLY });
    const { document } = await init(folder, YES);
    const text = written(folder, WORKFLOW);
    await holds(WORKFLOW, text);
    const { services, env } = parse(text).jobs.test;
    expect(Object.keys(services)).toEqual(['db', 'cache', 'mail']);
    expect(services.db).toMatchObject({
      image: 'postgres:15-alpine',
      env: { POSTGRES_USER: 'shop' },
      ports: ['5433:5432'],
    });
    expect(services.db.options).toMatch(/^--shm-size 256m --health-cmd pg_isready /);
    // a version that only a matrix knows is the customary one
    expect(services.cache).toMatchObject({ image: 'redis:7', ports: ['6379:6379'] });
    expect(services.mail).toEqual({
      image: 'ghcr.io/acme/mail:3',
      options: '--health-cmd true --health-retries 2',
    });
    expect(env).toEqual({ DATABASE_URL: 'postgres://shop@localhost:5433/shop' });
    expect(text).not.toContain('secrets.');
    expect(text).toContain('# POSTGRES_PASSWORD: a secret in .github/workflows/nightly.yml');
    expect(text).toContain('# API_TOKEN: a secret in .github/workflows/nightly.yml');
    expect(document.notes.join('\n')).toContain('takes API_TOKEN from secrets: none is copied');
  });

  it('takes over from Travis', async () => {
    const travis = [
      'language: node_js',
      'services: [mongodb, xvfb]',
      'env:',
      '  global:',
      '    - MONGODB_URL=mongodb://localhost:27017/shop GREETING="good day"',
      '    - secure: abc=',
      'script: npm test',
      '',
    ].join('\n');
    const folder = scratch({ ...NODE, '.travis.yml': travis });
    await init(folder, YES);
    const { services, env } = parse(written(folder, WORKFLOW)).jobs.test;
    expect(services).toEqual({
      mongodb: {
        image: 'mongo:7',
        ports: ['27017:27017'],
        options: expect.stringContaining('--health-cmd "mongosh'),
      },
    });
    expect(env).toEqual({ MONGODB_URL: 'mongodb://localhost:27017/shop', GREETING: 'good day' });
  });

  it('starts nothing where no CI does', async () => {
    const folder = scratch({ ...NODE, 'compose.yml': 'services: { db: { image: postgres:17 } }\n' });
    const { document } = await init(folder, YES);
    const { services, env } = parse(written(folder, WORKFLOW)).jobs.test;
    expect({ services, env }).toEqual({ services: undefined, env: undefined });
    expect(document.notes.join('\n')).toContain('the tests seem to need postgres');
  });

  it('names reports that the own commands write elsewhere', async () => {
    const scripts = { test: 'vitest run --reporter=json --outputFile=out/unit.json' };
    const own = scratch({
      'package.json': JSON.stringify({ scripts, devDependencies: { vitest: '5' } }),
      'package-lock.json': '{}',
    });
    await init(own, YES);
    const ours = (text: string) =>
      parse(text).jobs.test.steps.find(({ uses }: { uses?: string }) =>
        uses?.startsWith('qitops/analyze-pr'),
      );
    expect(ours(written(own, WORKFLOW)).with).toEqual({ results: 'out/unit.json\n' });
    const ci = `on: { push: , pull_request: }\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: ${PINNED}\n      - run: npm test -- --outputFile=out/ci.json\n`;
    const joined = scratch({ ...NODE, [CI]: ci });
    await init(joined, YES);
    expect(ours(written(joined, CI)).with).toEqual({ results: 'out/ci.json\n' });
  });
});
