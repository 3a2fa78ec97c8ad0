import { describe, expect, test } from 'vitest';
import { resolvePaths } from './paths.ts';

const files = [
  'src/index.ts',
  'src/cart/total.ts',
  'packages/a/src/index.ts',
  'packages/b/src/index.ts',
  'packages/b/src/only.ts',
  'src/main/java/com/shop/Cart.java',
  'app/models/user.rb',
  'README.md',
  'src/sp ace/café.py',
];

function resolve(path: string, reportPath = '', roots: string[] = []): string | string[] | null {
  const found = resolvePaths([path], {
    root: '/checkout/shop',
    repositoryFiles: files,
    reportPath,
    roots,
  }).get(path)!;
  return found.candidates ?? found.path;
}

describe('paths of reports become paths of the repository', () => {
  test.each([
    ['as it stands', 'src/cart/total.ts', 'src/cart/total.ts'],
    ['below the checkout', '/checkout/shop/src/cart/total.ts', 'src/cart/total.ts'],
    ['on another machine', '/home/runner/_work/shop/shop/src/cart/total.ts', 'src/cart/total.ts'],
    ['in a container', '/app/packages/b/src/index.ts', 'packages/b/src/index.ts'],
    ['on Windows', 'D:\\a\\shop\\packages\\a\\src\\index.ts', 'packages/a/src/index.ts'],
    ['on Windows, in another case', 'd:\\a\\shop\\SRC\\Cart\\Total.ts', 'src/cart/total.ts'],
    ['as a file URL', 'file:///checkout/shop/src/cart/total.ts', 'src/cart/total.ts'],
    ['as a class path', 'com/shop/Cart.java', 'src/main/java/com/shop/Cart.java'],
    ['with dots', './src/cart/../cart/total.ts', 'src/cart/total.ts'],
    ['with spaces and accents', '/x/src/sp ace/café.py', 'src/sp ace/café.py'],
    ['the whole of the path wins over a longer one', '/ci/src/index.ts', 'src/index.ts'],
  ])('%s', (_, path, wanted) => {
    expect(resolve(path)).toBe(wanted);
  });

  test('a path of a package is read from where its report lies', () => {
    expect(resolve('src/index.ts', 'packages/a/coverage/lcov.info')).toBe('packages/a/src/index.ts');
    expect(resolve('src/index.ts', 'coverage/lcov.info')).toBe('src/index.ts');
  });

  test('most paths of a report decide which folder all are read from', () => {
    const got = resolvePaths(['src/index.ts', 'src/cart/total.ts'], {
      root: '/checkout/shop',
      repositoryFiles: files,
      reportPath: 'packages/a/coverage/lcov.info',
    });
    expect([...got.values()].map((each) => each.path)).toEqual(['src/index.ts', 'src/cart/total.ts']);
  });

  test('the folder that all paths of a report lie in is the checkout, or a module', () => {
    const got = (paths: string[]): (string | null)[] =>
      [
        ...resolvePaths(paths, {
          root: '/checkout/shop',
          repositoryFiles: ['cart.go', 'pay/pay.go', 'README.md'],
        }).values(),
      ].map((each) => each.path);
    expect(got(['shop.example/cart/cart.go', 'shop.example/cart/pay/pay.go'])).toEqual([
      'cart.go',
      'pay/pay.go',
    ]);
    expect(got(['/home/runner/_work/shop/shop/cart.go'])).toEqual(['cart.go']);
    expect(got(['/usr/include/x/cart.go', '/other/a.go', '/other/b.go'])).toEqual([null, null, null]);
  });

  test('a root that the report names is where its paths begin', () => {
    expect(resolve('index.ts', '', ['/checkout/shop/packages/b/src'])).toBe('packages/b/src/index.ts');
  });

  test('several files that fit equally are candidates, not a guess', () => {
    expect(resolve('lib/src/index.ts')).toEqual([
      'packages/a/src/index.ts',
      'packages/b/src/index.ts',
      'src/index.ts',
    ]);
  });

  test.each([
    '/usr/include/c++/13/vector',
    'node_modules/x/src/index.ts',
    '/opt/other/README.md/deep/inside/x',
    'nowhere.ts',
  ])('%s is no file of the repository', (path) => {
    expect(resolve(path)).toBeNull();
  });
});
