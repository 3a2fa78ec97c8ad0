import type { Anthropic } from '@anthropic-ai/sdk';
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

const TOOL = 'answer';

/** Anthropic's messages: structured output, and a forced tool where a model does not know that. */
export function anthropicMessages(endpoint: Endpoint): Protocol {
  let client: Promise<Anthropic> | null = null;
  return {
    modes: ['schema', 'tool'],
    async ask({ system, turns, schema, maxOutputTokens, mode, signal }) {
      client ??= connect(endpoint);
      const answer: unknown = await (await client).messages.create(
        {
          model: endpoint.model,
          system,
          messages: turns.map(({ role, text }) => ({ role, content: text })),
          max_tokens: maxOutputTokens,
          ...formatOf(mode, schema),
        },
        { signal },
      );
      return answered(answer, mode);
    },
  };
}

/** The client of Anthropic, loaded when it is first used; nothing of it comes from the environment. */
async function connect({ baseUrl, key, fetch, timeoutMs }: Endpoint): Promise<Anthropic> {
  const { Anthropic } = await import('@anthropic-ai/sdk');
  return new Anthropic({
    apiKey: key,
    authToken: null,
    webhookKey: null,
    baseURL: baseUrl,
    fetch,
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: 'off',
  });
}

function formatOf(mode: Asked['mode'], schema: Asked['schema']) {
  if (mode === 'schema') return { output_config: { format: { type: 'json_schema' as const, schema } } };
  return {
    tools: [
      { name: TOOL, description: 'Gives the answer.', input_schema: { ...schema, type: 'object' as const } },
    ],
    tool_choice: { type: 'tool' as const, name: TOOL },
  };
}

function answered(answer: unknown, mode: Asked['mode']): Answered {
  const parts = listAt(answer, 'content');
  const reason = at(answer, 'stop_reason');
  const ofTool = parts.find((part) => at(part, 'type') === 'tool_use' && at(part, 'name') === TOOL);
  const said = parts.filter((part) => at(part, 'type') === 'text').map((part) => at(part, 'text'));
  const cut = reason === 'max_tokens' || reason === 'model_context_window_exceeded';
  return {
    text: mode === 'tool' ? (ofTool ? JSON.stringify(at(ofTool, 'input') ?? null) : null) : joined(said),
    end: reason === 'refusal' ? 'declined' : cut ? 'cut' : 'whole',
    inputTokens: inputTokens(answer),
    outputTokens: countAt(answer, 'usage', 'output_tokens'),
  };
}

/** Tokens that went into or came out of Anthropic's own cache are input too. */
function inputTokens(answer: unknown): number | null {
  const plain = countAt(answer, 'usage', 'input_tokens');
  if (plain === null) return null;
  const written = countAt(answer, 'usage', 'cache_creation_input_tokens') ?? 0;
  return plain + written + (countAt(answer, 'usage', 'cache_read_input_tokens') ?? 0);
}
