import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Message, Notice } from '@qitops/model';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { post, signedRequest, slackMessage } from './index.ts';

const notice = (more: Partial<Notice> = {}): Notice => ({
  key: 'new-failure-1',
  kind: 'new-failure',
  title: 'pays fails: expected 3',
  details: ['Cart › pays'],
  since: 'abcdef0123',
  ...more,
});
const message = (notices: Notice[]): Message => ({
  repository: 'acme/shop',
  sha: '0123456789',
  runUrl: 'https://github.com/acme/shop/actions/runs/1',
  notices,
  id: 'msg_1',
});

describe('a message for Slack', () => {
  it('says what is new by kind, since when and where', () => {
    const text = JSON.stringify(
      slackMessage(message([notice(), notice({ kind: 'newly-flaky', title: 'x is flaky' })])),
    );
    expect(text).toContain('acme/shop: 1 new failure, 1 newly flaky test');
    expect(text).toContain('(since `abcdef0`)');
    expect(text).toContain('<https://github.com/acme/shop/actions/runs/1|the run>');
  });
  it.each([
    '<!channel> now',
    '<@U123> look',
    '<https://evil.example|the run>',
    '*bold* _it_ ~no~ `code`',
    'https://evil.example',
    '&lt;!here&gt;',
    '\u202eabc',
  ])('lets nothing of %j act', (hostile) => {
    const { blocks } = slackMessage(message([notice({ title: hostile, details: [hostile] })])) as unknown as {
      blocks: { text?: { type: string; text: string } }[];
    };
    const section = blocks.find(({ text }) => text?.type === 'mrkdwn')!.text!.text;
    const said = section.slice(section.indexOf('•'));
    expect(said).not.toMatch(/<(?!\/)|>|https?:\/\/|\u202e/);
    expect(said.replace(/\(since `abcdef0`\)/, '')).not.toMatch(/[*_~`](?!\u200b)/);
  });
  it('keeps within what Block Kit takes', () => {
    const many = Array.from({ length: 300 }, (_, n) => notice({ key: String(n), title: 'x'.repeat(500) }));
    const { blocks, text } = slackMessage(message(many)) as {
      blocks: { type: string; text?: { text: string } }[];
      text: string;
    };
    expect(blocks.length).toBeLessThanOrEqual(50);
    expect(text.length).toBeLessThanOrEqual(3000);
    for (const block of blocks) expect(block.text?.text.length ?? 0).toBeLessThanOrEqual(3000);
    expect(JSON.stringify(blocks)).toContain('and 280 more');
  });
});

describe('a message for a webhook', () => {
  it('is signed as Standard Webhooks says', () => {
    const secret = `whsec_${Buffer.from('a secret of a team').toString('base64')}`;
    const { body, headers } = signedRequest(message([notice()]), secret, 1_700_000_000);
    const expected = createHmac('sha256', 'a secret of a team')
      .update(`msg_1.1700000000.${body}`)
      .digest('base64');
    expect(headers).toMatchObject({
      'webhook-id': 'msg_1',
      'webhook-timestamp': '1700000000',
      'webhook-signature': `v1,${expected}`,
    });
    expect(JSON.parse(body)).toMatchObject({ type: 'qitops.notices', data: { repository: 'acme/shop' } });
  });
  it('has no signature without a secret', () => {
    expect(signedRequest(message([notice()]), null, 1).headers).not.toHaveProperty('webhook-signature');
  });
});

describe('posting', () => {
  let server: Server;
  let host = '';
  let answers: ((response: ServerResponse) => void)[] = [];
  let seen = 0;
  beforeAll(async () => {
    server = createServer((request, response) => {
      request.resume();
      const answer = answers[Math.min(seen, answers.length - 1)]!;
      seen += 1;
      answer(response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());
  beforeEach(() => {
    seen = 0;
  });
  const status = (code: number) => (response: ServerResponse) => void response.writeHead(code).end('no');
  const sent = (allowed = [host]) =>
    post(`http://${host}/hook/secret-path`, { body: '{}', headers: {} }, { allowed, secondMs: 1 });

  it('tries again where that can help', async () => {
    answers = [status(502), (response) => void response.destroy(), status(200)];
    expect(await sent()).toBeNull();
    expect(seen).toBe(3);
  });
  it('gives up on what will not change, and says it without the secret path', async () => {
    answers = [status(404)];
    expect(await sent()).toBe('it answered 404');
    expect(seen).toBe(1);
    answers = [status(500)];
    seen = 0;
    expect(await sent()).toBe('it answered 500');
    expect(seen).toBe(3);
  });
  it('asks no private address that nobody named', async () => {
    answers = [status(200)];
    const problem = await sent([]);
    expect(problem).toContain('QITOPS_NOTIFY_ALLOW');
    expect(problem).not.toContain('secret-path');
    expect(seen).toBe(0);
  });
});
