import { describe, expect, it } from 'vitest';
import { stackOf } from '../../testing/stack-of.ts';

const steps = (...lines: string[]) => lines.map((line) => `      - run: ${line}\n`).join('');
const testJobs = async (manifest: Record<string, string>, ...lines: string[]) => {
  const jobs = lines.map((line, at) => `  job${at}:\n    steps:\n${steps(line)}`).join('');
  const { workflows } = await stackOf({
    ...manifest,
    '.github/workflows/ci.yml': `on: push\njobs:\n${jobs}`,
  });
  return workflows[0]!.tests;
};

describe('a job', () => {
  it('runs no test on a machine that it only talks to', async () => {
    const script = '|\n          ssh host <<EOF\n          go test ./...\n          EOF\n          exit $?';
    expect(await testJobs({ 'go.mod': 'module shop\n' }, script, 'go test ./...')).toEqual(['job1']);
  });
  it('runs no test where the build is told to leave them out', async () => {
    expect(
      await testJobs(
        { 'pom.xml': '<project/>' },
        'mvn -B package -DskipTests',
        'mvn -B package -DskipTests=false',
        'mvn install -Dmaven.test.skip=true',
      ),
    ).toEqual(['job1']);
    expect(
      await testJobs(
        { 'build.gradle': 'plugins { id "java" }' },
        './gradlew clean build -x check',
        './gradlew build -x :app:test',
        './gradlew build -x javadoc',
      ),
    ).toEqual(['job2']);
  });
  it('runs the tests of a script that is called like none, also behind another command', async () => {
    const files = {
      'pom.xml': '<project/>',
      'build-bin/offline': '#!/bin/sh\nmvn dependency:go-offline\n',
      'build-bin/test': '#!/bin/sh -ue\nmvn verify "$@"\n',
      'data/test': 'mvn verify\n',
    };
    const lines = [
      '|\n          build-bin/offline &&\n          build-bin/test -Dx',
      'build-bin/offline',
      'data/test',
    ];
    expect(await testJobs(files, ...lines)).toEqual(['job0']);
  });
  it('runs no test by bringing what runs them', async () => {
    expect(
      await testJobs(
        { 'pyproject.toml': '[project]\nname = "shop"\n' },
        'pixi add --pypi pytest-github-actions-annotate-failures',
        'poetry add pytest',
        'conda install -y pytest',
        'pixi run -e py314 -- python -m pytest',
      ),
    ).toEqual(['job3']);
  });
  it('runs tests by rake where the task is one of tests', async () => {
    expect(
      await testJobs(
        { Gemfile: '', Rakefile: '', 'test/test_shop.rb': '' },
        'bundle exec rake rubocop',
        'bundle exec rake compile',
        'bundle exec rake',
        'bundle exec rake test:units',
        'test/runner --verbose',
      ),
    ).toEqual(['job2', 'job3', 'job4']);
  });
});

describe('a variable of the CI', () => {
  it('that is only an argument of its step says nothing of the tests', async () => {
    const step = `      - run: tox -e "$CELL" && go test ./...\n        env: { CELL: '\${{ matrix.cell }}', SHOP_URL: "http://localhost", SHOP_KEY: '\${{ secrets.KEY }}', TOX_ENV: py311 }\n`;
    const { units } = await stackOf({
      'go.mod': 'module shop\n',
      '.github/workflows/ci.yml': `on: push\njobs:\n  test:\n    env: { IMAGE: ubuntu }\n    container: \${{ env.IMAGE }}\n    steps:\n${step}`,
    });
    expect(units[0]!.env?.value).toEqual(['SHOP_KEY', 'SHOP_URL']);
  });
});

describe('a check of style', () => {
  it('of .NET is the one that changes nothing', async () => {
    const lint = async (line: string) => {
      const { units } = await stackOf({
        'Shop.sln': '',
        '.github/workflows/ci.yml': `on: push\njobs:\n  style:\n    steps:\n${steps(line)}`,
      });
      return units[0]!.commands.lint?.value.run ?? null;
    };
    expect(await lint('dotnet format --verify-no-changes')).toBe('dotnet format --verify-no-changes');
    expect(await lint('dotnet format')).toBeNull();
  });
});
