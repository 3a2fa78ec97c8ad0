import type { CompletionRequest } from '@qitops/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAPS } from './budget.ts';
import { openModel } from './open-model.ts';
import { CANARY, loadSdks, opened } from './testing/opened.ts';
import { envelope, StandIn } from './testing/stand-in.ts';

// Replayed answers: this shows that the plumbing holds and says nothing about the quality of any model.

const REQUEST: CompletionRequest = {
  system: 'Answer.',
  prompt: 'Which?',
  schema: { type: 'object' },
  maxOutputTokens: 100,
  check: (json) => ('right' in (json as object) ? null : 'it has no right'),
};
const GOOD = '{"right":1}';
const APIS = ['chat', 'responses', 'anthropic'] as const;

let service: StandIn;
beforeAll(async () => {
  await loadSdks();
  service = await StandIn.start();
});
afterAll(() => service.stop());

const bodies = () => service.seen.map(({ body }) => JSON.parse(body));

describe.each(APIS)('a model that is spoken to by %s', (api) => {
  it('is given the schema, a limit and the key in a header alone', async () => {
    service.behave((response) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(envelope(api, { text: `{"right":"${CANARY}"}` })),
    );
    const prompt = `What is ${CANARY}, or ${Buffer.from(CANARY).toString('base64')}?`;
    const result = await opened(service, api).complete({ ...REQUEST, prompt });
    expect(JSON.stringify(result)).not.toContain('canary');
    const [seen] = service.seen;
    expect(seen!.body).not.toContain('canary');
    expect(seen!.body).not.toContain(Buffer.from(CANARY).toString('base64'));
    expect(seen!.headers.authorization ?? seen!.headers['x-api-key']).toContain(CANARY);
    const [body] = bodies();
    expect(body.max_tokens ?? body.max_output_tokens).toBe(100);
    const format = body.response_format?.json_schema ?? body.text?.format ?? body.output_config?.format;
    expect(format.schema).toEqual({ type: 'object' });
    expect(body.stream ?? false).toBe(false);
  });
  it('is asked in a looser form when it does not know the strict one, and then keeps to that', async () => {
    const strict = (body: string): boolean =>
      /json_schema/.test(JSON.parse(body) && body.split('satisfies')[0]!);
    service.behave((response, { body }) => {
      const text = api === 'anthropic' ? null : GOOD;
      if (strict(body)) response.writeHead(400, { 'content-type': 'application/json' }).end('{}');
      else
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(
            text === null
              ? envelope(api, { text: null }).replace(
                  '"content":[]',
                  '"content":[{"type":"tool_use","id":"t","name":"answer","input":{"right":1}}]',
                )
              : envelope(api, { text }),
          );
    });
    const model = opened(service, api);
    expect((await model.complete(REQUEST)).json).toEqual({ right: 1 });
    expect((await model.complete({ ...REQUEST, prompt: 'And now?' })).json).toEqual({ right: 1 });
    expect(service.seen.map(({ body }) => strict(body))).toEqual([true, false, false]);
  });
  it('is told what is wrong with its answer, once', async () => {
    service.behave((response, _, n) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(envelope(api, { text: n === 0 ? '{"wrong":1}' : GOOD })),
    );
    const result = await opened(service, api).complete(REQUEST);
    expect(result).toMatchObject({ json: { right: 1 }, inputTokens: 200, outputTokens: 40 });
    expect(service.seen[1]!.body).toContain('it has no right');
  });
  it('is not asked at all when that could pass a cap', async () => {
    service.behave((response) => response.writeHead(500).end());
    const model = opened(service, api, { caps: { ...CAPS, usd: 0.000_001 } });
    await expect(model.complete(REQUEST)).rejects.toMatchObject({ kind: 'budget' });
    expect(service.seen).toEqual([]);
  });
});

it('opens no model at an address that may not be asked', () => {
  const open = () =>
    openModel({
      api: 'chat',
      baseUrl: 'http://169.254.169.254/v1',
      model: 'm',
      key: CANARY,
      allowed: [],
      caps: CAPS,
      price: null,
    });
  expect(open).toThrow(/QITOPS_MODEL_ALLOW/);
});
