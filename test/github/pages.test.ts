import { askPages, type EventInfo } from '@qitops/github';
import { afterEach, describe, expect, it } from 'vitest';
import { actionsBot } from './accounts.ts';
import { type LocalGitHub, startLocalGitHub } from './server.ts';
import { LocalRepository } from './state.ts';

let github: LocalGitHub;
afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github.close();
});

async function ask(
  pages: LocalRepository['pages'],
  { hidden = false, rights = true, privateToo = false, ref = 'refs/heads/main' } = {},
) {
  const repository = new LocalRepository({ owner: 'acme', name: 'shop', isPublic: !hidden });
  repository.pages = pages;
  github = await startLocalGitHub([repository]);
  github.tokens.set('ghs', actionsBot(rights ? { pages: 'read' } : {}));
  const event = {
    name: 'push',
    ref,
    defaultBranch: 'main',
    repository: { owner: 'acme', name: 'shop' },
    apiUrl: github.url,
  } as unknown as EventInfo;
  return askPages({ event, token: 'ghs', privateToo, secondMs: 5, requestMs: 2000 });
}

describe('publishing on GitHub Pages', () => {
  it('is fine where the default branch deploys by Actions', async () => {
    expect(await ask({ build_type: 'workflow', public: true })).toEqual({
      publish: true,
      reason: null,
      url: 'https://acme.github.io/shop/',
    });
  });
  it('is refused for a private repository whose site would be public, unless the team wants it', async () => {
    const refused = await ask({ build_type: 'workflow', public: true }, { hidden: true });
    expect(refused).toMatchObject({ publish: false, reason: expect.stringContaining('private: publish') });
    await github.close();
    const wanted = await ask({ build_type: 'workflow', public: true }, { hidden: true, privateToo: true });
    expect(wanted.publish).toBe(true);
    await github.close();
    const inside = await ask({ build_type: 'workflow', public: false }, { hidden: true });
    expect(inside.publish).toBe(true);
  });
  it('would replace a site that a branch publishes, so it is not done', async () => {
    expect(await ask({ build_type: 'legacy', public: true })).toMatchObject({
      publish: false,
      reason: expect.stringContaining('would replace that site'),
    });
  });
  it('is not done where Pages is off, and the setting is named', async () => {
    expect(await ask(null)).toMatchObject({
      publish: false,
      reason: expect.stringContaining('Settings → Pages → Source'),
    });
  });
  it('is tried in a public repository where the token may not ask, and never in a private one', async () => {
    expect(await ask(null, { rights: false })).toMatchObject({
      publish: true,
      reason: expect.stringContaining('pages: read'),
    });
    await github.close();
    expect(await ask(null, { rights: false, hidden: true })).toMatchObject({
      publish: false,
      reason: expect.stringContaining('private'),
    });
  });
  it('is for the default branch alone', async () => {
    expect(await ask({ build_type: 'workflow', public: true }, { ref: 'refs/heads/topic' })).toMatchObject({
      publish: false,
      reason: 'only runs of the default branch publish the site',
    });
    expect(github.requests).toEqual([]);
  });
});
