import type { OpenAI } from 'openai';
import type { Endpoint } from './protocol.ts';

/** The client of `openai`, loaded when it is first used; nothing of it comes from the environment. */
export function openaiClient({ baseUrl, key, fetch, timeoutMs }: Endpoint): () => Promise<OpenAI> {
  let client: Promise<OpenAI> | null = null;
  return () => {
    client ??= import('openai').then(
      ({ OpenAI }) =>
        new OpenAI({
          apiKey: key,
          baseURL: baseUrl,
          organization: null,
          project: null,
          webhookSecret: null,
          adminAPIKey: null,
          fetch,
          maxRetries: 0,
          timeout: timeoutMs,
          logLevel: 'off',
        }),
    );
    return client;
  };
}
