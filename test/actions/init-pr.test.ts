import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as commands from '@qitops/commands';
import { githubOpener } from '@qitops/github';
import { afterEach, expect, it } from 'vitest';
import { qitops } from '../commands/qitops.ts';
import { actionsBot } from '../github/accounts.ts';
import { describeWithRunner } from '../runner/platform.ts';
import { Scenario } from './scenario.ts';

const FILES = {
  'package.json':
    '{ "name": "shop", "scripts": { "test": "vitest run" }, "devDependencies": { "vitest": "5" } }\n',
  'package-lock.json': '{}\n',
};
const TOKEN = `ghp_${'p'.repeat(36)}`;
const BRANCH = 'refs/heads/qitops/init';

let scenario: Scenario;
let folder: string;
afterEach(async () => {
  expect(scenario.github.violations).toEqual([]);
  await scenario.close();
});

async function open(
  permissions: Parameters<typeof actionsBot>[0] = { contents: 'write', 'pull-requests': 'write' },
) {
  scenario = await Scenario.open({ main: [FILES], topic: { 'src/a.js': '' } });
  scenario.github.tokens.set(TOKEN, { ...actionsBot(permissions), type: 'User', login: 'dana' });
  folder = join(scenario.folder, 'checkout');
  execFileSync('git', ['clone', '-q', '--branch', 'main', scenario.bare, folder], { stdio: 'ignore' });
}

async function offering() {
  let shown = '';
  const show = (diff: string) => {
    shown += diff;
  };
  const opener = githubOpener({
    apiUrl: scenario.github.url,
    repository: { owner: 'acme', name: 'shop' },
    token: TOKEN,
  });
  const document = await commands.init(
    { cwd: folder, env: {}, log: { info() {}, warn() {} } },
    { yes: true, dryRun: false, person: null, opener, show },
  );
  return { document, shown };
}

const status = () => execFileSync('git', ['status', '--porcelain'], { cwd: folder, encoding: 'utf8' });
const pulls = () => [...scenario.repository.pulls.values()].filter(({ head }) => head.ref === 'qitops/init');

describeWithRunner('qitops init --pr', () => {
  it('shows the diff and opens a pull request with it, the checkout as it was', async () => {
    await open();
    const { document, shown } = await offering();
    expect(shown).toContain('+++ b/qitops.yml');
    expect(document.pullRequest).toEqual({ url: 'https://github.com/acme/shop/pull/101', action: 'created' });
    expect(document.written).toBe(false);
    expect(status()).toBe('');
    for (const { path, diff } of document.files)
      expect(
        scenario
          .textAt(BRANCH, path)!
          .split('\n')
          .every((line) => diff.includes(line)),
        path,
      ).toBe(true);
    expect(scenario.textAt(BRANCH, 'package.json')).toBe(FILES['package.json']);
    expect(scenario.textAt('refs/heads/main', 'qitops.yml')).toBeNull();
  });

  it('does nothing more when it is called again, and brings the same one up to date', async () => {
    await open();
    await offering();
    expect((await offering()).document.pullRequest).toEqual({
      url: 'https://github.com/acme/shop/pull/101',
      action: 'unchanged',
    });
    const [first] = [
      execFileSync('git', ['--git-dir', scenario.bare, 'rev-parse', BRANCH], { encoding: 'utf8' }),
    ];
    const work = join(scenario.folder, 'other');
    execFileSync('git', ['clone', '-q', '--branch', 'qitops/init', scenario.bare, work], { stdio: 'ignore' });
    execFileSync('git', ['rm', '-q', 'qitops.yml'], { cwd: work });
    execFileSync(
      'git',
      ['-c', 'user.name=x', '-c', 'user.email=x@example.com', 'commit', '-q', '-m', 'Take it out'],
      { cwd: work },
    );
    execFileSync('git', ['push', '-q'], { cwd: work, stdio: 'ignore' });
    expect((await offering()).document.pullRequest!.action).toBe('updated');
    expect(scenario.textAt(BRANCH, 'qitops.yml')).not.toBeNull();
    // what people put there is kept: it moves only forward
    execFileSync('git', ['--git-dir', scenario.bare, 'merge-base', '--is-ancestor', first!.trim(), BRANCH]);
    expect(pulls()).toHaveLength(1);
  });

  it('says what the token lacks, and when the checkout is not what the host has', async () => {
    await open({ contents: 'read' });
    await expect(offering()).rejects.toThrow(/Fix:.*contents: write/s);
    expect(scenario.refs(BRANCH)).toEqual([]);
    mkdirSync(join(folder, '.github/workflows'), { recursive: true });
    const ci =
      'on: pull_request\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npx vitest run\n';
    writeFileSync(join(folder, '.github/workflows/ci.yml'), ci);
    await expect(offering()).rejects.toThrow(
      /ci\.yml: differs from main on the host.*Fix: check main out and pull/s,
    );
  });

  it('takes its token and repository from the environment', async () => {
    await open();
    const without = await qitops(folder, ['init', '--pr', '--yes']);
    expect(without.code).toBe(2);
    expect(without.stderr).toMatch(/set GITHUB_TOKEN or GH_TOKEN/);
    const env = { GH_TOKEN: TOKEN, GITHUB_REPOSITORY: 'acme/shop', GITHUB_API_URL: scenario.github.url };
    const made = await qitops(folder, ['init', '--pr', '--yes'], env);
    expect(made.stdout).toContain('pull request created: https://github.com/acme/shop/pull/101');
    expect(made.stderr).toContain('+++ b/qitops.yml');
    expect(made.stdout + made.stderr).not.toContain(TOKEN);
  });
});
