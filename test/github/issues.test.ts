import { type EventInfo, githubIssues } from '@qitops/github';
import type { KeptIssue } from '@qitops/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { actionsBot } from './accounts.ts';
import { type LocalGitHub, startLocalGitHub } from './server.ts';
import { LocalRepository } from './state.ts';

let github: LocalGitHub;
let repository: LocalRepository;

beforeEach(async () => {
  repository = new LocalRepository({ owner: 'acme', name: 'shop' });
  github = await startLocalGitHub([repository]);
  github.tokens.set('ghs_issues', actionsBot({ issues: 'write' }));
  github.tokens.set('ghs_none', actionsBot({ contents: 'read' }));
});
afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github.close();
});

const issue = (id: string, more: Partial<KeptIssue> = {}): KeptIssue => ({
  markers: [`<!-- qitops-flaky:${id} -->`],
  title: `Flaky: ${id}`,
  body: 'failed 3 of 40 runs',
  open: true,
  ...more,
});

function keep(wanted: KeptIssue[], { token = 'ghs_issues', limit = 5 } = {}) {
  const event = { repository: { owner: 'acme', name: 'shop' }, apiUrl: github.url } as unknown as EventInfo;
  return githubIssues({ event, token, secondMs: 5, requestMs: 2000 }).keepIssues('flaky-test', wanted, limit);
}
const actions = async (wanted: KeptIssue[], more = {}) => {
  const result = await keep(wanted, more);
  return 'done' in result ? result.done.map(({ action }) => action) : result;
};

describe('a pinned issue', () => {
  const pinned = (body: string) => keep([issue('a', { pinned: true, body })]);
  it('is pinned by a later run where the first could not, and left alone once a person unpinned it', async () => {
    github.faults.add('POST', /graphql$/, { kind: 'status', status: 502 }, { times: 3 });
    expect(await pinned('one')).toMatchObject({ done: [{ remark: expect.stringContaining('not pinned') }] });
    expect(repository.issues[0]!.pinned).toBe(false);
    expect(await pinned('one')).toEqual({
      done: [expect.not.objectContaining({ remark: expect.anything() })],
      left: 0,
    });
    expect(repository.issues[0]!.pinned).toBe(true);
    repository.issues[0]!.pinned = false;
    await pinned('two');
    expect(repository.issues[0]).toMatchObject({ pinned: false, body: expect.stringContaining('two') });
  });
});

describe('kept issues', () => {
  it('are made once, and changed only when there is something new', async () => {
    expect(await actions([issue('a')])).toEqual(['created']);
    expect(await actions([issue('a')])).toEqual(['unchanged']);
    expect(await actions([issue('a', { body: 'failed 4 of 41 runs' })])).toEqual(['updated']);
    expect(repository.issues).toMatchObject([
      { title: 'Flaky: a', labels: ['flaky-test'], state: 'open', edits: 1 },
    ]);
  });
  it('are found by any of their markers: a cluster that grows keeps its issue', async () => {
    await keep([issue('a')]);
    const grown = issue('b', { markers: ['<!-- qitops-flaky:b -->', '<!-- qitops-flaky:a -->'] });
    expect(await actions([grown])).toEqual(['updated']);
    expect(repository.issues).toHaveLength(1);
  });
  it('are closed when what they tell of is over, and opened again when it comes back', async () => {
    await keep([issue('a')]);
    expect(await actions([issue('a', { open: false })])).toEqual(['closed']);
    expect(repository.issues[0]?.state).toBe('closed');
    expect(await actions([issue('a', { open: false })])).toEqual(['unchanged']);
    expect(await actions([issue('a')])).toEqual(['reopened']);
    expect(repository.issues[0]?.state).toBe('open');
  });
  it('that a person closed stay closed', async () => {
    await keep([issue('a')]);
    repository.issues[0]!.state = 'closed';
    expect(await actions([issue('a', { body: 'failed again' })])).toEqual(['unchanged']);
    expect(repository.issues[0]?.state).toBe('closed');
  });
  it('are not made for what is over already', async () => {
    expect(await actions([issue('a', { open: false })])).toEqual([]);
    expect(repository.issues).toEqual([]);
  });
  it('are written up to a limit; the rest is counted', async () => {
    expect(await keep([issue('a'), issue('b'), issue('c')], { limit: 2 })).toMatchObject({ left: 1 });
    expect(repository.issues).toHaveLength(2);
  });
  it('are not doubled when the answer to a write is lost', async () => {
    github.faults.add('POST', /\/issues$/, { kind: 'lost', as: 502 });
    expect(await actions([issue('a')])).toEqual(['created']);
    expect(repository.issues).toHaveLength(1);
  });
  it('that were written twice all the same are one again: the younger is closed', async () => {
    await keep([issue('a')]);
    const { title, body, labels } = repository.issues[0]!;
    repository.addIssue({ title, body, labels });
    expect(await actions([issue('a', { body: 'failed again' })])).toEqual(['updated']);
    expect(repository.issues).toMatchObject([
      { state: 'open', body: expect.stringContaining('failed again') },
      { state: 'closed' },
    ]);
    await keep([issue('a')]);
    expect(repository.issues.map(({ state }) => state)).toEqual(['open', 'closed']);
  });
  it('that may not be written are refused with the permission that is missing', async () => {
    expect(await keep([issue('a')], { token: 'ghs_none' })).toMatchObject({
      remedy: expect.stringContaining('issues: write'),
    });
  });
});
