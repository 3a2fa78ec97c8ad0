import { CAPS } from '../budget.ts';
import { type Api, type ModelOptions, type OpenModel, openModel } from '../open-model.ts';
import type { StandIn } from './stand-in.ts';

/** A key that must appear nowhere but in a header. */
export const CANARY = 'sk-canary-0123456789abcdef0123456789';

/** Loads both SDKs, so that no test's time is spent on that. */
export async function loadSdks(): Promise<void> {
  await Promise.all([import('openai'), import('@anthropic-ai/sdk')]);
}

/** A model whose service is the stand-in, with time enough on a busy machine. */
export function opened(service: StandIn, api: Api, more: Partial<ModelOptions> = {}): OpenModel {
  return openModel({
    api,
    baseUrl: service.baseUrl(api),
    model: 'replay-1',
    key: CANARY,
    allowed: [service.host],
    caps: { ...CAPS, usd: 1 },
    price: { input: 1, output: 1 },
    timeoutMs: 20_000,
    answerMs: 60_000,
    shortWaitMs: 10,
    ...more,
  });
}
export { envelope, StandIn } from './stand-in.ts';
