import { posix } from 'node:path';
import type { Checkout } from '@qitops/repository';

/** Where a module of a Python project is known from. */
export interface PythonModule {
  /** Repository path. */
  path: string;
  /** `shop.price` */
  name: string;
  /** Repository folder that the name starts from; empty = the root. */
  from: string;
  /** Repository folder of its project, that tests are run in; empty = the root. */
  project: string;
}

const MANIFESTS = ['pyproject.toml', 'setup.py', 'setup.cfg', 'pytest.ini', 'tox.ini'];

/** How tests import a module: as those that do already, else from where its packages begin. */
export async function pythonModule(
  path: string,
  tests: readonly string[],
  checkout: Pick<Checkout, 'fileAt' | 'files'>,
  head: string,
): Promise<PythonModule> {
  const files = new Set(await checkout.files(head));
  const parts = path.replace(/(\/__init__)?\.py$/, '').split('/');
  const texts = await Promise.all(tests.map(async (test) => (await checkout.fileAt(head, test)) ?? ''));
  const imported = new Set(texts.flatMap(importedModules));
  const suffixes = parts.map((_, at) => at);
  const known = suffixes.find((at) => imported.has(parts.slice(at).join('.')));
  let at = known ?? parts.length - 1;
  if (known === undefined)
    while (at > 0 && files.has(posix.join(...parts.slice(0, at), '__init__.py'))) at -= 1;
  return {
    path,
    name: parts.slice(at).join('.'),
    from: parts.slice(0, at).join('/'),
    project: projectOf(path, files),
  };
}

/** Modules that a text imports, and what it takes from them, which may be modules too. */
function importedModules(text: string): string[] {
  const whole = [...text.matchAll(/^\s*import\s+([\w.]+)/gm)].map(([, name]) => name!);
  const parts = [...text.matchAll(/^\s*from\s+([\w.]+)\s+import\s+\(?([\w\s,]+)/gm)].flatMap(
    ([, name, list]) => [name!, ...list!.split(',').map((each) => `${name}.${each.trim().split(/\s/)[0]}`)],
  );
  return [...whole, ...parts];
}

function projectOf(path: string, files: ReadonlySet<string>): string {
  for (let folder = posix.dirname(path); folder !== '.'; folder = posix.dirname(folder))
    if (MANIFESTS.some((name) => files.has(`${folder}/${name}`))) return folder;
  return '';
}

/** Whether pytest collects a file by its usual names. */
export function isPytestFile(path: string): boolean {
  return /(^|\/)(test_[^/]*|[^/]*_test)\.py$/.test(path);
}

/** Gives paths for test files: beside the tests of the module, else below `tests/qitops`; each name once. */
export function testPathFor(
  module: PythonModule,
  tests: readonly string[],
  taken: Set<string>,
): (name: string) => string {
  const stem = posix.basename(module.path, '.py');
  const near = tests.find((test) => posix.basename(test).includes(stem)) ?? tests[0];
  const folder = near ? posix.dirname(near) : posix.join(module.project, 'tests/qitops');
  const behind = near !== undefined && /_test\.py$/.test(near);
  return (name) => {
    const words = `${stem}_${name}`.replace(/\W+/g, '_').toLowerCase();
    for (let n = 1; ; n++) {
      const own = n === 1 ? words : `${words}_${n}`;
      const path = posix.join(folder, behind ? `${own}_test.py` : `test_${own}.py`);
      // without packages pytest wants every test file's name to be there once
      if (taken.has(posix.basename(path))) continue;
      taken.add(posix.basename(path));
      return path;
    }
  };
}
