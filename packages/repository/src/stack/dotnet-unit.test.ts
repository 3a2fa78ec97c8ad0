import { describe, expect, it } from 'vitest';
import { stackOf } from '../testing/stack-of.ts';

const project = (sdk: string, ...packages: string[]) =>
  `<Project Sdk="${sdk}">${packages.map((name) => `<PackageReference Include="${name}" />`).join('')}</Project>`;
const unitOf = async (files: Record<string, string>) => (await stackOf(files)).units[0]!;
const commandsOf = async (files: Record<string, string>) => {
  const { install, build, test } = (await unitOf(files)).commands;
  return [install, build, test].map((command) => command?.value.run);
};
const ci = (line: string) => ({
  '.github/workflows/ci.yml': `on: push\njobs:\n  test:\n    steps:\n      - run: ${line}\n`,
});

describe('commands of .NET', () => {
  it('name the solution where there is more to choose from', async () => {
    expect(await commandsOf({ 'Shop.sln': '' })).toEqual([
      'dotnet restore',
      'dotnet build --no-restore',
      'dotnet test',
    ]);
    expect(await commandsOf({ 'Shop.sln': 'a project', 'Shop.All.sln': 'a project\nanother' })).toEqual([
      'dotnet restore Shop.All.sln',
      'dotnet build Shop.All.sln --no-restore',
      'dotnet test Shop.All.sln',
    ]);
  });
  it('are of the one that the CI tests', async () => {
    expect(
      await commandsOf({ 'Shop.slnx': '', ...ci('dotnet test --solution Shop.Web.slnf --no-build') }),
    ).toEqual([
      'dotnet restore Shop.Web.slnf',
      'dotnet build Shop.Web.slnf --no-restore',
      'dotnet test --solution Shop.Web.slnf',
    ]);
    expect((await commandsOf({ 'Shop.sln': '', ...ci('dotnet test Shop.sln -c Release') }))[2]).toBe(
      'dotnet test',
    );
    const besides = ci('|\n          dotnet test Shop.slnf\n          dotnet test b/B.csproj');
    expect((await commandsOf({ 'Shop.sln': '', ...besides }))[2]).toBe('dotnet test Shop.slnf');
    const two = ci('|\n          dotnet test a/A.csproj\n          dotnet test b/B.csproj');
    expect((await commandsOf({ 'Shop.sln': '', ...two }))[2]).toBe('dotnet test');
  });
});

describe('reports of .NET', () => {
  const platform = { 'global.json': '{ "test": { "runner": "Microsoft.Testing.Platform" } }' };
  const handed = {
    'Directory.Build.props':
      '<Project><TestingPlatformDotnetTestSupport>true</TestingPlatformDotnetTestSupport></Project>',
  };
  const mstest = { 'tests/A/A.csproj': project('MSTest.Sdk') };
  const xunit = { 'tests/B/B.csproj': project('Microsoft.NET.Sdk', 'xunit.v3') };
  it.each([
    ['of VSTest', { ...xunit }, 'dotnet test --logger trx --collect:"XPlat Code Coverage"'],
    [
      'of the platform',
      { ...platform, ...mstest },
      'dotnet test --report-trx --coverage --coverage-output-format cobertura',
    ],
    ['of xunit on the platform', { ...platform, ...xunit }, 'dotnet test --report-xunit-trx'],
    ['handed on to the platform', { ...handed, ...xunit }, 'dotnet test -- --report-xunit-trx'],
    ['of projects that know no common option', { ...platform, ...mstest, ...xunit }, null],
  ])('are asked for by the options %s', async (_, files, wanted) => {
    const { reporters } = await unitOf({ 'Shop.sln': '', ...files });
    expect(reporters[0]).toMatchObject({ runner: 'dotnet test', command: wanted });
  });
});
