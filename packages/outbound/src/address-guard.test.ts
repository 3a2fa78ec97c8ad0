import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { guardUrl } from './address-guard.ts';
import { guardedFetch, type Resolve } from './guarded-fetch.ts';
import { OutboundRefusal } from './refusal.ts';

const REFUSED = [
  'https://127.0.0.1/v1',
  'https://127.1/v1',
  'https://2130706433/v1',
  'https://0x7f.0.0.1/v1',
  'https://0177.0.0.1/v1',
  'https://0.0.0.0/',
  'https://localhost/v1',
  'https://LOCALHOST./v1',
  'https://api.localhost/',
  'https://10.0.0.1/',
  'https://172.31.255.255/',
  'https://192.168.1.1/',
  'https://100.100.100.200/',
  'https://169.254.169.254/latest/meta-data',
  'https://168.63.129.16/',
  'https://[::1]/',
  'https://[::]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:a9fe:a9fe]/',
  'https://[fd00:ec2::254]/',
  'https://[fe80::1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[2002:7f00:1::]/',
  'http://example.com/v1',
  'ftp://example.com/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'https://user:password@example.com/',
  'not a url',
  '',
];

const hosts = (allowed: string[]) => ({ allowed, allowedBy: 'QITOPS_ALLOW' });

describe('guardUrl', () => {
  it.each(REFUSED)('refuses %j', (url) => {
    expect(() => guardUrl(url, hosts([]))).toThrow(OutboundRefusal);
  });
  it.each(['https://api.openai.com/v1', 'https://8.8.8.8/', 'https://[2606:4700::1]/'])('takes %s', (url) => {
    expect(guardUrl(url, hosts([])).href).toContain(url);
  });
  it('takes a private host only when exactly it is named', () => {
    expect(guardUrl('http://127.0.0.1:11434/v1', hosts(['127.0.0.1:11434'])).port).toBe('11434');
    expect(() => guardUrl('http://127.0.0.1:8080/', hosts(['127.0.0.1:11434']))).toThrow(OutboundRefusal);
    expect(() => guardUrl('http://10.0.0.1/', hosts(['127.0.0.1:11434']))).toThrow(OutboundRefusal);
    expect(() => guardUrl('file://127.0.0.1:11434/', hosts(['127.0.0.1:11434']))).toThrow(OutboundRefusal);
  });
});

describe('guardedFetch', () => {
  let service: Server;
  let host = '';
  let seen: string[] = [];
  let behave: (response: ServerResponse) => void = (response) =>
    void response.writeHead(200).end('secret of the network');
  beforeAll(async () => {
    service = createServer((request, response) => {
      seen.push(request.url ?? '');
      behave(response);
    }).listen(0, '127.0.0.1');
    await once(service, 'listening');
    host = `127.0.0.1:${(service.address() as AddressInfo).port}`;
  });
  afterAll(() => service.close());
  beforeEach(() => {
    seen = [];
  });

  const found =
    (...addresses: string[]): Resolve =>
    (_host, _options, done) =>
      done(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
  const limits = { ...hosts([]), timeoutMs: 1_000, maxBytes: 1_000 };

  it.each([
    ['a private address', ['127.0.0.1']],
    ['the metadata service', ['169.254.169.254']],
    ['a public and a private address', ['8.8.8.8', '::1']],
  ])('refuses a public name that resolves to %s', async (_, addresses) => {
    const port = host.split(':')[1];
    const asked = guardedFetch({ ...limits, resolve: found(...addresses) })(
      `https://rebind.example:${port}/`,
    );
    await expect(asked).rejects.toMatchObject({ kind: 'address' });
    expect(seen).toEqual([]);
  });
  it('does not follow a redirect to where it may not go', async () => {
    behave = (response) => void response.writeHead(302, { location: `http://${host}/inside` }).end();
    const asked = guardedFetch({ ...limits, allowed: [host] })(`http://${host}/`);
    await expect(asked).rejects.toMatchObject({ kind: 'address' });
    expect(seen).toEqual(['/']);
  });
});
