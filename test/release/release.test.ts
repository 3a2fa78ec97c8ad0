import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScratchRepository } from '@qitops/repository/testing';
import { actionNames, ROOT } from '@qitops/tooling';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const RELEASE = join(ROOT, 'packages/tooling/src/release/main.ts');
const scratch = mkdtempSync(join(tmpdir(), 'qitops-release-test-'));
const staged = join(scratch, 'release');

function release(...args: string[]): { code: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [RELEASE, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return { code: status, output: stdout + stderr };
}

const publish = (version: string) => release('publish', '--version', version, '--from', staged, '--try');

/** Runs git in the repository that a release was tried in. */
function git(repository: string, ...args: string[]): string {
  const folder = join(`${staged}.try`, `${repository}.git`);
  return execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
}

describe('a release', () => {
  let source: string;
  beforeAll(() => {
    source = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim();
    expect(release('stage', '--version', '1.2.3', '--to', staged)).toEqual({
      code: 0,
      output: expect.any(String),
    });
    expect(publish('1.2.3')).toEqual({ code: 0, output: expect.any(String) });
  }, 120_000);
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it.each(actionNames())('gives %s a repository with what `uses:` needs and nothing else', (name) => {
    const files = git(name, 'ls-tree', '--name-only', 'v1').split('\n');
    expect(files).toEqual(['LICENSE', 'README.md', 'action.yml', 'dist']);
    expect(git(name, 'ls-tree', '--name-only', 'v1', 'dist/')).toContain('dist/licenses.txt');
    expect(git(name, 'rev-parse', 'v1.2.3')).toBe(git(name, 'rev-parse', 'v1'));
    expect(git(name, 'rev-parse', 'main')).toBe(git(name, 'rev-parse', 'v1'));
    expect(git(name, 'log', '-1', '--format=%B', 'v1')).toContain(`Source-Commit: ${source}`);
  });

  it('puts the bundles of all actions into the tagged commit of this repository, and not on its main', () => {
    expect(git('qitops', 'rev-parse', 'v1^')).toBe(source);
    for (const name of actionNames())
      expect(git('qitops', 'ls-tree', '--name-only', 'v1', `actions/${name}/dist/index.js`)).not.toBe('');
    expect(git('qitops', 'branch', '--list')).toBe('');
  });

  it('has an action that runs from a checkout of its tag alone', () => {
    const action = join(scratch, 'detect');
    execFileSync('git', ['clone', '-q', '--branch', 'v1', join(`${staged}.try`, 'detect.git'), action], {
      stdio: 'ignore',
    });
    const project = new ScratchRepository();
    try {
      const head = project.commit('base', { 'package.json': '{ "scripts": { "test": "vitest run" } }' });
      const output = join(scratch, 'output.txt');
      writeFileSync(output, '');
      const { status, stdout } = spawnSync(process.execPath, [join(action, 'dist/index.js')], {
        cwd: project.root,
        encoding: 'utf8',
        env: {
          PATH: process.env.PATH,
          HOME: scratch,
          GITHUB_OUTPUT: output,
          GITHUB_REPOSITORY: 'acme/shop',
          GITHUB_EVENT_NAME: 'workflow_dispatch',
          GITHUB_SHA: head,
          GITHUB_WORKSPACE: project.root,
          'INPUT_WORKING-DIRECTORY': '.',
          INPUT_VERIFY: 'false',
          INPUT_SHARDS: '0',
          INPUT_STORE: join(scratch, 'store'),
          INPUT_CONTEXT: 'null',
        },
      });
      expect([status, stdout]).toEqual([0, expect.any(String)]);
      expect(readFileSync(output, 'utf8')).toMatch(/count<<.*\n1\n/);
    } finally {
      project.dispose();
    }
  });

  it('has a package whose program runs, and which installs nothing', () => {
    const manifest = JSON.parse(readFileSync(join(staged, 'npm/package.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    expect(manifest).toMatchObject({ name: 'qitops', version: '1.2.3', bin: { qitops: 'dist/index.js' } });
    expect(Object.keys(manifest)).not.toContain('scripts');
    expect(Object.keys(manifest)).not.toContain('dependencies');
    const program = join(staged, 'npm/dist/index.js');
    expect(readFileSync(program, 'utf8').split('\n')[0]).toMatch(/^#!.*node/);
    expect(spawnSync(process.execPath, [program, '--help'], { encoding: 'utf8' }).stdout).toContain('qitops');
    expect(existsSync(join(staged, 'npm/LICENSE'))).toBe(true);
  });

  it('can be done again, and moves only the tag of the major version', () => {
    const before = git('detect', 'rev-parse', 'v1.2.3');
    expect(publish('1.2.3').output).toContain('(it was there)');
    expect(publish('1.3.0')).toMatchObject({ code: 0 });
    expect(git('detect', 'rev-parse', 'v1.2.3')).toBe(before);
    expect(git('detect', 'rev-parse', 'v1')).toBe(git('detect', 'rev-parse', 'v1.3.0'));
  });

  it('never gives a version to other contents, and moves no major tag for a version before a release', () => {
    writeFileSync(join(staged, 'actions/detect/README.md'), 'another\n');
    const { code, output } = publish('1.3.0');
    expect(code).not.toBe(0);
    expect(output).toContain('detect has a v1.3.0 of other contents. Fix: release the next version');
    const before = git('analyze-pr', 'rev-parse', 'v1');
    expect(publish('2.0.0-rc.1')).toMatchObject({ code: 0 });
    expect(git('analyze-pr', 'tag')).not.toMatch(/^v2$/m);
    expect(git('analyze-pr', 'rev-parse', 'v1')).toBe(before);
  });

  it('says what is wrong with a version', () => {
    expect(release('stage', '--version', 'next', '--to', staged).output).toContain(
      '"next" is no version. Fix: say one such as 1.2.3.',
    );
  });
});
