import { describe, expect, it } from 'vitest';
import { stackOf } from '../testing/stack-of.ts';

const unitOf = async (files: Record<string, string>) => (await stackOf(files)).units[0]!;
const commandsOf = async (files: Record<string, string>) => {
  const { packageManager, commands, reporters } = await unitOf(files);
  const { install, test, lint, typecheck } = commands;
  return {
    manager: packageManager?.value.name,
    commands: [install, test, lint, typecheck].map((command) => command?.value.run ?? null),
    report: reporters[0]!.command,
  };
};
const PROJECT = '[project]\nname = "shop"\nrequires-python = ">=3.11"\n\n';

describe('Hatch', () => {
  it('runs the script of its environment that runs pytest', async () => {
    const scripts =
      '[tool.hatch.envs.default.scripts]\ntest = "pytest {args:tests}"\ncov = ["test", "report"]\n\n';
    const types = '[tool.hatch.envs.types.scripts]\ncheck = "mypy --strict {args:src}"\n';
    expect(await commandsOf({ 'pyproject.toml': PROJECT + scripts + types })).toEqual({
      manager: 'hatch',
      commands: ['hatch env create', 'hatch run test', null, 'hatch run types:check'],
      report: 'hatch run test --junitxml=junit.xml',
    });
  });
  it('has an environment for tests of its own', async () => {
    expect(
      await commandsOf({
        'pyproject.toml': `${PROJECT}[tool.ruff]\n`,
        'hatch.toml': '[envs.hatch-test]\nextra-args = ["-n", "2"]\n',
      }),
    ).toEqual({
      manager: 'hatch',
      commands: ['hatch env create', 'hatch test', 'hatch fmt --check', null],
      report: 'hatch test --junitxml=junit.xml',
    });
  });
  it('as a build backend alone runs nothing', async () => {
    const backend = `${PROJECT}[build-system]\nbuild-backend = "hatchling.build"\n\n[tool.hatch.version]\npath = "a.py"\n`;
    expect((await commandsOf({ 'pyproject.toml': backend })).manager).toBe('pip');
  });
});

describe('Pixi', () => {
  it('runs a task in an environment that has it', async () => {
    const pixi =
      '[workspace]\nchannels = ["conda-forge"]\n\n[feature.test.dependencies]\npytest = "*"\n\n[feature.test.tasks]\ntest = { cmd = "pytest tests", description = "Tests." }\n\n[environments]\ndocs = ["docs"]\npy311 = { features = [\n  "py311",\n  "test",\n] }\n';
    expect(await commandsOf({ 'pyproject.toml': PROJECT, 'pixi.toml': pixi })).toEqual({
      manager: 'pixi',
      commands: ['pixi install', 'pixi run -e py311 test', null, null],
      report: 'pixi run -e py311 test --junitxml=junit.xml',
    });
  });
  it('runs pytest where no task does', async () => {
    const pixi = '[tool.pixi.workspace]\nchannels = []\n\n[tool.pixi.dependencies]\npytest = "*"\n';
    expect((await commandsOf({ 'pyproject.toml': PROJECT + pixi })).commands[1]).toBe('pixi run pytest');
  });
});
