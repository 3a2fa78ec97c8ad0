import { openaiClient } from './openai-client.ts';
import { type Answered, at, countAt, type Endpoint, joined, listAt, type Protocol } from './protocol.ts';

/** OpenAI's responses API. The service is told to keep nothing. */
export function openaiResponses(endpoint: Endpoint): Protocol {
  const client = openaiClient(endpoint);
  return {
    modes: ['schema', 'object', 'plain'],
    async ask({ system, turns, schema, maxOutputTokens, mode, signal }) {
      const answer: unknown = await (await client()).responses.create(
        {
          model: endpoint.model,
          instructions: system,
          input: turns.map(({ role, text }) => ({ role, content: text })),
          max_output_tokens: maxOutputTokens,
          store: false,
          text: {
            format:
              mode === 'schema'
                ? { type: 'json_schema', name: 'answer', strict: true, schema }
                : { type: mode === 'object' ? 'json_object' : 'text' },
          },
        },
        { signal },
      );
      return answered(answer);
    },
  };
}

function answered(answer: unknown): Answered {
  const parts = listAt(answer, 'output')
    .filter((item) => at(item, 'type') === 'message')
    .flatMap((item) => listAt(item, 'content'));
  const declined =
    parts.some((part) => at(part, 'type') === 'refusal') ||
    at(answer, 'incomplete_details', 'reason') === 'content_filter';
  const cut = at(answer, 'status') === 'incomplete';
  return {
    text: joined(parts.filter((part) => at(part, 'type') === 'output_text').map((part) => at(part, 'text'))),
    end: declined ? 'declined' : cut ? 'cut' : 'whole',
    inputTokens: countAt(answer, 'usage', 'input_tokens'),
    outputTokens: countAt(answer, 'usage', 'output_tokens'),
  };
}
