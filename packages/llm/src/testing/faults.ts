import type { ServerResponse } from 'node:http';
import type { RefusalKind } from '@qitops/model';
import type { Api } from '../open-model.ts';
import { type Behaviour, type Envelope, envelope } from './stand-in.ts';

/** One way a service can fail, and what must come of it. */
export interface Fault {
  name: string;
  behave: (api: Api) => Behaviour;
  /** Refusals that are right; `answer` = the fault does not keep the answer from being used. */
  wanted: readonly (RefusalKind | 'answer')[];
  /** Most requests that the service may see. */
  requests: number;
  /** Whether what was sent has to be counted as spent. */
  costs: boolean;
}

export const GOOD = '{"cases":[{"name":"one"}]}';

function sent(
  response: ServerResponse,
  status: number,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}

const always =
  (status: number, body: (api: Api) => string | Uint8Array, headers: Record<string, string> = {}) =>
  (api: Api): Behaviour =>
  (response) =>
    sent(response, status, body(api), headers);

const saying = (parts: Envelope) => always(200, (api) => envelope(api, parts));
const error = (type: string, message: string): string =>
  JSON.stringify({ type: 'error', error: { type, message } });
const failing = (status: number, headers: Record<string, string> = {}) =>
  always(status, () => error('some_error', `status ${status}`), headers);

/** Fails once, then answers. */
const once =
  (first: (api: Api) => Behaviour) =>
  (api: Api): Behaviour =>
  (response, request, n) =>
    n === 0 ? first(api)(response, request, n) : sent(response, 200, envelope(api, { text: GOOD }));

const HTML = '<!doctype html><html><body>502 Bad Gateway nginx</body></html>';
const html = { 'content-type': 'text/html' };

function refused(
  name: string,
  behave: Fault['behave'],
  wanted: RefusalKind | RefusalKind[],
  requests: number,
  costs = true,
): Fault {
  return { name, behave, wanted: [wanted].flat(), requests, costs };
}

function used(name: string, behave: Fault['behave'], requests: number): Fault {
  return { name, behave, wanted: ['answer'], requests, costs: true };
}

export const FAULTS: readonly Fault[] = [
  // what is no answer of the protocol
  refused(
    'malformed JSON with 200',
    always(200, () => '{"choices": [{"mess'),
    'malformed',
    1,
  ),
  refused(
    'an empty body',
    always(200, () => ''),
    'malformed',
    1,
  ),
  refused(
    'JSON null',
    always(200, () => 'null'),
    'malformed',
    1,
  ),
  refused(
    'a JSON list',
    always(200, () => '[]'),
    'malformed',
    1,
  ),
  refused(
    'an empty object',
    always(200, () => '{}'),
    'malformed',
    1,
  ),
  refused(
    'parts of the wrong type',
    always(200, () => '{"choices":7,"output":7,"content":7}'),
    'malformed',
    1,
  ),
  refused(
    'parts that are null',
    always(200, () => '{"choices":[null],"output":[null],"content":[null]}'),
    'malformed',
    1,
  ),
  refused(
    'an error object with 200',
    always(200, () => error('api_error', 'no')),
    'malformed',
    1,
  ),
  refused(
    'a page of HTML with 200',
    always(200, () => HTML, html),
    'malformed',
    1,
  ),
  refused(
    'plain text with 200',
    always(200, () => 'ok', { 'content-type': 'text/plain' }),
    'malformed',
    1,
  ),
  refused(
    'an event stream that nobody asked for',
    always(200, () => 'data: {}\n\n', { 'content-type': 'text/event-stream' }),
    'malformed',
    1,
  ),
  refused(
    'no content',
    always(204, () => ''),
    'malformed',
    1,
  ),
  refused(
    'invalid UTF-8',
    always(200, () => new Uint8Array([0x7b, 0xff, 0xfe, 0x7d])),
    'malformed',
    1,
  ),
  refused(
    'a compression that was not asked for',
    always(200, () => 'x', { 'content-encoding': 'gzip' }),
    'malformed',
    1,
  ),
  refused(
    'a body of 8 MB',
    always(200, () => `{"x":"${'a'.repeat(8_000_000)}"}`),
    'malformed',
    1,
  ),
  refused(
    'a body cut before its announced length',
    () => (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
      response.write('{"choices":[');
      setTimeout(() => response.destroy(), 20);
    },
    'network',
    2,
  ),
  refused('a connection reset before any answer', () => (response) => void response.destroy(), 'network', 2),
  refused(
    'what is no HTTP',
    () => (response) => void response.socket?.end('SSH-2.0-OpenSSH_9\r\n'),
    'network',
    2,
  ),
  // too slow
  refused('never an answer', () => () => undefined, 'time', 1),
  refused(
    'headers and then silence',
    () => (response) => void response.writeHead(200).flushHeaders(),
    'time',
    1,
  ),
  refused(
    'a byte now and then',
    () => (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const drip = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(drip));
    },
    'time',
    1,
  ),
  used(
    'a slow first byte',
    (api) => (response) => {
      setTimeout(() => sent(response, 200, envelope(api, { text: GOOD })), 150);
    },
    1,
  ),
  // statuses
  refused('400', failing(400), 'request', 3, false),
  refused('401', failing(401), 'key', 1, false),
  refused('402', failing(402), 'key', 1, false),
  refused('403', failing(403), 'key', 1, false),
  refused('404', failing(404), 'no-such-model', 1, false),
  refused(
    '404 with HTML',
    always(404, () => HTML, html),
    'no-such-model',
    1,
    false,
  ),
  refused('408', failing(408), 'time', 2),
  refused('409', failing(409), 'service', 2, false),
  refused('413', failing(413), 'request', 1, false),
  refused('418', failing(418), 'request', 1, false),
  refused('422', failing(422), 'request', 3, false),
  refused('429 without retry-after', failing(429), 'rate-limit', 1, false),
  refused(
    '429 with retry-after: 0, again and again',
    failing(429, { 'retry-after': '0' }),
    'rate-limit',
    2,
    false,
  ),
  refused(
    '429 with a retry-after of an hour',
    failing(429, { 'retry-after': '3600' }),
    'rate-limit',
    1,
    false,
  ),
  refused(
    '429 with a retry-after that says nothing',
    failing(429, { 'retry-after': 'soon' }),
    'rate-limit',
    1,
    false,
  ),
  refused('429 with a negative retry-after', failing(429, { 'retry-after': '-5' }), 'rate-limit', 1, false),
  used('429 with retry-after: 0, once', once(failing(429, { 'retry-after': '0' })), 2),
  refused(
    'the 429 of a spend cap',
    always(429, () => error('rate_limit_error', 'This request would exceed your monthly spend limit.')),
    'rate-limit',
    1,
    false,
  ),
  refused(
    'the 429 of an empty account',
    always(429, () => error('insufficient_quota', 'You exceeded your current quota.')),
    'rate-limit',
    1,
    false,
  ),
  refused('a 500 that says not to retry', failing(500, { 'x-should-retry': 'false' }), 'service', 1),
  refused('500', failing(500), 'service', 2),
  used('500 once', once(failing(500)), 2),
  refused(
    '502 with HTML',
    always(502, () => HTML, html),
    'service',
    2,
  ),
  refused('503', failing(503), 'overloaded', 2),
  refused('504', failing(504), 'service', 2),
  refused(
    '529',
    always(529, () => error('overloaded_error', 'Overloaded')),
    'overloaded',
    2,
  ),
  used('529 once', once(failing(529)), 2),
  refused(
    'a redirect',
    always(307, () => '', { location: 'http://169.254.169.254/latest/meta-data' }),
    'address',
    1,
    false,
  ),
  refused(
    'a redirect to itself',
    always(308, () => '', { location: '/v1/chat/completions' }),
    'address',
    1,
    false,
  ),
  // answers that are none
  refused('prose instead of JSON', saying({ text: 'Sure! Here are your tests.' }), 'schema', 2),
  used('prose once, then JSON', once(saying({ text: 'Sure!' })), 2),
  used('JSON in a fence', saying({ text: `\`\`\`json\n${GOOD}\n\`\`\`` }), 1),
  refused('cut JSON that claims to be whole', saying({ text: '{"cases":[{"na' }), 'schema', 2),
  refused('a violated schema', saying({ text: '{"cases":"none"}' }), 'schema', 2),
  refused('a missing field', saying({ text: '{"tests":[]}' }), 'schema', 2),
  used(
    'fields that nobody asked for',
    saying({ text: '{"cases":[{"name":"one","run":"rm -rf /"}],"tool":"sh"}' }),
    1,
  ),
  used('a doubled key', saying({ text: '{"cases":"x","cases":[{"name":"one"}]}' }), 1),
  refused('a __proto__ key', saying({ text: '{"cases":[],"__proto__":{"polluted":true}}' }), 'schema', 2),
  refused(
    'a constructor key deep inside',
    saying({ text: '{"cases":[{"name":{"constructor":{"prototype":{"polluted":true}}}}]}' }),
    'schema',
    2,
  ),
  refused('NaN', saying({ text: '{"cases":NaN}' }), 'schema', 2),
  refused('a list instead of an object', saying({ text: '[1]' }), 'schema', 2),
  refused('100,000 nested lists', saying({ text: '['.repeat(100_000) + ']'.repeat(100_000) }), 'schema', 2),
  refused('a blank text', saying({ text: '  ' }), 'malformed', 1),
  refused('no text', saying({ text: null }), 'malformed', 1),
  refused('a text cut at the limit', saying({ text: '{"cases":[{"na', end: 'cut' }), 'truncated', 1),
  refused('a whole text cut at the limit', saying({ text: GOOD, end: 'cut' }), 'truncated', 1),
  refused(
    'a refusal of the model',
    saying({ text: 'I cannot help with that.', end: 'declined' }),
    'declined',
    1,
  ),
  refused('a content filter', saying({ text: '', end: 'filtered' }), 'declined', 1),
  refused('a tool call instead of a text', saying({ text: null, end: 'tool' }), 'malformed', 1),
  // what it says about itself
  used('another model’s name', saying({ text: GOOD, model: 'something-else' }), 1),
  used('no usage', saying({ text: GOOD, usage: null }), 1),
  used(
    'usage that is no number',
    saying({ text: GOOD, usage: { input_tokens: 'NaN', prompt_tokens: {}, output_tokens: null } }),
    1,
  ),
  used(
    'negative usage',
    saying({
      text: GOOD,
      usage: { input_tokens: -5, prompt_tokens: -5, output_tokens: -9, completion_tokens: -9 },
    }),
    1,
  ),
  used('a lone surrogate', saying({ text: '{"cases":[{"name":"\\ud800"}]}' }), 1),
];
