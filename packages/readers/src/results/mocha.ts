import type { ReadTest } from '@qitops/model';
import { readJson } from '../json.ts';
import { asNumber, asObject, asText, messageText, traceText } from '../text.ts';
import type { ResultFormat } from './format.ts';

/** Mocha's own JSON reporter. */
export const mocha: ResultFormat = {
  id: 'mocha-json',
  title: 'Mocha JSON',
  sniff: (head) =>
    Boolean(
      head.json?.has('stats') &&
        !head.json.has('results') &&
        (head.json.has('stats.passes') || head.json.has('passes')),
    ),
  async read(source, sink) {
    const tests: ReadTest[] = [];
    const keys: string[] = [];
    const pending = new Counter();
    const hooks: ReadTest[] = [];
    const known = new Set<string>();
    try {
      await readJson(
        source,
        {
          'tests.*': (value) => {
            const test = asObject(value);
            tests.push(readTest(test));
            keys.push(keyOf(test));
            known.add(keyOf(test));
          },
          'pending.*': (value) => pending.add(keyOf(asObject(value))),
          'failures.*': (value) => {
            // A hook that failed stands among the failures only.
            const test = asObject(value);
            if (!known.has(keyOf(test)))
              hooks.push({ ...readTest(test), status: 'errored', suiteLevel: true });
          },
        },
        sink.warning,
      );
    } finally {
      for (const [i, test] of tests.entries()) {
        if (test.status === 'passed' && pending.take(keys[i]!)) test.status = 'pending';
        sink.test(test);
      }
      for (const hook of hooks) sink.test(hook);
    }
  },
};

function readTest(test: Record<string, unknown>): ReadTest {
  const title = asText(test.title) ?? '';
  const full = asText(test.fullTitle) ?? title;
  const above = full.endsWith(title) ? full.slice(0, full.length - title.length).trim() : '';
  const error = asObject(test.err);
  const failed = Object.keys(error).length > 0;
  const retries = asNumber(test.currentRetry) ?? 0;
  return {
    name: title || full || '(no name)',
    suite: above ? [above] : [],
    file: asText(test.file) || null,
    status: failed ? 'failed' : 'passed',
    durationMs: asNumber(test.duration),
    // Only the last run of a retried test is written; the ones before it failed, or it would not have been retried.
    attempts: Array.from({ length: Math.min(retries, 1000) }, () => ({ status: 'failed', durationMs: null })),
    message: messageText(asText(error.message)),
    trace: traceText(asText(error.stack)),
  };
}

function keyOf(test: Record<string, unknown>): string {
  return JSON.stringify([asText(test.file), asText(test.fullTitle)]);
}

/** Counts equal keys: two pending tests of one title are two. */
class Counter {
  readonly #counts = new Map<string, number>();

  add(key: string): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  take(key: string): boolean {
    const count = this.#counts.get(key) ?? 0;
    if (count > 0) this.#counts.set(key, count - 1);
    return count > 0;
  }
}
