import { DoctorDocument, type DoctorFeature } from '@qitops/model';
import { ScratchRepository } from '@qitops/repository/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { doctor } from './doctor.ts';

let repository: ScratchRepository;
afterEach(() => repository.dispose());

async function features(files: Record<string, string>, env = {}): Promise<Record<string, DoctorFeature>> {
  repository = new ScratchRepository();
  repository.commit('files', { 'README.md': '', ...files });
  const log = { info() {}, warn() {} };
  const document = await doctor({ cwd: repository.root, env, log }, { store: null });
  return Object.fromEntries(DoctorDocument.parse(document).features.map((one) => [one.id, one]));
}

const step = `      - uses: qitops/analyze-pr@v1\n`;
const checkout = `      - uses: actions/checkout@v7\n        with: { persist-credentials: false, fetch-depth: 0 }\n`;
const ci = (permissions: string, job = '') => `name: ci
on: { pull_request: , merge_group: }
${permissions}
jobs:
  test:
    runs-on: ubuntu-latest
${job}    steps:
${checkout}${step}`;
const WRITE = 'permissions: { contents: read, pull-requests: write }';
const at = (text: string) => ({ '.github/workflows/ci.yml': text });

describe('doctor', () => {
  it('lacks everything in a bare repository, and says what to do about each thing', async () => {
    const found = await features({});
    expect(found.analysis).toMatchObject({ works: false, remedy: expect.stringContaining('qitops init') });
    for (const feature of Object.values(found).filter(({ works }) => works !== true))
      expect(feature).toMatchObject({
        missing: expect.stringMatching(/./),
        remedy: expect.stringMatching(/./),
      });
  });
  it('finds the one-step form whole', async () => {
    const found = await features(at(ci(WRITE)));
    for (const id of ['analysis', 'depth', 'comment', 'gate', 'merge-queue'])
      expect(found[id], id).toMatchObject({ works: true, missing: null, remedy: null });
    expect(found.analysis!.evidence[0]).toMatchObject({
      ref: { path: '.github/workflows/ci.yml', line: 10 },
    });
  });
  it('tells a right that is not there from one that only GitHub knows', async () => {
    expect((await features(at(ci('permissions: read-all')))).comment).toMatchObject({ works: false });
    repository.dispose();
    expect((await features(at(ci('')))).comment).toMatchObject({
      works: null,
      missing: expect.stringContaining('not known from here'),
    });
  });
  it('takes no matrix without a last job for gated, nor a last job that can be skipped', async () => {
    const matrix = ci(WRITE, '    strategy: { matrix: { node: [22, 24] } }\n');
    expect((await features(at(matrix))).gate).toMatchObject({ works: false });
    repository.dispose();
    const last = (condition: string) =>
      `${matrix}  qitops:\n    needs: [test]\n${condition}    runs-on: ubuntu-latest\n    steps:\n${checkout}${step}        with: { needs: "\${{ toJSON(needs) }}", shards: 2 }\n`;
    expect((await features(at(last('')))).gate).toMatchObject({
      works: false,
      missing: expect.stringContaining('skipped'),
    });
    repository.dispose();
    expect((await features(at(last('    if: always()\n')))).gate).toMatchObject({ works: true });
  });
  it('knows that the half for forks acts from the default branch only', async () => {
    const half = `name: comment
on: { workflow_run: { workflows: [ci], types: [completed] } }
jobs:
  comment:
    permissions: { contents: read, actions: read, pull-requests: write }
    runs-on: ubuntu-latest
    steps:
${step}`;
    expect((await features({ ...at(ci(WRITE)), '.github/workflows/comment.yml': half })).forks).toMatchObject(
      { works: true },
    );
    repository.dispose();
    await features(at(ci(WRITE)));
    repository.git('checkout', '-q', '-b', 'topic');
    repository.commit('half', { '.github/workflows/comment.yml': half });
    const { features: found } = await doctor(
      { cwd: repository.root, env: {}, log: { info() {}, warn() {} } },
      { store: null },
    );
    expect(found.find(({ id }) => id === 'forks')).toMatchObject({
      works: false,
      missing: expect.stringContaining('not on the default branch'),
    });
  });
  it('names the option that makes a runner write reports, until it is there', async () => {
    const packageJson = (test: string) => ({
      'package.json': JSON.stringify({ scripts: { test }, devDependencies: { vitest: '5' } }),
    });
    expect((await features(packageJson('vitest run'))).results).toMatchObject({
      works: false,
      remedy: expect.stringContaining('--reporter=junit'),
    });
    repository.dispose();
    const found = await features(packageJson('vitest run --reporter=junit --outputFile=junit.xml'));
    expect(found.results).toMatchObject({ works: true });
    expect(found.coverage).toMatchObject({ works: false });
  });
  it('never shows the token', async () => {
    const token = `ghs_${'x'.repeat(36)}`;
    const found = await features({}, { GITHUB_TOKEN: token });
    expect(found.token).toMatchObject({
      works: null,
      evidence: [{ text: 'GITHUB_TOKEN: of an app or of GitHub Actions' }],
    });
    expect(JSON.stringify(found)).not.toContain(token);
  });
  it('tells of a configuration that is no good, with its place', async () => {
    expect((await features({ 'qitops.yml': 'gates:\n  patchCoverge: 80\n' })).configuration).toMatchObject({
      works: false,
      missing: expect.stringContaining('qitops.yml:2:3'),
      remedy: expect.stringContaining('patchCoverage'),
    });
  });
  it('tells a clone that cannot reach its base from one that can', async () => {
    const shallow = ci(WRITE).replace(', fetch-depth: 0', '');
    expect((await features(at(shallow))).depth).toMatchObject({
      works: null,
      remedy: expect.stringContaining('fetch-depth: 0'),
    });
    repository.dispose();
    expect((await features(at(ci(WRITE).replace(checkout, '')))).depth).toMatchObject({
      works: false,
      missing: expect.stringContaining('checks nothing out'),
    });
  });
  it('knows what a deployment of the report needs, and that Pages is a setting', async () => {
    const pages = (permissions: string, deploy = '      - uses: actions/deploy-pages@v5\n') =>
      `on: push\njobs:\n  pages:\n    runs-on: ubuntu-latest\n    permissions: ${permissions}\n    steps:\n      - uses: qitops/report@v1\n${deploy}`;
    const found = async (text: string) => {
      repository?.dispose();
      return (await features({ '.github/workflows/pages.yml': text })).pages;
    };
    expect(await found('on: push\njobs: {}\n')).toMatchObject({
      works: false,
      remedy: expect.stringContaining('qitops/report'),
    });
    expect(await found(pages('{ contents: read }', ''))).toMatchObject({
      works: false,
      remedy: expect.stringContaining('actions/deploy-pages'),
    });
    expect(await found(pages('{ pages: write }'))).toMatchObject({
      works: false,
      missing: expect.stringContaining('id-token: write'),
    });
    expect(await found(pages('{ pages: write, id-token: write }'))).toMatchObject({
      works: null,
      remedy: expect.stringContaining('Settings'),
    });
  });
  it('knows that the history takes a job that may write, or a cache', async () => {
    const history = (permissions: string, inputs = '') =>
      `on: push\njobs:\n  history:\n    runs-on: ubuntu-latest\n    permissions: ${permissions}\n    steps:\n      - uses: qitops/flaky-detect@v1\n${inputs}`;
    const found = async (text: string) => {
      repository?.dispose();
      return (await features({ '.github/workflows/history.yml': text })).history;
    };
    expect(await found(history('{ contents: read }'))).toMatchObject({
      works: false,
      remedy: expect.stringContaining('store: cache'),
    });
    expect(await found(history('{ contents: write }'))).toMatchObject({ works: true });
    expect(await found(history('{ contents: read }', '        with: { store: cache }\n'))).toMatchObject({
      works: true,
    });
  });
  it('asks for the right to write checks only where a check run is wanted', async () => {
    expect((await features(at(ci(WRITE))))['check-run']).toBeUndefined();
    repository.dispose();
    expect(
      (await features({ ...at(ci(WRITE)), 'qitops.yml': 'checkRun: true\n' }))['check-run'],
    ).toMatchObject({
      works: false,
      remedy: expect.stringContaining('checks: write'),
    });
  });
  it('knows that a job with a condition reddens a gate that was not told of it', async () => {
    const conditional = `name: ci
on: { pull_request: , merge_group: }
permissions: { contents: read }
jobs:
  test:
    if: needs.changes.outputs.web == 'true'
    runs-on: ubuntu-latest
    steps:
${checkout}${step}        with: { shards: part }
  qitops:
    needs: [test]
    if: always()
    permissions: { contents: read, pull-requests: write }
    runs-on: ubuntu-latest
    steps:
${checkout}${step}        with: { needs: "\${{ toJSON(needs) }}", shards: 1 }
`;
    expect((await features(at(conditional))).gate).toMatchObject({
      works: false,
      missing: expect.stringContaining('condition'),
      remedy: expect.stringContaining('skippable: [test]'),
    });
    repository.dispose();
    const told = { ...at(conditional), 'qitops.yml': 'gates: { skippable: [test] }\n' };
    expect((await features(told)).gate).toMatchObject({ works: true });
  });
});
