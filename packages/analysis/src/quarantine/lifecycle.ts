import type { FlakyTest, LapsedEntry, Quarantine, QuarantineEntry } from '@qitops/model';

const DAY = 86_400_000;
/** Longest that an entry holds, days. */
export const QUARANTINE_DAYS = 30;
/** Greatest share of a suite that may be quarantined without a person saying so. */
const MOST_OF_SUITE = 0.02;
/** A test whose code is more likely broken than sound gates again. */
const BROKEN = 0.5;

export interface HeldQuarantine {
  active: Map<string, QuarantineEntry>;
  lapsed: LapsedEntry[];
}

/** Sorts the entries into those that hold at `now` (ms since 1970) and those that do not, with why. */
export function holdQuarantine(
  quarantine: Quarantine,
  flaky: ReadonlyMap<string, Pick<FlakyTest, 'state' | 'broken'>>,
  now: number,
): HeldQuarantine {
  const held: HeldQuarantine = { active: new Map(), lapsed: [] };
  for (const entry of quarantine.tests) {
    const why = lapse(entry, flaky.get(entry.id), now);
    if (why) held.lapsed.push({ ...entry, why });
    else held.active.set(entry.id, entry);
  }
  return held;
}

function lapse(
  entry: QuarantineEntry,
  test: Pick<FlakyTest, 'state' | 'broken'> | undefined,
  now: number,
): LapsedEntry['why'] | null {
  const end = Math.min(Date.parse(entry.expires), Date.parse(entry.since) + QUARANTINE_DAYS * DAY);
  // a date that cannot be read holds nothing
  if (!(now < end)) return 'expired';
  if (test?.state === 'broken' || (test?.broken ?? 0) >= BROKEN) return 'looks broken';
  if (entry.by === 'manual') return null;
  if (!test) return 'gone';
  return test.state === 'fixed' || test.state === 'healthy' ? 'fixed' : null;
}

export interface UpdateInput {
  current: Quarantine;
  flaky: readonly FlakyTest[];
  /** Tests of the newest runs of the default branch, with their frameworks: what the suite is. */
  suite: ReadonlyMap<string, { framework: string }>;
  /** Milliseconds since 1970. */
  now: number;
}

/**
 * The quarantine after new evidence: eligible tests come in, surest first, up to a fiftieth of the suite; what is
 * mended, broken or gone goes. What expired stays listed for as long again, so that it is named and is not taken back
 * without a person saying so.
 */
export function updateQuarantine(input: UpdateInput): { next: Quarantine; lapsed: LapsedEntry[] } {
  const { current, flaky, suite, now } = input;
  const { active, lapsed } = holdQuarantine(current, new Map(flaky.map((test) => [test.id, test])), now);
  const remembered = lapsed.filter(
    ({ why, expires }) => why === 'expired' && now < Date.parse(expires) + QUARANTINE_DAYS * DAY,
  );
  const known = new Set([...active.keys(), ...remembered.map(({ id }) => id)]);
  const room = Math.max(1, Math.floor(suite.size * MOST_OF_SUITE)) - active.size;
  const eligible = flaky.filter(
    ({ id, state }) => state === 'quarantined' && suite.has(id) && !known.has(id),
  );
  const fresh = eligible.slice(0, Math.max(0, room)).map(
    (test): QuarantineEntry => ({
      id: test.id,
      suite: test.suite,
      name: test.name,
      file: test.file,
      framework: suite.get(test.id)!.framework,
      owner: test.owner ?? '@unowned',
      reason: test.evidence.map(({ text }) => text).join('; '),
      since: new Date(now).toISOString(),
      expires: new Date(now + QUARANTINE_DAYS * DAY).toISOString(),
      by: 'auto',
    }),
  );
  const expired = remembered.map(({ why: _, ...entry }) => entry);
  return { next: { v: 1, tests: [...active.values(), ...fresh, ...expired] }, lapsed };
}
