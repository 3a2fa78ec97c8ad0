import { type CheckRequest, type EventInfo, githubReviewHost } from '@qitops/github';
import type { Finding } from '@qitops/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { actionsBot } from './accounts.ts';
import { type LocalGitHub, startLocalGitHub } from './server.ts';
import { LocalRepository } from './state.ts';

const SHA = 'a'.repeat(40);
let github: LocalGitHub;
let repository: LocalRepository;

beforeEach(async () => {
  repository = new LocalRepository({ owner: 'acme', name: 'shop' });
  github = await startLocalGitHub([repository]);
  github.tokens.set('ghs_checks', actionsBot({ checks: 'write' }));
  github.tokens.set('ghs_none', actionsBot({ contents: 'read' }));
});
afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github.close();
});

const finding = (line: number): Finding => ({
  kind: 'missed-lines',
  level: 'warning',
  path: 'src/a.ts',
  line,
  title: `line ${line}`,
  message: 'No test runs it.',
  evidence: [],
});

function check(over: Partial<CheckRequest> & { token?: string; workflow?: string } = {}) {
  const { token = 'ghs_checks', workflow = 'ci', ...request } = over;
  const event = {
    repository: { owner: 'acme', name: 'shop' },
    workflow,
    job: 'test',
    apiUrl: github.url,
  } as unknown as EventInfo;
  const host = githubReviewHost({ event, token, secondMs: 5, requestMs: 2000 });
  return host.checkRun({
    sha: SHA,
    conclusion: 'failure',
    title: '1 new failure',
    summary: 'It failed.',
    text: '',
    detailsUrl: 'https://github.com/acme/shop/actions/runs/1',
    findings: [],
    ...request,
  });
}

describe('the check run', () => {
  it('stands on the commit with its conclusion', async () => {
    expect(await check()).toMatchObject({ url: expect.stringContaining('/runs/') });
    expect(repository.checks).toMatchObject([{ name: 'qitops', sha: SHA, conclusion: 'failure' }]);
  });

  it('is updated when the job runs again, and another one for another workflow', async () => {
    await check();
    await check({ conclusion: 'success', title: 'All passed' });
    expect(repository.checks).toMatchObject([{ conclusion: 'success', output: { title: 'All passed' } }]);
    await check({ workflow: 'e2e' });
    expect(repository.checks).toHaveLength(2);
  });

  it('takes annotations in batches of fifty, each once, however often the job runs', async () => {
    const findings = Array.from({ length: 130 }, (_, index) => finding(index + 1));
    await check({ findings });
    expect(repository.checks[0]!.annotations).toHaveLength(130);
    expect(github.requests.filter((request) => request.startsWith('PATCH'))).toHaveLength(2);
    await check({ findings: [...findings, finding(999)] });
    expect(repository.checks[0]!.annotations).toHaveLength(131);
  });

  it('takes few requests for any number of findings', async () => {
    await check({ findings: Array.from({ length: 5000 }, (_, index) => finding(index + 1)) });
    expect(github.requests.length).toBeLessThanOrEqual(6);
  });

  it.each(['reset', 502] as const)('is made once although the answer is lost (%s)', async (as) => {
    github.faults.add('POST', /check-runs$/, { kind: 'lost', as });
    expect(await check({ findings: [finding(1)] })).toHaveProperty('url');
    expect(repository.checks).toHaveLength(1);
    expect(repository.checks[0]!.annotations).toHaveLength(1);
  });

  it('is refused with the permission that is missing', async () => {
    expect(await check({ token: 'ghs_none' })).toMatchObject({
      remedy: expect.stringContaining('checks: write'),
    });
    expect(repository.checks).toEqual([]);
  });
});
