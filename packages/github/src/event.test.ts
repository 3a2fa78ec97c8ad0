import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type EventInfo, isForeign, mayWriteHistory, readEvent } from './event.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const folder = mkdtempSync(join(tmpdir(), 'qitops-event-'));

function event(name: string, payload: unknown, env: Record<string, string> = {}): EventInfo {
  const path = join(folder, `${name}.json`);
  writeFileSync(path, typeof payload === 'string' ? payload : JSON.stringify(payload));
  const variables = { GITHUB_REPOSITORY: 'acme/shop', GITHUB_SHA: B, GITHUB_EVENT_NAME: name };
  return readEvent({ ...variables, GITHUB_EVENT_PATH: path, ...env });
}

const pull = (headRepository: unknown) => ({
  pull_request: {
    number: 7,
    head: { sha: A, ref: 'topic', repo: headRepository },
    base: { sha: B, ref: 'main', repo: { id: 1 } },
  },
  repository: { default_branch: 'main' },
});

describe('the event', () => {
  it('of a pull request goes from its base to its head, not to the merge', () => {
    const info = event('pull_request', pull({ id: 1 }), { GITHUB_SHA: 'c'.repeat(40) });
    expect(info).toMatchObject({
      base: B,
      head: A,
      pullRequest: { number: 7, fork: false, headRef: 'topic' },
    });
    expect(isForeign(info)).toBe(false);
  });

  it('is foreign from a fork, from a deleted fork and from Dependabot', () => {
    expect(isForeign(event('pull_request', pull({ id: 2 })))).toBe(true);
    expect(isForeign(event('pull_request', pull(null)))).toBe(true);
    expect(isForeign(event('pull_request', pull({ id: 1 }), { GITHUB_ACTOR: 'dependabot[bot]' }))).toBe(true);
  });

  it('of a merge queue has its own base and head and no pull request', () => {
    expect(event('merge_group', { merge_group: { base_sha: A, head_sha: B } })).toMatchObject({
      base: A,
      head: B,
      pullRequest: null,
    });
  });

  it('of a push goes from before to after; a new branch has no before', () => {
    expect(event('push', { before: A, after: B })).toMatchObject({ base: A, head: B });
    expect(event('push', { before: '0'.repeat(40), after: B })).toMatchObject({ base: null, head: B });
  });

  it('of a comment is not about the default branch that GITHUB_SHA names', () => {
    const comment = { id: 3 };
    const info = event('issue_comment', { issue: { number: 9, pull_request: {} }, comment });
    expect(info).toMatchObject({ head: null, commentedPullRequest: 9 });
    expect(event('issue_comment', { issue: { number: 9 }, comment }).commentedPullRequest).toBeNull();
  });

  it('of a workflow run names the run that ended', () => {
    const run = {
      id: 5,
      head_sha: A,
      head_branch: 'topic',
      event: 'pull_request',
      head_repository: { id: 2, owner: { login: 'eve' } },
    };
    expect(event('workflow_run', { workflow_run: run }).upstream).toMatchObject({
      runId: 5,
      headOwner: 'eve',
    });
  });

  it('on a schedule measures the commit it runs on', () => {
    expect(event('schedule', {})).toMatchObject({ base: null, head: B });
  });

  it('may write history only with a workflow of the default branch', () => {
    const payload = { ...pull({ id: 1 }), before: A, after: B, merge_group: { base_sha: A, head_sha: B } };
    const on = (name: string, ref: string) => mayWriteHistory(event(name, payload, { GITHUB_REF: ref }));
    expect(on('push', 'refs/heads/main')).toBe(true);
    expect(on('schedule', 'refs/heads/main')).toBe(true);
    expect(on('push', 'refs/heads/topic')).toBe(false);
    expect(on('workflow_dispatch', 'refs/heads/topic')).toBe(false);
    expect(on('pull_request', 'refs/pull/7/merge')).toBe(false);
    expect(on('merge_group', 'refs/heads/gh-readonly-queue/main/pr-7')).toBe(false);
  });

  it('says what is wrong with a payload or a repository', () => {
    expect(() => event('push', '{')).toThrow(/the event payload cannot be read/);
    expect(() => event('push', {}, { GITHUB_REPOSITORY: 'shop' })).toThrow(/does not name a repository/);
  });

  it.each([null, [], 'text', 7, { pull_request: [] }, { pull_request: { number: '7' } }])(
    'is not judged by %j, which does not say what was measured against what',
    (payload) => {
      const text = JSON.stringify(payload);
      expect(() => event('pull_request', text)).toThrow(/has no pull_request\.base\.sha\. Fix: run the job/);
      expect(() => event('merge_group', text)).toThrow(/has no merge_group\.head_sha/);
      expect(() => event('push', text)).toThrow(/has no before/);
    },
  );

  it('is not judged in surroundings that are not those of a runner', () => {
    for (const [name, value] of Object.entries({
      GITHUB_EVENT_NAME: '',
      GITHUB_SHA: 'main',
      GITHUB_RUN_ATTEMPT: 'two',
      GITHUB_SERVER_URL: 'github.com',
      GITHUB_API_URL: 'javascript:alert(1)',
    }))
      expect(() => event('schedule', {}, { [name]: value })).toThrow(new RegExp(`^${name}: .*Fix: leave`));
  });
});
