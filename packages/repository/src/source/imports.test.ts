import { afterEach, describe, expect, it } from 'vitest';
import { Checkout } from '../checkout.ts';
import { ScratchRepository } from '../testing/scratch-repository.ts';
import { ImportGraph } from './imports.ts';

let repository: ScratchRepository | undefined;
afterEach(() => repository?.dispose());

async function graphOf(files: Record<string, string>, gone: string[] = []): Promise<ImportGraph> {
  repository = new ScratchRepository();
  repository.commit('all', files);
  const checkout = await Checkout.open(repository.root);
  return ImportGraph.at(checkout!, 'HEAD', { gone });
}

const reaching = (graph: ImportGraph, path: string): string[] => [...graph.testsReaching(path)].sort();

describe('the import graph of scripts', () => {
  it('follows relative imports through any number of files, whatever their ending says', async () => {
    const graph = await graphOf({
      'src/a.ts': 'export const a = 1;',
      'src/b/index.ts': "export * from '../a.js';",
      'src/b.test.ts': "import { a } from './b';",
      'src/c.test.ts': "import './c';",
    });
    expect(reaching(graph, 'src/a.ts')).toEqual(['src/b.test.ts']);
    expect(graph.reaching('src/a.ts').get('src/b.test.ts')).toBe(2);
  });
  it('follows paths of a tsconfig with comments, also of one that it extends', async () => {
    const graph = await graphOf({
      'tsconfig.base.json': '{ "compilerOptions": { /* here */ "paths": { "~lib/*": ["./src/lib/*"], }, } }',
      'app/tsconfig.json':
        '{ "extends": "../tsconfig.base.json", "compilerOptions": { "baseUrl": "./code" } }',
      'src/lib/a.ts': '',
      'app/code/deep/b.ts': '',
      'app/a.test.ts': "import '~lib/a'; import b from 'deep/b';",
    });
    expect(reaching(graph, 'src/lib/a.ts')).toEqual(['app/a.test.ts']);
    expect(reaching(graph, 'app/code/deep/b.ts')).toEqual(['app/a.test.ts']);
  });
  it('finds the source of a workspace package behind its exports and what a build writes', async () => {
    const graph = await graphOf({
      'packages/a/package.json':
        '{ "name": "@x/a", "exports": { ".": { "types": "./dist/index.d.ts", "import": "./dist/index.js" }, "./deep/*": "./dist/deep/*.js" } }',
      'packages/a/src/index.ts': '',
      'packages/a/src/deep/d.ts': '',
      'packages/b/package.json': '{ "name": "b", "main": "lib/main.js" }',
      'packages/b/src/main.ts': "import '@x/a';",
      'packages/c/test/c.test.ts': "import 'b';",
      'packages/c/test/d.test.ts': "import '@x/a/deep/d';",
      'packages/c/test/e.test.ts': "import 'not-ours';",
    });
    expect(reaching(graph, 'packages/a/src/index.ts')).toEqual(['packages/c/test/c.test.ts']);
    expect(reaching(graph, 'packages/a/src/deep/d.ts')).toEqual(['packages/c/test/d.test.ts']);
    expect(graph.isMapped('packages/c/test/d.test.ts')).toBe(true);
    expect(graph.isMapped('packages/c/test/e.test.ts')).toBe(false);
  });
  it('follows the imports of package.json, and @/ to the nearest src', async () => {
    const graph = await graphOf({
      'web/package.json': '{ "name": "web", "imports": { "#db/*": { "default": "./src/db/*.ts" } } }',
      'web/src/db/a.ts': '',
      'web/src/ui/b.vue': "<script>import '#db/a'</script>",
      'web/src/b.test.ts': "import '@/ui/b.vue';",
    });
    expect(reaching(graph, 'web/src/db/a.ts')).toEqual(['web/src/b.test.ts']);
  });
  it('knows who still imports a deleted file', async () => {
    const graph = await graphOf({ 'a.test.ts': "import './gone';" }, ['gone.ts']);
    expect(reaching(graph, 'gone.ts')).toEqual(['a.test.ts']);
  });
});

describe('the import graph of Python', () => {
  it('follows absolute modules from src, relative ones and lists over several lines', async () => {
    const graph = await graphOf({
      'pyproject.toml': '',
      'src/shop/__init__.py': '',
      'src/shop/cart.py': 'from .money import (\n  euro,  # the main one\n  cent,\n)\n',
      'src/shop/money.py': '',
      'src/shop/mail.py': 'from . import money as m\nfrom ..shop import cart\n',
      'tests/test_cart.py': 'import os, shop.cart as c\n',
      'tests/test_mail.py': 'def test_it():\n    from shop import mail\n',
    });
    expect(reaching(graph, 'src/shop/money.py')).toEqual(['tests/test_cart.py', 'tests/test_mail.py']);
    expect(reaching(graph, 'src/shop/mail.py')).toEqual(['tests/test_mail.py']);
    expect(reaching(graph, 'src/shop/__init__.py')).toEqual(['tests/test_cart.py', 'tests/test_mail.py']);
  });
  it('does not reach, through a package that imports everything, tests of one module', async () => {
    const graph = await graphOf({
      'shop/__init__.py': 'from shop.a import x\nfrom shop.b import y\n',
      'shop/a.py': '',
      'shop/b.py': '',
      'tests/test_a.py': 'from shop.a import x\n',
      'tests/test_all.py': 'import shop\n',
    });
    expect(reaching(graph, 'shop/b.py')).toEqual(['tests/test_all.py']);
  });
  it('knows that tests depend on the conftest files above them', async () => {
    const graph = await graphOf({
      'app.py': '',
      'tests/conftest.py': 'import app\n',
      'tests/unit/test_a.py': '',
      'other/test_b.py': '',
    });
    expect(reaching(graph, 'app.py')).toEqual(['tests/conftest.py', 'tests/unit/test_a.py']);
    expect(graph.isMapped('tests/unit/test_a.py')).toBe(true);
    expect(graph.isMapped('other/test_b.py')).toBe(false);
  });
});

describe('the import graph of Go', () => {
  it('reaches every file of a package from its tests, and from packages that import it', async () => {
    const graph = await graphOf({
      'go.mod': 'module example.com/shop\n',
      'main.go': 'package main\nimport "example.com/shop/cart"\n',
      'main_test.go': 'package main\n',
      'cart/cart.go': 'package cart\nimport (\n\t"fmt"\n\tm "example.com/shop/money"\n)\n',
      'cart/other.go': 'package cart\n',
      'cart/cart_test.go': 'package cart\n',
      'money/money.go': 'package money\n',
      'alone/alone.go': 'package alone\n',
      'alone/alone_test.go': 'package alone\n',
    });
    expect(reaching(graph, 'money/money.go')).toEqual(['cart/cart_test.go', 'main_test.go']);
    expect(reaching(graph, 'cart/other.go')).toEqual(['cart/cart_test.go', 'main_test.go']);
    expect(reaching(graph, 'alone/alone.go')).toEqual(['alone/alone_test.go']);
    expect(graph.reaching('money/money.go').get('cart/cart_test.go')).toBe(2);
  });
});

describe('the import graph of Java', () => {
  it('follows imports, static and nested ones, wildcards and the own package', async () => {
    const main = 'src/main/java/shop';
    const test = 'src/test/java/shop';
    const graph = await graphOf({
      [`${main}/Cart.java`]: 'package shop;\nimport shop.money.*;\nclass Cart { Euro e; }',
      [`${main}/money/Euro.java`]: 'package shop.money;\npublic class Euro { class Cent {} }',
      [`${main}/money/Dollar.java`]: 'package shop.money;\npublic class Dollar {}',
      [`${test}/CartTest.java`]: 'package shop;\nclass CartTest { Cart c; }',
      [`${test}/CentTest.java`]: 'package shop;\nimport static shop.money.Euro.Cent;\nclass CentTest {}',
    });
    expect(reaching(graph, `${main}/money/Euro.java`)).toEqual([
      `${test}/CartTest.java`,
      `${test}/CentTest.java`,
    ]);
    expect(reaching(graph, `${main}/Cart.java`)).toEqual([`${test}/CartTest.java`]);
    expect(reaching(graph, `${main}/money/Dollar.java`)).toEqual([]);
  });
});
