import { z } from 'zod';
import { Evidence } from './evidence.ts';

/** One step of something long (detection's verification, a suggested test's life); append-only. */
export const TraceEvent = z.object({
  /** Milliseconds since the trace began. */
  t: z.number(),
  step: z.string(),
  outcome: z.enum(['ok', 'failed', 'skipped', 'timeout']),
  evidence: z.array(Evidence),
});
export type TraceEvent = z.infer<typeof TraceEvent>;

/** Collects events; the only writer, so masking has one place. */
export class Trace {
  readonly events: TraceEvent[] = [];
  readonly #start = performance.now();
  readonly #mask: (text: string) => string;

  constructor(mask: (text: string) => string = (text) => text) {
    this.#mask = mask;
  }

  add(step: string, outcome: TraceEvent['outcome'], evidence: Evidence[] = []): void {
    const masked = evidence.map((item) => {
      const text = this.#mask(item.text);
      return { ...item, text, redacted: item.redacted || text !== item.text };
    });
    this.events.push({ t: Math.round(performance.now() - this.#start), step, outcome, evidence: masked });
  }
}
