import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IssueHost, KeptIssue, Notice } from '@qitops/model';
import { ScratchRepository } from '@qitops/repository/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { notify } from './notify.ts';
import { isQuiet } from './quiet.ts';

let repository: ScratchRepository;
let server: Server;
let host = '';
let bodies: { type?: string; data?: { notices: Notice[] } }[] = [];
let failing = false;
let kept: KeptIssue[] = [];
beforeAll(async () => {
  server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    if (!failing) bodies.push(JSON.parse(text));
    response.writeHead(failing ? 503 : 200).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  repository?.dispose();
  repository = new ScratchRepository();
  bodies = [];
  kept = [];
  failing = false;
});
afterAll(() => repository.dispose());

const issues: IssueHost = {
  keepIssues: async (_label, wanted) => {
    kept = [...wanted];
    return { done: wanted.map(() => ({ url: 'https://x', action: 'created' as const })), left: 0 };
  },
};
const failure = (key: string): Notice => ({
  key: `new-failure-${key}`,
  kind: 'new-failure',
  title: `${key} fails`,
  details: [key],
  since: null,
});
const flaky = (key: string): Notice => ({ ...failure(key), key: `newly-flaky-${key}`, kind: 'newly-flaky' });

function tell(notices: Notice[], config: string, now = new Date('2026-06-10T12:00:00Z')) {
  repository.write('qitops.yml', config);
  return notify(
    {
      cwd: repository.root,
      env: { HOOK: `http://${host}/hook`, QITOPS_NOTIFY_ALLOW: host },
      log: { info() {}, warn() {} },
    },
    {
      store: '.qitops/history',
      notices,
      repository: 'acme/shop',
      sha: 'abc',
      runUrl: null,
      issues,
      now,
      post: { secondMs: 1 },
    },
  );
}
const HOOK = 'notifications:\n  - to: webhook\n    url: HOOK\n';
const heard = () => bodies.map((body) => body.data!.notices.map(({ key }) => key));

describe('a target of notifications', () => {
  it('hears of each thing once, as long as it goes on', async () => {
    await tell([failure('a')], HOOK);
    await tell([failure('a'), failure('b')], HOOK);
    await tell([failure('a'), failure('b')], HOOK);
    expect(heard()).toEqual([['new-failure-a'], ['new-failure-b']]);
  });
  it('hears again of what was over and came back', async () => {
    await tell([failure('a')], HOOK);
    await tell([], HOOK);
    await tell([failure('a')], HOOK);
    expect(heard()).toEqual([['new-failure-a'], ['new-failure-a']]);
  });
  it('is not told at first of all that has been flaky for long', async () => {
    await tell([failure('a'), flaky('old')], HOOK);
    await tell([flaky('old'), flaky('new')], HOOK);
    expect(heard()).toEqual([['new-failure-a'], ['newly-flaky-new']]);
  });
  it('that fails fails nothing, and hears of it with the next run', async () => {
    failing = true;
    const [told] = await tell([failure('a')], HOOK);
    expect(told).toMatchObject({ target: 'webhook (HOOK)', problem: 'it answered 503' });
    failing = false;
    await tell([failure('a')], HOOK);
    expect(heard()).toEqual([['new-failure-a']]);
  });
  it('with quiet hours hears afterwards what happened in them', async () => {
    const quiet = `${HOOK}    quiet: { from: "22:00", to: "07:00", timezone: Europe/Amsterdam }\n`;
    const [told] = await tell([failure('a')], quiet, new Date('2026-06-10T21:30:00Z'));
    expect(told).toMatchObject({ notices: 0, problem: null, note: '1 wait for the end of the quiet hours' });
    expect(bodies).toEqual([]);
    await tell([failure('a')], quiet, new Date('2026-06-11T05:30:00Z'));
    expect(heard()).toEqual([['new-failure-a']]);
  });
  it('hears only of the kinds that it asked for', async () => {
    const only = `${HOOK}    on: [coverage-drop]\n`;
    await tell([failure('a')], only);
    await tell([failure('a'), { ...failure('c'), key: 'coverage-drop-c', kind: 'coverage-drop' }], only);
    expect(heard()).toEqual([['coverage-drop-c']]);
  });
  it('whose variable is empty is named', async () => {
    const [told] = await tell([failure('a')], 'notifications:\n  - to: slack\n    url: NOT_SET\n');
    expect(told?.problem).toBe('the environment variable NOT_SET is empty');
  });
  it('that is GitHub’s issues gets one for each affair, closed when it is over', async () => {
    const config = 'notifications:\n  - to: issue\n';
    await tell([failure('a'), flaky('old')], config);
    expect(kept.map(({ title, open }) => [title, open])).toEqual([['a fails', true]]);
    await tell([failure('b'), flaky('old')], config);
    expect(kept.map(({ title, open }) => [title, open])).toEqual([
      ['b fails', true],
      ['a fails', false],
    ]);
  });
  it('needs the name of a variable, not the secret itself', async () => {
    await expect(
      tell([], 'notifications:\n  - to: slack\n    url: https://hooks.slack.com/x\n'),
    ).rejects.toThrow('write the name of an environment variable, not the secret itself');
    await expect(tell([], 'notifications:\n  - to: slack\n')).rejects.toThrow('url: SLACK_WEBHOOK_URL');
  });
});

describe('quiet hours', () => {
  it.each([
    ['21:59', false],
    ['22:00', true],
    ['23:30', true],
    ['06:59', true],
    ['07:00', false],
  ])('past midnight hold at %s: %s', (clock, quiet) => {
    expect(isQuiet({ from: '22:00', to: '07:00' }, new Date(`2026-06-10T${clock}:00Z`))).toBe(quiet);
  });
  it('may take whole weekends', () => {
    const quiet = { from: '00:00', to: '00:00', weekends: true };
    expect(isQuiet(quiet, new Date('2026-06-13T12:00:00Z'))).toBe(true);
    expect(isQuiet(quiet, new Date('2026-06-15T12:00:00Z'))).toBe(false);
  });
});
