import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openArchive } from '@qitops/github';
import { archive } from '@qitops/github/testing';
import { DECISIONS_PATH, type Decision, type Suggestion, shownParcel } from '@qitops/model';
import { readDecisions, writeDecisions } from '@qitops/proposal';
import { afterEach, expect, it } from 'vitest';
import { describeWithRunner } from '../runner/platform.ts';
import type { JobResult } from '../runner/run-workflow.ts';
import type { RunEvent } from '../runner/surroundings.ts';
import { errorsOf } from './reading.ts';
import { type Files, Scenario } from './scenario.ts';
import { SHOP } from './shop.ts';
import {
  ACCEPT,
  APP,
  CHANGE,
  installApp,
  leaveProven,
  PUBLISH,
  provenOf,
  provenTest,
  shopWith,
} from './suggest-shop.ts';

const CONFIG = 'suggest:\n  commands: true\n  author: Quality <quality@example.com>\n';
const THREE = ['a', 'b', 'c'].map((letter) => provenTest(letter));

const EARLIER: Decision = {
  ...{ id: 'd'.repeat(16), decision: 'rejected', path: 'src/price.js', function: 'price' },
  ...{ hash: 'e'.repeat(16), title: 'price of d', reason: 'no', at: '2026-01-31' },
};

let scenario: Scenario;
afterEach(async () => {
  expect(scenario.github.violations).toEqual([]);
  await scenario.close();
});

/** A pull request on which three tests are shown. */
async function shown(
  suggestions: Suggestion[] = THREE,
  options: { config?: string; fork?: boolean; maintainersMayPush?: boolean; topic?: Files } = {},
): Promise<void> {
  const { config = CONFIG, topic = CHANGE, ...rest } = options;
  scenario = await Scenario.open({ main: [shopWith(config)], topic, ...rest });
  installApp(scenario);
  leaveProven(scenario, provenOf(scenario, suggestions));
  await publish();
}

async function publish(): Promise<void> {
  if (scenario.repository.pulls.get(7)!.head.owner === 'mallory') {
    const event = scenario.workflowRun({ name: 'suggest' });
    await scenario.runAll(ACCEPT, { event, asWritten: true, runId: 2001 });
  } else
    expect((await scenario.runAll(PUBLISH(), { asWritten: true })).jobs.publish!.conclusion).toBe('success');
}

/** What the workflow of the default branch makes of an event, with the token of an app or without. */
async function acting(event: RunEvent, { app = true }: { app?: boolean } = {}): Promise<JobResult> {
  const secrets = { APP_TOKEN: app ? APP : '' };
  const job = (await scenario.runAll(ACCEPT, { event, asWritten: true, secrets, runId: 3001 })).jobs.accept!;
  expect(errorsOf(job)).toEqual([]);
  expect(['success', 'skipped']).toContain(job.conclusion);
  return job;
}

const section = (): string => scenario.comments.find((body) => body.startsWith('<!-- qitops -->'))!;
const bot = () => scenario.repository.comments.find(({ body }) => body.startsWith('<!-- qitops -->'))!;
const answer = (): string => scenario.comments.findLast((body) => body.startsWith('<!-- qitops:answer'))!;
const topic = (): string => scenario.repository.pulls.get(7)!.head.sha;
const tick = (what: string) => (body: string) =>
  body.replace(`- [ ] <!-- qitops:${what}`, `- [x] <!-- qitops:${what}`);
const commitOf = (format: string): string =>
  execFileSync('git', ['--git-dir', scenario.bare, 'show', '-s', `--format=${format}`, topic()], {
    encoding: 'utf8',
  }).trim();
const decisions = () => {
  const read = readDecisions(scenario.textAt(topic(), DECISIONS_PATH));
  return 'decisions' in read ? read.decisions : [];
};

describeWithRunner('accepting by a link', () => {
  it('leads to a page with the test filled in, on the branch of the pull request', async () => {
    await shown();
    const links = [...section().matchAll(/\[add it to this branch\]\((\S+)\)/g)].map(
      ([, url]) => new URL(url!),
    );
    expect(links.map(({ pathname }) => pathname)).toEqual(Array(3).fill('/acme/shop/new/topic/test'));
    expect(links[0]!.searchParams.get('filename')).toBe('price.a.test.js');
    expect(links[0]!.searchParams.get('value')).toBe('// a\n');
  });
  it('names the patch where a test is too long, and the page that edits where a file is there', async () => {
    const long = provenTest('d', { test: { path: 'test/long.test.js', code: `${'// ü\n'.repeat(1_000)}` } });
    const there = provenTest('e', { test: { path: 'test/price.test.js', code: '// e\n' } });
    await shown([long, there]);
    expect(section()).toContain('too long for a link: in the artifact `qitops-suggested-tests`');
    expect(section()).toContain('(https://github.com/acme/shop/edit/topic/test/price.test.js)');
  });
  it('comes with a patch that git takes', async () => {
    await shown();
    const { artifacts } = scenario.github.results;
    const one = artifacts.artifacts.find(({ name }) => name === 'qitops-suggested-tests')!;
    const patch = await openArchive(artifacts.content(one), 'suggested-tests.patch', 1e6);
    const folder = mkdtempSync(join(tmpdir(), 'qitops-apply-'));
    execFileSync('git', ['clone', '-q', '--branch', 'topic', scenario.bare, folder], { stdio: 'ignore' });
    writeFileSync(join(folder, 'x.patch'), patch);
    execFileSync('git', ['apply', 'x.patch'], { cwd: folder });
    for (const { test } of THREE) expect(readFileSync(join(folder, test!.path), 'utf8')).toBe(test!.code);
    rmSync(folder, { recursive: true });
  });
});

describeWithRunner('accepting by a command', () => {
  it('commits the tests with the decisions to the branch, as the configured author', async () => {
    await shown();
    const before = scenario.github.requests.length;
    await acting(scenario.written('Good.\n\n/qitops accept 1,3\n/qitops reject 2 not ours'));
    expect(before, 'showing them asks no more than any run may').toBeLessThanOrEqual(12);
    expect(scenario.github.requests.length - before).toBeLessThanOrEqual(12);
    expect(commitOf('%P')).toBe(scenario.head);
    expect(commitOf('%an <%ae>')).toBe('Quality <quality@example.com>');
    expect(commitOf('%B')).toContain('Signed-off-by: Quality <quality@example.com>');
    expect(scenario.textAt(topic(), 'test/price.a.test.js')).toBe('// a\n');
    expect(scenario.textAt(topic(), 'test/price.b.test.js')).toBeNull();
    expect(scenario.textAt(topic(), 'test/price.c.test.js')).toBe('// c\n');
    expect(scenario.textAt(topic(), 'src/price.js')).toBe(CHANGE['src/price.js']);
    expect(decisions().map(({ id, decision, reason, by }) => [id[0], decision, reason, by])).toEqual([
      ['a', 'accepted', undefined, undefined],
      ['c', 'accepted', undefined, undefined],
      ['b', 'rejected', 'not ours', undefined],
    ]);
    expect(answer()).toContain(`Committed as ${topic()}`);
  });

  it('keeps who decided only where the configuration says so', async () => {
    await shown(THREE, { config: `${CONFIG}  authors: true\n` });
    await acting(scenario.written('/qitops reject 1'));
    expect(decisions()).toMatchObject([{ by: 'dana', decision: 'rejected' }]);
  });

  it('is done once, however often its job runs', async () => {
    await shown();
    const event = scenario.written('/qitops accept 1');
    await acting(event);
    const [head, said] = [topic(), answer()];
    await acting(event);
    expect([topic(), answer()]).toEqual([head, said]);
  });

  it.each([
    ['somebody who may not write', '/qitops accept 1', 'eve', /takes write permission/],
    ['somebody whom nobody knows', '/qitops accept 1', 'nobody', /Nothing was done/],
  ])('does nothing for %s', async (_, body, login, said) => {
    await shown();
    scenario.repository.roles.set('eve', 'read');
    await acting(scenario.written(body, login));
    expect(topic()).toBe(scenario.head);
    expect(answer()).toMatch(said);
  });

  it.each([
    ['quotes', '> /qitops accept 1'],
    ['code', '```\n/qitops accept 1\n```'],
    ['a sentence', 'write /qitops accept 1 to take it'],
  ])('is not what %s show', async (_, body) => {
    await shown();
    await acting(scenario.written(body));
    expect(topic()).toBe(scenario.head);
    expect(answer()).toBeUndefined();
  });

  it('starts no runner for bots, for issues, or for what somebody put into another’s comment', async () => {
    await shown();
    const event = scenario.written('/qitops accept 1');
    const with_ = (over: Record<string, unknown>): RunEvent => ({
      ...event,
      payload: { ...event.payload, ...over },
    });
    const comment = event.payload.comment as object;
    const events = [
      with_({ sender: { login: 'other[bot]', type: 'Bot' } }),
      with_({ issue: { number: 7 } }),
      with_({ action: 'edited', changes: { body: { from: 'hi' } } }),
      with_({ action: 'edited', sender: { login: 'eve', type: 'User' }, changes: { body: { from: 'hi' } } }),
      with_({ comment: { ...comment, body: 'thanks' } }),
    ];
    for (const each of events) expect((await acting(each)).conclusion).toBe('skipped');
    // where the condition of the job is another, the action itself says no
    const open = ACCEPT.replace(/ {4}if: >-\n(?: {6}.*\n)+/, '');
    const secrets = { APP_TOKEN: APP };
    for (const each of events.slice(0, 4))
      await scenario.runAll(open, { event: each, asWritten: true, secrets, runId: 3001 });
    expect(topic()).toBe(scenario.head);
    expect(answer()).toBeUndefined();
  });

  it('accepts nothing that is about an older commit', async () => {
    await shown();
    scenario.pushToTopic({ 'src/other.js': 'export const x = 1;\n' });
    await acting(scenario.written('/qitops accept 1'));
    expect(topic()).toBe(scenario.head);
    expect(answer()).toMatch(/head of this pull request moved on.*Wait for the new run/s);
  });

  it('accepts nothing that was written anew after it', async () => {
    await shown();
    const event = scenario.written('/qitops accept 1');
    scenario.repository.editComment(bot(), bot().body);
    await acting(event);
    expect(topic()).toBe(scenario.head);
    expect(answer()).toMatch(/written anew after this command/);
  });

  it('accepts what our comment shows, whatever else has the name', async () => {
    await shown();
    const { artifacts } = scenario.github.results;
    const name = shownParcel(scenario.head, 1);
    const own = artifacts.artifacts.find((each) => each.name === name)!;
    const text = new TextDecoder().decode(await openArchive(artifacts.content(own), 'qitops.json', 1e6));
    const forge = (to: string) => archive({ name: 'qitops.json', text: to });
    artifacts.add(
      { run: 'run-1-7', job: 'job-x' },
      name,
      forge(text.replaceAll('// a', '// evil')),
      'application/zip',
    );
    artifacts.add({ run: 'run-1-8', job: 'job-x' }, name, forge('[]'), 'application/zip');
    artifacts.add({ run: 'run-1-9', job: 'job-x' }, name, Buffer.from('no archive'), 'application/zip');
    await acting(scenario.written('/qitops accept 1'));
    expect(scenario.textAt(topic(), 'test/price.a.test.js')).toBe('// a\n');
    artifacts.artifacts.splice(artifacts.artifacts.indexOf(own), 1);
  });

  it('shows hostile text as text and does nothing else with it', async () => {
    await shown([provenTest('a', { title: '@everyone <!-- x --> fixes #1' })]);
    await acting(
      scenario.written(
        '/qitops reject 1 @everyone ::error::x <img src=x> \u202e closes #2 $(id)\n/qitops accept $( x )',
      ),
    );
    expect(answer()).toMatch(/Nothing was done/);
    expect(answer()).not.toMatch(/@everyone|<img/);
    await acting(scenario.written('/qitops reject 1 @everyone ::error::x <img src=x> closes #2 $(id)'));
    expect(commitOf('%B')).not.toMatch(/@everyone|#1|#2/);
    expect(decisions()[0]!.reason).toContain('$(id)');
  });

  it('makes one commit of two that race, and tells the other', async () => {
    await shown();
    const events = [scenario.written('/qitops accept 1'), scenario.written('/qitops accept 2')];
    await Promise.all(events.map((event) => acting(event)));
    expect(commitOf('%P')).toBe(scenario.head);
    const answers = scenario.comments.filter((body) => body.startsWith('<!-- qitops:answer'));
    expect(answers).toHaveLength(2);
    expect(answers.filter((body) => body.includes('Committed as'))).toHaveLength(1);
    expect(answers.filter((body) => body.includes('moved on'))).toHaveLength(1);
  });

  it('writes no file over another and none through a link', async () => {
    await shown([provenTest('e', { test: { path: 'test/price.test.js', code: '// e\n' } })]);
    await acting(scenario.written('/qitops accept 1'));
    expect(answer()).toMatch(/a file is there already/);
    expect(topic()).toBe(scenario.head);
  });
});

describeWithRunner('without the token of an app', () => {
  it('commits nothing and gives the link, with the reason', async () => {
    await shown();
    await acting(scenario.written('/qitops accept 1'), { app: false });
    expect(topic()).toBe(scenario.head);
    expect(answer()).toMatch(/a push by `GITHUB_TOKEN` starts no checks/);
    expect(answer()).toContain('(https://github.com/acme/shop/new/topic/test?filename=price.a.test.js');
    await acting(scenario.written('/qitops reject 2 no'), { app: false });
    expect(answer()).toContain(
      'https://github.com/acme/shop/new/topic/tests/qitops?filename=.decisions.yaml',
    );
    expect(
      scenario.github.requests.filter(
        (each) => /git\/(commits|refs|trees)$/.test(each) && each.startsWith('POST'),
      ),
    ).toEqual([]);
  });
});

describeWithRunner('accepting in a pull request of a fork', () => {
  it('commits nothing where its author does not let maintainers push', async () => {
    await shown(THREE, { fork: true });
    await acting(scenario.written('/qitops accept 1'));
    expect(topic()).toBe(scenario.head);
    expect(answer()).toMatch(/does not let maintainers push/);
    expect(answer()).toContain('(https://github.com/mallory/shop/new/topic/test?filename=price.a.test.js');
  });
  it('commits to its branch where they may', async () => {
    await shown(THREE, { fork: true, maintainersMayPush: true });
    await acting(scenario.written('/qitops accept 1'));
    expect(scenario.textAt('refs/heads/topic', 'test/price.a.test.js')).toBe('// a\n');
    expect(scenario.github.requests).toContain('PATCH /repos/mallory/shop/git/refs/heads%2Ftopic');
  });
});

describeWithRunner('accepting by boxes', () => {
  it('commits what is ticked when Apply is, and unticks that', async () => {
    // decisions of before are read too
    await shown(THREE, { topic: { ...CHANGE, [DECISIONS_PATH]: writeDecisions([], [EARLIER]) } });
    const ticked = scenario.edited(bot().id, tick(`box ${'b'.repeat(16)}`));
    expect((await acting(ticked)).conclusion).toBe('skipped');
    const before = scenario.github.requests.length;
    await acting(scenario.edited(bot().id, tick('apply')));
    expect(scenario.github.requests.length - before).toBeLessThanOrEqual(12);
    expect(scenario.textAt(topic(), 'test/price.b.test.js')).toBe('// b\n');
    expect(scenario.textAt(topic(), 'test/price.a.test.js')).toBeNull();
    expect(decisions().map(({ id }) => id[0])).toEqual(['d', 'b']);
    // the commit stands in the conversation by itself
    expect(answer()).toBeUndefined();
    expect(section()).toContain('- [ ] <!-- qitops:apply -->');
  });
  it('does nothing for who may not write, and for more than ticks', async () => {
    await shown();
    scenario.repository.roles.set('eve', 'read');
    scenario.edited(bot().id, tick(`box ${'a'.repeat(16)}`));
    await acting(scenario.edited(bot().id, tick('apply'), 'eve'));
    expect(answer()).toMatch(/takes write permission/);
    expect(section()).toContain('- [ ] <!-- qitops:apply -->');
    await acting(scenario.edited(bot().id, (body) => tick('apply')(body.replace('// a', '// fine')), 'dana'));
    expect(answer()).toMatch(/changed in more than its boxes/);
    expect(topic()).toBe(scenario.head);
  });
  it('keeps ticks when the section is written anew, those too that were set meanwhile', async () => {
    await shown();
    scenario.edited(bot().id, tick(`box ${'a'.repeat(16)}`));
    leaveProven(scenario, provenOf(scenario, [...THREE.slice(0, 2), provenTest('d')]));
    const happens = () => void scenario.edited(bot().id, tick(`box ${'b'.repeat(16)}`));
    scenario.github.faults.add('GET', /issues\/7\/comments$/, { kind: 'then', happens });
    const { artifacts } = scenario.github.results.artifacts;
    for (const each of artifacts.filter(({ name }) => name.startsWith('qitops-suggested')))
      artifacts.splice(artifacts.indexOf(each), 1);
    await publish();
    expect(section()).toContain('price of d');
    expect(section()).toContain(`- [x] <!-- qitops:box ${'a'.repeat(16)}`);
    expect(section()).toContain(`- [x] <!-- qitops:box ${'b'.repeat(16)}`);
    expect(section()).toContain(`- [ ] <!-- qitops:box ${'d'.repeat(16)}`);
  });
});

describeWithRunner('without boxes and commands', () => {
  it('shows links alone', async () => {
    await shown(THREE, { config: 'version: 1\n' });
    expect(section()).not.toContain('- [ ]');
    expect(section()).not.toContain('/qitops accept');
    expect(section()).toContain('add it to this branch');
    expect(SHOP['qitops.yml']).toBeUndefined();
  });
});
