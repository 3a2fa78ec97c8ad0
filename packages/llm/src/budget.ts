import { ModelRefusal } from '@qitops/model';

/** What may be spent; tokens as the service counts them. */
export interface Caps {
  inputTokensACall: number;
  outputTokensACall: number;
  /** Input and output of all calls together. */
  tokens: number;
  /** Requests that leave the machine, failed ones too. */
  calls: number;
  /** US dollars; null = not limited. */
  usd: number | null;
}

export const CAPS: Caps = {
  inputTokensACall: 24_000,
  outputTokensACall: 4_000,
  tokens: 120_000,
  calls: 40,
  usd: null,
};

/** US dollars for a million tokens. */
export interface Price {
  input: number;
  output: number;
}

export interface Spend {
  calls: number;
  inputTokens: number;
  outputTokens: number;
  /** Null = the price is not known. */
  usd: number | null;
}

/** What one request may cost at most. */
export interface Reservation {
  bytes: number;
  inputTokens: number;
  outputTokens: number;
}

/** Tokens as a service reports them; null = it did not, or not as a whole number. */
export interface Usage {
  inputTokens: number | null;
  outputTokens: number | null;
}

/** ASCII characters of code a token holds at least, on average: English and code have 3.3 to 4.5. */
const CHARACTERS_A_TOKEN = 3;

/** Tokens that a text will hardly exceed: three ASCII characters a token, and one token for every other byte. */
export function estimateTokens(text: string): number {
  const bytes = Buffer.byteLength(text);
  const others = bytes - (text.match(/[\x00-\x7f]/g) ?? []).length;
  return Math.ceil((bytes - others) / CHARACTERS_A_TOKEN) + others;
}

/**
 * Keeps what was spent and what is about to be. A request is reserved before it is sent: its tokens as estimated, its
 * money as if every byte were a token, which no byte-level tokenizer can exceed.
 */
export class Budget {
  readonly #caps: Caps;
  readonly #price: Price | null;
  readonly #open = new Set<Reservation>();
  #calls = 0;
  #inputTokens = 0;
  #outputTokens = 0;
  /** How many times more tokens than estimated a request had at most. */
  #factor = 1;

  constructor(caps: Caps, price: Price | null) {
    this.#caps = caps;
    this.#price = price;
  }

  /**
   * Sets aside what a request may cost.
   * @throws ModelRefusal of kind `budget` when that could pass a cap; nothing is set aside then.
   */
  reserve(text: string, maxOutputTokens: number): Reservation {
    const caps = this.#caps;
    const own: Reservation = {
      bytes: Buffer.byteLength(text),
      inputTokens: Math.ceil(estimateTokens(text) * this.#factor),
      outputTokens: maxOutputTokens,
    };
    const all = [...this.#open, own];
    const tokens =
      this.#inputTokens +
      this.#outputTokens +
      all.reduce((sum, each) => sum + each.inputTokens + each.outputTokens, 0);
    const usd = all.reduce(
      (sum, each) => sum + this.#usd(each.bytes, each.outputTokens),
      this.#usd(this.#inputTokens, this.#outputTokens),
    );
    if (own.inputTokens > caps.inputTokensACall)
      throw over(
        `a call of about ${own.inputTokens} tokens is over the ${caps.inputTokensACall} of one call`,
      );
    if (maxOutputTokens > caps.outputTokensACall)
      throw over(`an answer of ${maxOutputTokens} tokens is over the ${caps.outputTokensACall} of one call`);
    if (tokens > caps.tokens) throw over(`the next call could pass ${caps.tokens} tokens`);
    if (this.#calls + 1 > caps.calls) throw over(`${caps.calls} calls were made`);
    if (caps.usd !== null && usd > caps.usd) throw over(`the next call could pass $${caps.usd}`);
    this.#calls += 1;
    this.#open.add(own);
    return own;
  }

  /** Replaces what was set aside by what it came to. Where the service did not say, it came to all of it. */
  settle(reservation: Reservation, usage: Usage): void {
    if (!this.#open.delete(reservation)) return;
    const { inputTokens, outputTokens } = usage;
    if (inputTokens !== null && inputTokens > reservation.inputTokens)
      this.#factor *= inputTokens / Math.max(1, reservation.inputTokens);
    this.#inputTokens += inputTokens ?? reservation.inputTokens;
    this.#outputTokens += outputTokens ?? reservation.outputTokens;
  }

  /** The service did not take the request: it costs nothing but counts as a call. */
  release(reservation: Reservation): void {
    this.#open.delete(reservation);
  }

  get spend(): Spend {
    return {
      calls: this.#calls,
      inputTokens: this.#inputTokens,
      outputTokens: this.#outputTokens,
      usd: this.#price ? this.#usd(this.#inputTokens, this.#outputTokens) : null,
    };
  }

  #usd(inputTokens: number, outputTokens: number): number {
    const { input, output } = this.#price ?? { input: 0, output: 0 };
    return (inputTokens * input + outputTokens * output) / 1_000_000;
  }
}

function over(what: string): ModelRefusal {
  return new ModelRefusal('budget', `stopped before a cap: ${what}`);
}

/** The spend in words: `3 calls, 5120 tokens in, 811 out, $0.0123`. */
export function spendText({ calls, inputTokens, outputTokens, usd }: Spend): string {
  const money = usd === null ? 'price not known' : `$${usd.toFixed(4)}`;
  return `${calls} call${calls === 1 ? '' : 's'}, ${inputTokens} tokens in, ${outputTokens} out, ${money}`;
}
