import type { ResponseFormatJSONObject, ResponseFormatJSONSchema } from 'openai/resources/shared';
import { openaiClient } from './openai-client.ts';
import {
  type Answered,
  type Asked,
  at,
  countAt,
  type Endpoint,
  joined,
  listAt,
  type Protocol,
} from './protocol.ts';

/**
 * OpenAI's chat completions, which most other services speak too.
 * @param limit the name that the service knows the limit of the answer by
 */
export function openaiChat(endpoint: Endpoint, limit: 'max_tokens' | 'max_completion_tokens'): Protocol {
  const client = openaiClient(endpoint);
  return {
    modes: ['schema', 'object', 'plain'],
    async ask({ system, turns, schema, maxOutputTokens, mode, signal }) {
      const answer: unknown = await (await client()).chat.completions.create(
        {
          model: endpoint.model,
          messages: [
            { role: 'system', content: system },
            ...turns.map(({ role, text }) => ({ role, content: text })),
          ],
          [limit]: maxOutputTokens,
          ...formatOf(mode, schema),
        },
        { signal },
      );
      return answered(answer);
    },
  };
}

function formatOf(
  mode: Asked['mode'],
  schema: Asked['schema'],
): { response_format?: ResponseFormatJSONSchema | ResponseFormatJSONObject } {
  if (mode === 'schema')
    return {
      response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } },
    };
  return mode === 'object' ? { response_format: { type: 'json_object' } } : {};
}

function answered(answer: unknown): Answered {
  const [choice] = listAt(answer, 'choices');
  const reason = at(choice, 'finish_reason');
  const message = at(choice, 'message');
  const refusal = at(message, 'refusal');
  const declined = reason === 'content_filter' || (typeof refusal === 'string' && refusal !== '');
  return {
    text: joined([at(message, 'content')]),
    end: declined ? 'declined' : reason === 'length' ? 'cut' : 'whole',
    inputTokens: countAt(answer, 'usage', 'prompt_tokens'),
    outputTokens: countAt(answer, 'usage', 'completion_tokens'),
  };
}
