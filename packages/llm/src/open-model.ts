import { type CompleteFn, type CompletionRequest, type CompletionResult, ModelRefusal } from '@qitops/model';
import { guardedFetch, guardUrl, OutboundRefusal, type Resolve } from '@qitops/outbound';
import { parseAnswer } from './answer.ts';
import { anthropicMessages } from './anthropic.ts';
import { Budget, type Caps, type Price, type Spend } from './budget.ts';
import { openaiChat } from './openai-chat.ts';
import { openaiResponses } from './openai-responses.ts';
import type { Answered, Asked, Endpoint, Mode, Protocol } from './protocol.ts';
import { failureOf, withoutKey } from './refusal-of.ts';

export type Api = 'chat' | 'responses' | 'anthropic';

export interface ModelOptions {
  api: Api;
  baseUrl: string;
  model: string;
  key: string;
  /** Hosts that may be private, `host` or `host:port`. */
  allowed: readonly string[];
  caps: Caps;
  price: Price | null;
  /** Most milliseconds for one request, and for all that one answer takes. */
  timeoutMs?: number;
  answerMs?: number;
  /** Milliseconds before one more try where the service names no time. */
  shortWaitMs?: number;
  resolve?: Resolve;
}

/** A model that can be asked, and what it has cost so far. */
export interface OpenModel {
  /** What it is, for messages: `gpt-x at api.openai.com`. */
  readonly description: string;
  readonly model: string;
  readonly complete: CompleteFn;
  readonly spend: Spend;
}

const TIMEOUT_MS = 60_000;
const ANSWER_MS = 120_000;
const SHORT_WAIT_MS = 500;
const MOST_BYTES = 2 * 1024 * 1024;
const PUBLIC_OPENAI = 'api.openai.com';

/**
 * Opens a model. Nothing is sent, and no client loaded, before the first question.
 * @throws ModelRefusal of kind `address` when the base URL may not be asked.
 */
export function openModel(options: ModelOptions): OpenModel {
  const url = mayBeAsked(options);
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const limits = {
    ...hostsOf(options),
    timeoutMs,
    maxBytes: MOST_BYTES,
    ...(options.resolve ? { resolve: options.resolve } : {}),
  };
  const { key, model } = options;
  const endpoint = { baseUrl: options.baseUrl, key, model, fetch: guardedFetch(limits), timeoutMs };
  const conversation = new Conversation(protocolOf(options.api, endpoint, url), options, url.hostname);
  return {
    description: `${model} at ${url.hostname}`,
    model,
    complete: (request) => conversation.complete(request),
    get spend() {
      return conversation.budget.spend;
    },
  };
}

function hostsOf({ allowed }: ModelOptions): { allowed: readonly string[]; allowedBy: string } {
  return { allowed, allowedBy: 'QITOPS_MODEL_ALLOW' };
}

function mayBeAsked(options: ModelOptions): URL {
  try {
    return guardUrl(options.baseUrl, hostsOf(options));
  } catch (error) {
    throw error instanceof OutboundRefusal ? new ModelRefusal(error.kind, error.message) : error;
  }
}

function protocolOf(api: Api, endpoint: Endpoint, url: URL): Protocol {
  if (api === 'anthropic') return anthropicMessages(endpoint);
  if (api === 'responses') return openaiResponses(endpoint);
  return openaiChat(endpoint, url.hostname === PUBLIC_OPENAI ? 'max_completion_tokens' : 'max_tokens');
}

/** Asks one model within one budget, and remembers how it takes a schema. */
class Conversation {
  readonly budget: Budget;
  readonly #protocol: Protocol;
  readonly #options: ModelOptions;
  readonly #host: string;
  #mode: Mode;

  constructor(protocol: Protocol, options: ModelOptions, host: string) {
    this.budget = new Budget(options.caps, options.price);
    this.#protocol = protocol;
    this.#options = options;
    this.#host = host;
    this.#mode = protocol.modes[0]!;
  }

  async complete(request: CompletionRequest): Promise<CompletionResult> {
    const before = this.budget.spend;
    const json = await this.#answer(request);
    const { inputTokens, outputTokens } = this.budget.spend;
    return {
      json,
      inputTokens: inputTokens - before.inputTokens,
      outputTokens: outputTokens - before.outputTokens,
    };
  }

  /** The answer, after one repair where it cannot be read or is not what was asked for. */
  async #answer(request: CompletionRequest): Promise<unknown> {
    const signal = AbortSignal.timeout(this.#options.answerMs ?? ANSWER_MS);
    const turns: Asked['turns'][number][] = [{ role: 'user', text: this.#clean(request.prompt) }];
    let problem = '';
    for (let turn = 0; turn < 2; turn++) {
      const text = await this.#say(request, turns, signal);
      const parsed = parseAnswer(text);
      const wrong = 'problem' in parsed ? parsed.problem : request.check(parsed.json);
      if (wrong === null && 'json' in parsed) return parsed.json;
      problem = wrong ?? '';
      turns.push(
        { role: 'assistant', text: text.slice(0, MOST_REPEATED) },
        { role: 'user', text: `That answer cannot be used: ${problem}. Answer again, with the JSON alone.` },
      );
    }
    throw new ModelRefusal('schema', `the answer of ${this.#options.model} cannot be used: ${problem}`);
  }

  /** The text of one turn, in the strictest mode that the service takes. */
  async #say(request: CompletionRequest, turns: Asked['turns'], signal: AbortSignal): Promise<string> {
    const { modes } = this.#protocol;
    for (let at = modes.indexOf(this.#mode); ; at++) {
      this.#mode = modes[at]!;
      const said = await this.#send({ ...this.#asked(request), turns, mode: this.#mode, signal });
      if (said !== 'other mode') return this.#textOf(said);
      if (at + 1 >= modes.length) throw this.#lastProblem!;
    }
  }

  #lastProblem: ModelRefusal | null = null;

  #asked({ system, schema, maxOutputTokens }: CompletionRequest) {
    const words = `\nAnswer with one JSON object that satisfies this JSON Schema:\n${JSON.stringify(schema)}`;
    const held = this.#mode === 'schema' || this.#mode === 'tool';
    return { system: this.#clean(held ? system : system + words), schema, maxOutputTokens };
  }

  /** Sends a request, and once more after a failure that passes. */
  async #send(asked: Asked): Promise<Answered | 'other mode'> {
    const { maxOutputTokens, signal, ...texts } = asked;
    const { key, shortWaitMs = SHORT_WAIT_MS } = this.#options;
    for (let attempt = 1; ; attempt++) {
      const reserved = this.budget.reserve(JSON.stringify(texts), maxOutputTokens);
      try {
        const answered = await this.#protocol.ask(asked);
        this.budget.settle(reserved, answered);
        return answered;
      } catch (error) {
        const failure = failureOf(error, { host: this.#host, key, shortWaitMs });
        if (failure.free) this.budget.release(reserved);
        else this.budget.settle(reserved, { inputTokens: null, outputTokens: null });
        this.#lastProblem = failure.refusal;
        if (failure.format) return 'other mode';
        if (attempt > 1 || failure.retryInMs === null || signal.aborted) throw failure.refusal;
        await pause(failure.retryInMs, signal);
      }
    }
  }

  #textOf({ text, end }: Answered): string {
    const { model } = this.#options;
    if (end === 'declined') throw new ModelRefusal('declined', `${model} declined to answer`);
    if (end === 'cut')
      throw new ModelRefusal('truncated', `the answer of ${model} was cut at the token limit`);
    if (text === null || text.trim() === '')
      throw new ModelRefusal('malformed', `${model} answered without text`);
    return this.#clean(text);
  }

  /** The key goes into a header and nowhere else. */
  #clean(text: string): string {
    return withoutKey(text, this.#options.key);
  }
}

/** Most characters of a wrong answer that are sent back. */
const MOST_REPEATED = 6_000;

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((done) => {
    const end = (): void => {
      clearTimeout(timer);
      done();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}
