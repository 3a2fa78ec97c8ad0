import { ModelRefusal } from '@qitops/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAULTS } from './testing/faults.ts';
import { loadSdks, opened } from './testing/opened.ts';
import { StandIn } from './testing/stand-in.ts';

// Replayed answers: this shows that the plumbing holds and says nothing about the quality of any model.

/** All that one answer may take, with room for a busy machine. */
const MOST_MS = 6_000;
const SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['cases'],
  properties: {
    cases: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name'],
        properties: { name: { type: 'string' } },
      },
    },
  },
};
const PROMPT = 'Name a case.';

let service: StandIn;
beforeAll(async () => {
  await loadSdks();
  service = await StandIn.start();
});
afterAll(() => service.stop());

const check = (json: unknown): string | null =>
  Array.isArray((json as { cases?: unknown }).cases) ? null : 'cases is no list';

describe.each(['chat', 'responses', 'anthropic'] as const)(
  'a service that speaks %s, not streamed',
  (api) => {
    it.each(FAULTS)('meets $name without a crash, a hang or overspending', async (fault) => {
      service.behave(fault.behave(api));
      // only where the service is too slow is there a reason to wait for the clock
      const short = fault.wanted.includes('time') ? { timeoutMs: 600, answerMs: 4_000 } : {};
      const model = opened(service, api, short);
      const started = performance.now();
      const outcome = await model
        .complete({ system: 'Answer.', prompt: PROMPT, schema: SCHEMA, maxOutputTokens: 500, check })
        .catch((error: unknown) => error);
      expect(performance.now() - started).toBeLessThan(MOST_MS);
      if (fault.wanted.includes('answer')) {
        expect(outcome).toMatchObject({ json: { cases: [{}] } });
      } else {
        expect(outcome).toBeInstanceOf(ModelRefusal);
        expect(fault.wanted, String(outcome)).toContain((outcome as ModelRefusal).kind);
        expect((outcome as ModelRefusal).message).not.toMatch(/[\n\r\x1b]|canary|<html/);
      }
      expect(service.seen.length).toBeGreaterThan(0);
      expect(service.seen.length).toBeLessThanOrEqual(fault.requests);
      expect(model.spend.calls).toBe(service.seen.length);
      if (fault.costs) expect(model.spend.inputTokens).toBeGreaterThan(0);
      else expect(model.spend).toMatchObject({ inputTokens: 0, outputTokens: 0 });
      for (const { body } of service.seen) expect(body).not.toContain('canary');
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    });
  },
);

it('meets at least forty faults', () => {
  expect(new Set(FAULTS.map(({ name }) => name)).size).toBeGreaterThanOrEqual(40);
});
