import { describe, expect, it } from 'vitest';
import { stackOf } from '../testing/stack-of.ts';

const pyproject = (text: string, more: Record<string, string> = {}) =>
  stackOf({ 'pyproject.toml': text, 'uv.lock': '', ...more });

describe('a Python unit', () => {
  it('has mypy check what its settings name, or all of it', async () => {
    const typecheck = async (settings: string) =>
      (await pyproject(`[dependency-groups]\ndev = ["mypy", "pytest"]\n\n${settings}`)).units[0]!.commands
        .typecheck?.value.run;
    expect(await typecheck('[tool.mypy]\nstrict = true\nfiles = ["src"]\n')).toBe('uv run mypy');
    expect(await typecheck('[tool.mypy]\nstrict = true\n\n[tool.other]\nfiles = ["src"]\n')).toBe(
      'uv run mypy .',
    );
  });
  it('that only gathers a workspace has no tests of its own', async () => {
    const { units } = await pyproject('[tool.uv.workspace]\nmembers = ["backend"]\n', {
      'backend/pyproject.toml': '[project]\nname = "app"\n\n[dependency-groups]\ndev = ["pytest"]\n',
      'backend/tests/test_app.py': '',
    });
    expect(units.map(({ path, commands }) => [path, commands.test?.value.run ?? null])).toEqual([
      ['.', null],
      ['backend', 'uv run pytest'],
    ]);
  });
  it('is not made by a list of what documents a project', async () => {
    const { units } = await stackOf({
      'go.mod': 'module shop\n',
      'docs/requirements.txt': 'mkdocs\n',
      'tests/data/requirements.txt': 'flask\n',
    });
    expect(units.map(({ path }) => path)).toEqual(['.']);
  });
  it('is not made by a module of a package that is called like a manifest', async () => {
    const { units } = await pyproject('[project]\nname = "tool"\n', {
      'src/tool/models/setup.py': '',
      'src/tool/models/__init__.py': '',
      'plugin/setup.py': '',
    });
    expect(units.map(({ path }) => path)).toEqual(['.', 'plugin']);
  });
});
