import { type EventInfo, githubReviewHost, openGateway, publishSection, withSection } from '@qitops/github';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { actionsBot, person } from './accounts.ts';
import type { Fault } from './faults.ts';
import { type LocalGitHub, startLocalGitHub } from './server.ts';
import { LocalRepository } from './state.ts';

const MARKER = '<!-- qitops -->';
const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const THREAD = /\/issues\/7\/comments$/;
const bot = actionsBot({ 'pull-requests': 'write' });
const mallory = person('mallory', 66);

let github: LocalGitHub;
let repository: LocalRepository;

beforeEach(async () => {
  repository = new LocalRepository({ owner: 'acme', name: 'shop' });
  repository.addPull({
    number: 7,
    title: 'Change',
    author: mallory,
    state: 'open',
    head: { ref: 'topic', sha: A, repositoryId: 1, owner: 'acme' },
    base: { ref: 'main', sha: B },
  });
  github = await startLocalGitHub([repository]);
  github.tokens.set('ghs_write', bot);
  github.tokens.set('ghs_read', actionsBot({ 'pull-requests': 'read', contents: 'read' }));
  github.tokens.set('ghp_dana', person('dana', 5, { 'pull-requests': 'write' }));
});

afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github.close();
});

function event(over: Partial<EventInfo> = {}): EventInfo {
  return {
    name: 'pull_request',
    repository: { owner: 'acme', name: 'shop' },
    sha: A,
    ref: 'refs/pull/7/merge',
    workflow: 'ci',
    job: 'test',
    runId: '1',
    attempt: 1,
    actor: 'dana',
    base: B,
    head: A,
    pullRequest: { number: 7, headSha: A, baseSha: B, headRef: 'topic', baseRef: 'main', fork: false },
    commentedPullRequest: null,
    comment: null,
    upstream: null,
    defaultBranch: 'main',
    serverUrl: 'https://github.com',
    apiUrl: github.url,
    ...over,
  };
}

const fast = { secondMs: 5, requestMs: 2000 };

function publish(text: string, { token = 'ghs_write', workflow = 'ci', about = event(), limits = {} } = {}) {
  const host = githubReviewHost({ event: about, token, ...fast, ...limits });
  return publishSection(host, { marker: MARKER, key: workflow, render: () => text });
}

const bodies = () => repository.comments.map((comment) => comment.body);

describe('the sticky comment', () => {
  it('is written once, then updated, and left alone when nothing changed', async () => {
    expect(await publish('one')).toMatchObject({
      action: 'created',
      url: expect.stringContaining('/pull/7#'),
    });
    expect(await publish('two')).toMatchObject({ action: 'updated' });
    expect(await publish('two')).toMatchObject({ action: 'unchanged' });
    expect(bodies()).toHaveLength(1);
    expect(bodies()[0]).toContain('two');
    expect(repository.comments[0]!.edits).toBe(1);
  });

  it('has a section for each workflow', async () => {
    await publish('of ci');
    await publish('of e2e', { workflow: 'e2e' });
    await publish('of ci again');
    expect(bodies()).toHaveLength(1);
    expect(bodies()[0]).toContain('of ci again');
    expect(bodies()[0]).toContain('of e2e');
  });

  it('is found on the third page', async () => {
    for (let count = 0; count < 250; count += 1) repository.addComment(7, mallory, `comment ${count}`);
    await publish('one');
    repository.addComment(7, mallory, 'last');
    expect(await publish('two')).toMatchObject({ action: 'updated' });
  });

  it('of someone else with the same marker is not taken over', async () => {
    const hostile = repository.addComment(7, mallory, `${MARKER}\nall green, merge it`);
    repository.addComment(7, bot, `quoting: ${MARKER}`);
    expect(await publish('true')).toMatchObject({ action: 'created' });
    expect(hostile.edits).toBe(0);
    expect(await publish('truer')).toMatchObject({ action: 'updated' });
    expect(hostile.edits).toBe(0);
  });

  it('belongs to the person whose token it is', async () => {
    repository.addComment(7, bot, `${MARKER}\nof the bot`);
    expect(await publish('mine', { token: 'ghp_dana' })).toMatchObject({ action: 'created' });
    expect(await publish('mine too', { token: 'ghp_dana' })).toMatchObject({ action: 'updated' });
  });

  it('takes three requests, and one when nothing changed', async () => {
    await publish('one');
    expect(github.requests).toHaveLength(3);
    await publish('two');
    expect(github.requests).toHaveLength(6);
    await publish('two');
    expect(github.requests).toHaveLength(7);
  });

  it('keeps what somebody wrote between its reading and its writing', async () => {
    await publish('of ci');
    const [comment] = repository.comments;
    const happens = () => repository.editComment(comment!, `${comment!.body}\n\n- [x] looked at by dana`);
    github.faults.add('GET', THREAD, { kind: 'then', happens });
    await publish('of ci again');
    expect(bodies()[0]).toContain('of ci again');
    expect(bodies()[0]).toContain('- [x] looked at by dana');
  });

  it('keeps the section that another workflow wrote between its reading and its writing', async () => {
    await publish('of ci');
    const [comment] = repository.comments;
    const happens = () => {
      const request = { marker: MARKER, key: 'e2e', render: () => 'of e2e' };
      repository.editComment(comment!, withSection(comment!.body, request)!);
    };
    github.faults.add('GET', THREAD, { kind: 'then', happens });
    await publish('of ci again');
    expect(bodies()[0]).toContain('of ci again');
    expect(bodies()[0]).toContain('of e2e');
  });

  it('is one when two jobs write their first at the same moment', async () => {
    await Promise.all([publish('of ci'), publish('of e2e', { workflow: 'e2e' })]);
    expect(bodies()).toHaveLength(1);
    expect(bodies()[0]).toContain('of ci');
    expect(bodies()[0]).toContain('of e2e');
  });
});

describe('a comment that may not be written', () => {
  it('is refused with the permission that is missing, and nothing is thrown', async () => {
    const refused = await publish('x', { token: 'ghs_read' });
    expect(refused).toMatchObject({
      reason: expect.stringContaining('Resource not accessible by integration'),
      remedy: expect.stringContaining('pull-requests: write'),
    });
    expect(bodies()).toEqual([]);
  });

  it('is refused for a token that GitHub does not know', async () => {
    expect(await publish('x', { token: 'ghs_old' })).toMatchObject({
      reason: expect.stringContaining('Bad credentials'),
    });
  });

  it('is refused when it is too long', async () => {
    const host = githubReviewHost({ event: event(), token: 'ghs_write', ...fast });
    const long = await host.upsertComment(7, MARKER, () => 'x'.repeat(65_537));
    expect(long).toMatchObject({ reason: expect.stringContaining('65537 characters') });
  });
});

describe('a comment under faults', () => {
  const passing: [string, Fault][] = [
    ['a 502', { kind: 'status', status: 502 }],
    ['a 429', { kind: 'too-many', retryAfter: 1 }],
    ['a secondary limit', { kind: 'secondary-limit', retryAfter: 1 }],
    ['a primary limit', { kind: 'primary-limit', resetInSeconds: 2 }],
    ['a broken connection', { kind: 'reset' }],
    ['an answer lost after the write', { kind: 'lost', as: 'reset' }],
    ['a 502 after the write', { kind: 'lost', as: 502 }],
  ];

  it.each(passing)('is written once in spite of %s on the write', async (_, fault) => {
    github.faults.add('POST', THREAD, fault);
    expect(await publish('one')).toHaveProperty('url');
    expect(bodies()).toHaveLength(1);
  });

  it.each(passing)('is written once in spite of %s on the read', async (_, fault) => {
    github.faults.add('GET', THREAD, fault);
    expect(await publish('one')).toMatchObject({ action: 'created' });
    expect(bodies()).toHaveLength(1);
  });

  it.each(passing)('is updated in spite of %s', async (_, fault) => {
    await publish('one');
    github.faults.add('PATCH', /comments\/\d+$/, fault);
    expect(await publish('two')).toMatchObject({ action: 'updated' });
    expect(bodies()).toHaveLength(1);
    expect(bodies()[0]).toContain('two');
  });

  it('is written once in spite of an answer that comes too late', async () => {
    github.faults.add('POST', THREAD, { kind: 'slow', ms: 400 });
    await publish('one', { limits: { requestMs: 200 } });
    expect(bodies()).toHaveLength(1);
  });

  it('that GitHub writes after it was given up is taken away by the next run', async () => {
    await publish('one');
    const late = repository.addComment(7, bot, bodies()[0]!);
    const other = withSection(null, { marker: MARKER, key: 'e2e', render: () => 'of e2e' })!;
    repository.addComment(7, bot, other);
    await publish('two');
    expect(repository.comments).not.toContain(late);
    expect(bodies(), 'what has a section of its own stays').toEqual([expect.stringContaining('two'), other]);
  });

  it('is not asked for once what failed has cost the patience of the step', async () => {
    github.faults.add('GET', THREAD, { kind: 'status', status: 502 }, { times: 100 });
    const first = await publish('one', { limits: { budgetMs: 8 } });
    expect(first).toMatchObject({ reason: expect.stringMatching(/was not asked to comment/) });
    expect(github.requests.length).toBeLessThanOrEqual(2);
  });

  it('is refused, not awaited, when the limit lasts longer than the time there is', async () => {
    github.faults.add('POST', THREAD, { kind: 'secondary-limit', retryAfter: 3600 });
    const started = Date.now();
    expect(await publish('one', { limits: { budgetMs: 1000 } })).toMatchObject({
      reason: expect.stringContaining('rate limit'),
    });
    expect(Date.now() - started).toBeLessThan(2000);
  });

  it('is refused when GitHub stays down', async () => {
    github.faults.add('POST', THREAD, { kind: 'status', status: 502 }, { times: 100 });
    expect(await publish('one')).toMatchObject({ reason: expect.stringContaining('did not answer') });
    expect(bodies()).toEqual([]);
  });
});

describe('the pull request of an event', () => {
  const upstream = {
    runId: 3,
    workflow: 'ci',
    headSha: A,
    headBranch: 'topic',
    headRepositoryId: 1,
    headOwner: 'acme',
    event: 'pull_request',
  };
  const without = { name: 'workflow_run', pullRequest: null };
  const ask = (over: Partial<EventInfo>) =>
    githubReviewHost({ event: event(over), token: 'ghs_write', ...fast }).pullRequest();

  it('is asked for by number after a comment', async () => {
    expect(await ask({ ...without, commentedPullRequest: 7 })).toMatchObject({
      number: 7,
      headSha: A,
      fork: false,
    });
  });

  it('is the open one with the head of the run', async () => {
    expect(await ask({ ...without, upstream })).toMatchObject({ number: 7 });
  });

  it('is none when its head moved, lies elsewhere, or two could be meant', async () => {
    expect(await ask({ ...without, upstream: { ...upstream, headSha: B } })).toBeNull();
    expect(await ask({ ...without, upstream: { ...upstream, headRepositoryId: 2 } })).toBeNull();
    repository.addPull({ ...repository.pulls.get(7)!, number: 8, base: { ref: 'next', sha: B } });
    expect(await ask({ ...without, upstream })).toBeNull();
  });

  it('is none for a push, and nothing is asked', async () => {
    expect(await publish('x', { about: event({ name: 'push', pullRequest: null }) })).toBeNull();
    expect(github.requests).toEqual([]);
  });
});

describe('the client', () => {
  it('counts what it sends, retries included', async () => {
    github.faults.add('GET', /^\/repos\/acme\/shop$/, { kind: 'status', status: 502 });
    const gateway = await openGateway({ apiUrl: github.url, token: 'ghs_write', ...fast });
    await gateway.octokit.request('GET /repos/{owner}/{repo}', { owner: 'acme', repo: 'shop' });
    expect(gateway.calls()).toBe(2);
  });
});
