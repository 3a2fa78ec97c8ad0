import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnalyzeDocument, SiteCases, SiteManifest, SuggestDocument } from '@qitops/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const work = join(root, 'fixtures/example/.work/start');

/** What `npm start` runs once the set-up is done. */
function start(...args: string[]): {
  child: ChildProcess;
  output: () => string;
  ended: Promise<number | null>;
} {
  let text = '';
  const child = spawn(process.execPath, ['packages/tooling/src/start.ts', ...args], { cwd: root });
  child.stdout!.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  child.stderr!.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, output: () => text, ended };
}

describe('npm start', () => {
  const job = start();
  let url = '';
  beforeAll(async () => {
    while (url === '' && job.child.exitCode === null) {
      url = /Report: (http:\/\/127\.0\.0\.1:\d+\/)/.exec(job.output())?.[1] ?? '';
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(url, job.output()).not.toBe('');
  }, 180_000);
  afterAll(() => {
    if (job.child.exitCode === null) job.child.kill('SIGKILL');
  });
  const comment = () => readFileSync(join(work, 'comment.md'), 'utf8');
  const analysis = () => JSON.parse(readFileSync(join(work, 'analysis.json'), 'utf8')) as AnalyzeDocument;
  const suggestions = () =>
    JSON.parse(readFileSync(join(work, 'suggestions.json'), 'utf8')) as SuggestDocument;

  it('prints the comment', () => {
    expect(job.output()).toContain(comment().split('\n')[1]!);
  });
  it('says the verdict in the first three lines', () => {
    const head = comment().split('\n').slice(0, 3).join('\n');
    expect(head).toContain('Failed');
    expect(head).toContain('1 new failure, 1 known flaky');
    expect(head).toContain('likely from `src/price.ts`');
  });
  it('names the broken test as new', () => {
    expect(analysis().tests.newFailures.map((test) => test.name)).toEqual(['of 9000 to BE costs 1500']);
    expect(comment()).toMatch(/\*\*New failures\*\* \(1\)\n\n- `shipping › of 9000 to BE costs 1500`/);
  });
  it('names the flaky test as flaky and not as new', () => {
    expect(analysis().tests.flaky.map((test) => test.name)).toEqual([
      'waits for a supplier that answers in time',
    ]);
    expect(comment()).toMatch(
      /Flaky, not caused by this change\*\* \(1\)\n\n- `inStock › waits for a supplier that answers in time`/,
    );
    expect(comment()).toContain('failed and passed on unchanged code');
  });
  it('names the missed branch by file and line', () => {
    const [file] = analysis().patchCoverage!.files;
    const line =
      readFileSync(join(work, 'corner-shop/src/price.ts'), 'utf8')
        .split('\n')
        .findIndex((text) => text.includes('0.25')) + 1;
    expect(file).toMatchObject({ path: 'src/price.ts', missed: [line] });
    expect(comment()).toContain(`\`src/price.ts:${line}\``);
  });
  it('suggests tests that ran five times and cover the missed branch', () => {
    const tests = suggestions().suggestions.filter(
      (each) => each.kind === 'test' && each.target.function === 'discount',
    );
    expect(tests.length).toBeGreaterThan(0);
    const missed = analysis().patchCoverage!.files[0]!.missed[0];
    expect(tests.flatMap((each) => each.evidence!.branches)).toContain(`src/price.ts:${missed}`);
    for (const test of tests) expect(test.evidence!.repeats).toBe(5);
    expect(tests.flatMap((each) => each.evidence!.kills)).toContain('>= → > at L15');
    expect(comment()).toContain(tests[0]!.test!.code.trim());
  });
  it('asks about behaviour that the change altered', () => {
    const questions = suggestions().suggestions.filter((each) => each.kind === 'question');
    expect(questions.map((each) => each.title)).toContain("shipping(1, 'BE') was 1500, is 895");
  });
  it('lists the test cases with how their tests ended, and finds nothing wrong in them', () => {
    expect(job.output()).toMatch(
      /▸ cases\n {2}manual: A cart can be filled[^\n]*\n {2}failed: Shipping is free[^\n]*\n {2}failed: A supplier that answers late[^\n]*\n\n▸ report/,
    );
  });
  it('leaves the checkout as it was', async () => {
    const status = spawn('git', ['status', '--porcelain'], { cwd: join(work, 'corner-shop') });
    let text = '';
    status.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    await new Promise((resolve) => status.on('close', resolve));
    expect(text).toBe('');
  });
  it('serves the report until it is interrupted', async () => {
    const page = await fetch(url);
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(html).toMatch(/<noscript>[\s\S]*All 28 tests that ran passed/);
    const manifest = (await (await fetch(new URL('data/manifest.json', url))).json()) as SiteManifest;
    expect(manifest.counts).toMatchObject({ runs: 36, cases: 3 });
    expect(manifest.pages).toContain('cases');
    const cases = (await (await fetch(new URL(manifest.files.cases!, url))).json()) as SiteCases;
    expect(cases.rows.map(({ id, status, tests }) => `${id} ${status} ${tests}`)).toEqual([
      'cart-by-keyboard manual 0',
      'shipping-costs failed 4',
      'supplier-answers-late failed 2',
    ]);
    job.child.kill('SIGINT');
    expect(await job.ended).toBe(0);
  });
});
