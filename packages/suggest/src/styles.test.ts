import { Checkout } from '@qitops/repository';
import { ScratchRepository } from '@qitops/repository/testing';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunnerId } from './runners/runner.ts';
import { Styles } from './styles.ts';

let repository: ScratchRepository;
afterEach(() => repository.dispose());

/** Where the test of `src/lib/a.ts` goes, and the line that imports from it. */
async function styleIn(files: Record<string, string>, runner: RunnerId = 'vitest') {
  repository = new ScratchRepository();
  const head = repository.commit('all', { 'src/lib/a.ts': 'export const a = () => 1;\n', ...files });
  const styles = await Styles.at((await Checkout.open(repository.root))!, head, runner);
  const style = await styles.for('src/lib/a.ts', new Set());
  return [style.pathFor('a'), style.imports([{ name: 'a', as: 'a' }]).at(-1)];
}

const importing = (specifier: string): string => `import { b } from '${specifier}';\nit('b', () => b());\n`;

describe('the test of a module', () => {
  it('stands beside the one that imports the module, and names it in the same way', async () => {
    const test = "import { a } from '@/lib/a';\nit('a', () => a());\n";
    const files = {
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
      'src/lib/__tests__/more.spec.ts': test,
    };
    expect(await styleIn(files)).toEqual(['src/lib/__tests__/a.a.spec.ts', "import { a } from '@/lib/a';"]);
  });
  it('goes where the tests of other modules go: beside their module, below it, or apart', async () => {
    const b = 'export const b = () => 1;\n';
    expect(await styleIn({ 'src/x/b.ts': b, 'src/x/b.test.ts': importing('./b') })).toEqual([
      'src/lib/a.a.test.ts',
      "import { a } from './a';",
    ]);
    repository.dispose();
    expect(await styleIn({ 'src/x/b.ts': b, 'src/x/__tests__/b.ts': importing('../b') })).toEqual([
      'src/lib/__tests__/a.a.test.ts',
      "import { a } from '../a';",
    ]);
    repository.dispose();
    expect(await styleIn({ 'src/x/b.ts': b, 'spec/x/b_spec.ts': importing('../../src/x/b.ts') })).toEqual([
      'spec/qitops/a.a_spec.ts',
      "import { a } from '../../src/lib/a.ts';",
    ]);
  });
  it('goes to a folder of its own in a project without tests, with the endings that its compiler takes', async () => {
    const config = (options: string) => ({ 'tsconfig.json': `{ "compilerOptions": { ${options} } }` });
    expect(await styleIn({})).toEqual([
      'tests/qitops/a.a.test.ts',
      "import { a } from '../../src/lib/a.ts';",
    ]);
    for (const [options, specifier] of [
      ['"moduleResolution": "bundler"', '../../src/lib/a'],
      ['"module": "nodenext"', '../../src/lib/a.js'],
      ['"module": "nodenext", "allowImportingTsExtensions": true', '../../src/lib/a.ts'],
    ] as const) {
      repository.dispose();
      expect((await styleIn(config(options)))[1]).toBe(`import { a } from '${specifier}';`);
    }
  });
});
