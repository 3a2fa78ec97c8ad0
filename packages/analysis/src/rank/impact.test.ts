import { describe, expect, it } from 'vitest';
import { coChanges } from './co-change.ts';
import { type ImpactInput, impactOfChange } from './impact.ts';

const change = (path: string) => ({ path, oldPath: path, added: false });
const given = (paths: string[], more: Partial<ImpactInput> = {}) =>
  impactOfChange({
    changed: paths.map(change),
    testFiles: new Set(['src/cart.test.ts', 'src/money.test.ts', 'e2e/buy.spec.ts']),
    reaching: (path) => new Map([[path, 0]]),
    isTraced: (path) => path.endsWith('.ts'),
    coChanges: new Map(),
    commits: 10,
    ...more,
  });
const reasons = (impact: ReturnType<typeof given>, file: string) =>
  impact.files.get(file)?.map((each) => each.reason);

describe('the impact of a change', () => {
  it('is on tests that import it, less with every import between', () => {
    const reaching = (path: string) =>
      new Map([
        [path, 0],
        ['e2e/buy.spec.ts', 1],
        ['src/money.test.ts', 3],
      ]);
    const impact = given(['src/other.ts'], { reaching });
    expect(reasons(impact, 'e2e/buy.spec.ts')).toEqual(['imports src/other.ts']);
    expect(reasons(impact, 'src/money.test.ts')).toEqual(['reaches src/other.ts through 3 imports']);
    const [near, far] = ['e2e/buy.spec.ts', 'src/money.test.ts'].map(
      (file) => impact.files.get(file)![0]!.weight,
    );
    expect(near).toBeGreaterThan(far!);
  });
  it('is on a changed test itself and on tests of the same name', () => {
    expect(reasons(given(['src/cart.test.ts']), 'src/cart.test.ts')).toEqual(['the test file was changed']);
    expect(reasons(given(['lib/Cart.ts']), 'src/cart.test.ts')).toEqual(['is named like lib/Cart.ts']);
  });
  it('is on tests that ran it when coverage was measured', () => {
    const covering = (path: string) =>
      path === 'data/prices.csv' ? ['e2e/buy.spec.ts', 'gone.spec.ts'] : [];
    const impact = given(['data/prices.csv'], { covering });
    expect(reasons(impact, 'e2e/buy.spec.ts')).toEqual(['runs lines of data/prices.csv']);
    expect([...impact.files.keys()]).toEqual(['e2e/buy.spec.ts']);
    expect(impact.everything).toEqual([]);
  });
  it('is on what changed together with it, but never on one coincidence', () => {
    const commits = [
      ['src/a.ts', 'e2e/buy.spec.ts', 'src/money.test.ts'],
      ['src/a.ts', 'e2e/buy.spec.ts'],
      Array.from({ length: 200 }, (_, i) => (i === 0 ? 'src/a.ts' : 'src/money.test.ts')),
    ];
    const known = coChanges(commits, new Set(['src/a.ts']), (path) => /\.(test|spec)\./.test(path));
    expect(known.get('src/a.ts')).toEqual([{ path: 'e2e/buy.spec.ts', count: 2, weight: 2 / 7 }]);
    const impact = given(['src/a.ts'], { coChanges: known });
    expect(reasons(impact, 'e2e/buy.spec.ts')).toEqual([
      'changed together with src/a.ts in 2 of the last 10 commits',
    ]);
    expect(impact.files.has('src/money.test.ts')).toBe(false);
  });
  it.each([
    'package.json',
    'pnpm-lock.yaml',
    'app/vite.config.ts',
    '.github/workflows/ci.yml',
    'go.mod',
    'pom.xml',
    'requirements-dev.txt',
    'db/migrations/1.sql',
  ])('is on everything when %s changes', (path) => {
    expect(given([path]).everything).toEqual([`${path} decides how every test runs`]);
  });
  it('is on everything when nothing is known of what reads a file, and on nothing for prose', () => {
    expect(given(['schema.graphql']).everything).toEqual(['nothing is known of what reads schema.graphql']);
    expect(given(['src/lib.rs']).everything).toHaveLength(1);
    expect(given(['README.md', 'docs/a.png', 'src/unused.ts'])).toEqual({ files: new Map(), everything: [] });
  });
  it('of data below a folder of tests is on those tests', () => {
    const impact = given(['src/fixtures/cart.json']);
    expect(impact.everything).toEqual([]);
    expect([...impact.files.keys()].sort()).toEqual(['src/cart.test.ts', 'src/money.test.ts']);
  });
});
