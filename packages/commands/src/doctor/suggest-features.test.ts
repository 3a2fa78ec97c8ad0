import { readWorkflow, type WorkflowFile } from '@qitops/repository';
import { describe, expect, it } from 'vitest';
import { suggestFeatures } from './suggest-features.ts';

const INSTALL = '      - run: npm ci\n';
const RIGHTS = 'permissions: { contents: read, pull-requests: write }';
const suggesting = (
  { before = INSTALL, more = '', rights = RIGHTS }: { before?: string; more?: string; rights?: string } = {},
  on = 'pull_request',
): WorkflowFile =>
  readWorkflow(
    '.github/workflows/suggest.yml',
    `name: suggest\non: ${on}\n${rights}\njobs:\n  suggest:\n    runs-on: ubuntu-latest\n    steps:\n${before}      - uses: qitops/suggest-tests@v1\n${more}`,
  );
const units = [
  { commands: { test: {}, install: { value: { run: 'npm ci', cwd: '.' } } } },
] as unknown as Parameters<typeof suggestFeatures>[1]['units'];
const found = (workflows: WorkflowFile[], commands = false, onDefault: WorkflowFile[] | null = null) => {
  const [suggest, accept] = suggestFeatures(workflows, { units, commands, onDefault });
  return { suggest: suggest!, accept: accept! };
};

describe('suggesting tests', () => {
  it('works without a key', () => {
    expect(found([suggesting()]).suggest).toMatchObject({ works: true, missing: null });
  });
  it('is missing where nothing runs it for pull requests', () => {
    const { suggest } = found([suggesting({}, 'push')]);
    expect(suggest).toMatchObject({ works: false, remedy: expect.stringContaining('needs no key') });
  });
  it('runs nothing where nothing is installed', () => {
    const { suggest } = found([suggesting({ before: '' })]);
    expect(suggest).toMatchObject({ works: false, remedy: expect.stringContaining('- run: npm ci') });
  });
  it('asks for the key of a model that is named, and for none of a service without one', () => {
    const model = (provider: string, env = '') =>
      found([suggesting({ more: `        with: { provider: '${provider}' }\n${env}` })]).suggest;
    expect(model('openai:gpt')).toMatchObject({
      works: false,
      remedy: expect.stringContaining('secrets.OPENAI_API_KEY'),
    });
    expect(model('openai:gpt', '        env: { OPENAI_API_KEY: x }\n').works).toBe(true);
    expect(model('http://localhost:8080/v1').works).toBe(true);
  });
  it('needs the right to comment only where it comments by itself', () => {
    const rights = 'permissions: { contents: read }';
    expect(found([suggesting({ rights })]).suggest).toMatchObject({
      works: false,
      missing: expect.stringContaining('pull-requests: write'),
    });
    const before = `      - uses: qitops/analyze-pr@v1\n${INSTALL}`;
    expect(found([suggesting({ rights, before })]).suggest.works).toBe(true);
    expect(found([suggesting({ rights, more: '        with: { phase: analyse }\n' })]).suggest.works).toBe(
      true,
    );
    expect(found([suggesting({ rights: '' })]).suggest.works).toBeNull();
  });
});

describe('accepting suggestions by a command', () => {
  const accepting = suggesting({ before: '' }, 'issue_comment');
  it('is off until qitops.yml offers it', () => {
    expect(found([suggesting(), accepting]).accept).toMatchObject({
      works: false,
      remedy: expect.stringContaining('commands: true'),
    });
  });
  it('takes a workflow on the default branch', () => {
    expect(found([suggesting()], true).accept.remedy).toContain('qitops init');
    expect(found([suggesting(), accepting], true, []).accept.remedy).toContain('merge it');
    expect(found([suggesting(), accepting], true, [accepting]).accept.works).toBe(true);
  });
});
