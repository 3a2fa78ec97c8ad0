import { createHmac } from 'node:crypto';
import type { Message } from '@qitops/model';

/** A request to a webhook: body and the headers that a receiver checks. */
export interface SignedRequest {
  body: string;
  headers: Record<string, string>;
}

/**
 * A message as Standard Webhooks 1.0 has it: `webhook-id`, `webhook-timestamp` and, with a secret,
 * `webhook-signature: v1,<base64>` of HMAC-SHA256 over `id.timestamp.body`.
 * @param secret `whsec_<base64>`, or any text, whose bytes are then the key; null = not signed.
 * @param at seconds since 1970.
 */
export function signedRequest(message: Message, secret: string | null, at: number): SignedRequest {
  const { id, ...data } = message;
  const body = JSON.stringify({ type: 'qitops.notices', timestamp: new Date(at * 1000).toISOString(), data });
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(at),
  };
  if (secret !== null)
    headers['webhook-signature'] =
      `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${at}.${body}`).digest('base64')}`;
  return { body, headers };
}

function keyOf(secret: string): Buffer {
  return secret.startsWith('whsec_')
    ? Buffer.from(secret.slice('whsec_'.length), 'base64')
    : Buffer.from(secret);
}
