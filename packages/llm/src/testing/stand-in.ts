import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Api } from '../open-model.ts';

/** A request as the stand-in saw it. */
export interface SeenRequest {
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** Answers one request; `n` counts from 0. */
export type Behaviour = (response: ServerResponse, request: SeenRequest, n: number) => void;

/**
 * A model's service on this machine, by raw HTTP: it replays what it is told to and counts what it sees. What passes
 * against it shows that the plumbing holds; it says nothing about the quality of any model.
 */
export class StandIn {
  readonly seen: SeenRequest[] = [];
  readonly #server: Server;
  #behaviour: Behaviour = (response) => void response.writeHead(500).end();

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('error', () => undefined);
      response.on('error', () => undefined);
      request.on('end', () => {
        const own = {
          path: request.url ?? '',
          headers: request.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        };
        this.seen.push(own);
        this.#behaviour(response, own, this.seen.length - 1);
      });
    });
  }

  static async start(): Promise<StandIn> {
    const own = new StandIn();
    await new Promise<void>((done) => own.#server.listen(0, '127.0.0.1', done));
    return own;
  }

  /** Forgets what was seen and behaves anew. */
  behave(behaviour: Behaviour): void {
    this.seen.length = 0;
    this.#behaviour = behaviour;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Base URL as a user would give it. */
  baseUrl(api: Api): string {
    return `http://${this.host}${api === 'anthropic' ? '' : '/v1'}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}

/** What can be said about an answer that is otherwise whole. */
export interface Envelope {
  /** Null = no text at all. */
  text: string | null;
  end?: 'whole' | 'cut' | 'declined' | 'filtered' | 'tool';
  /** Absent = usual; null = missing; else as it stands. */
  usage?: unknown;
  model?: string;
}

/** An answer in a protocol's own form. */
export function envelope(api: Api, { text, end = 'whole', usage, model = 'replay-1' }: Envelope): string {
  const forms = { chat, responses, anthropic };
  const form = forms[api](text, end);
  const counts = api === 'chat' ? CHAT_USAGE : ITEM_USAGE;
  const counted = usage === undefined ? { usage: counts } : usage === null ? {} : { usage };
  return JSON.stringify({ id: 'replayed', model, ...form, ...counted });
}

const CHAT_USAGE = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };
const ITEM_USAGE = { input_tokens: 100, output_tokens: 20, total_tokens: 120 };

function chat(text: string | null, end: Envelope['end']) {
  const reasons = {
    whole: 'stop',
    cut: 'length',
    declined: 'stop',
    filtered: 'content_filter',
    tool: 'tool_calls',
  };
  const call = { id: 'c', type: 'function', function: { name: 'run', arguments: '{"command":"id"}' } };
  return {
    object: 'chat.completion',
    created: 1,
    choices: [
      {
        index: 0,
        finish_reason: reasons[end ?? 'whole'],
        message: {
          role: 'assistant',
          content: end === 'tool' || end === 'declined' ? null : text,
          refusal: end === 'declined' ? text : null,
          ...(end === 'tool' ? { tool_calls: [call] } : {}),
        },
      },
    ],
  };
}

function responses(text: string | null, end: Envelope['end']) {
  const part =
    end === 'declined'
      ? { type: 'refusal', refusal: text }
      : { type: 'output_text', text, annotations: [], logprobs: [] };
  const message = { type: 'message', id: 'm', role: 'assistant', status: 'completed' };
  const call = { type: 'function_call', id: 'f', call_id: 'c', name: 'run', arguments: '{"command":"id"}' };
  const unfinished = end === 'cut' || end === 'filtered';
  return {
    object: 'response',
    created_at: 1,
    status: unfinished ? 'incomplete' : 'completed',
    incomplete_details: unfinished
      ? { reason: end === 'cut' ? 'max_output_tokens' : 'content_filter' }
      : null,
    output: end === 'tool' ? [call] : [{ ...message, content: text === null ? [] : [part] }],
  };
}

function anthropic(text: string | null, end: Envelope['end']) {
  const reasons = {
    whole: 'end_turn',
    cut: 'max_tokens',
    declined: 'refusal',
    filtered: 'refusal',
    tool: 'tool_use',
  };
  const call = { type: 'tool_use', id: 't', name: 'run', input: { command: 'id' } };
  return {
    type: 'message',
    role: 'assistant',
    stop_reason: reasons[end ?? 'whole'],
    stop_sequence: null,
    content: end === 'tool' ? [call] : text === null ? [] : [{ type: 'text', text }],
  };
}
