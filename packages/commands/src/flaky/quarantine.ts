import { holdQuarantine, recordedTests, skipLists, updateQuarantine } from '@qitops/analysis';
import type { History } from '@qitops/history';
import {
  type FlakyDocument,
  type FlakyTest,
  type HistoryView,
  type QuarantineEntry,
  UserError,
} from '@qitops/model';
import type { CommandContext } from '../context.ts';
import { openHistory } from '../history/store.ts';

type QuarantineSection = NonNullable<FlakyDocument['quarantine']>;

/** What is quarantined now, what no longer is, and what makes the runners leave it out. */
export async function quarantineNow(
  history: History,
  flaky: readonly FlakyTest[],
  now = Date.now(),
): Promise<QuarantineSection> {
  const { value, problem } = await history.quarantine();
  const held = holdQuarantine(value, new Map(flaky.map((test) => [test.id, test])), now);
  const active = [...held.active.values()];
  return { active, lapsed: held.lapsed, skip: skipLists(active), ...(problem ? { problem } : {}) };
}

/** What the reader of a pull request should know of the quarantine: entries that ended, and that there is none. */
export function quarantineNotes(quarantine: QuarantineSection | null): string[] {
  if (!quarantine) return [];
  const notes = quarantine.lapsed
    .filter(({ why }) => why !== 'fixed' && why !== 'gone')
    .map(
      ({ suite, name, owner, why }) =>
        `no longer quarantined, it ${why === 'expired' ? 'expired' : 'looks broken on the default branch'}: ${[...suite, name].join(' › ')} (owner ${owner})`,
    );
  if (quarantine.problem) notes.unshift(`${quarantine.problem}; so no test is quarantined`);
  return notes;
}

/** Takes eligible tests into the quarantine, lets go of what is mended, broken or gone, and says what it is then. */
export async function renewQuarantine(
  history: History,
  view: HistoryView,
  flaky: readonly FlakyTest[],
): Promise<QuarantineSection> {
  const suite = new Map(recordedTests(view).map(({ id, framework }) => [id, { framework }]));
  const now = Date.now();
  await history.changeQuarantine((current) => updateQuarantine({ current, flaky, suite, now }).next);
  return quarantineNow(history, flaky, now);
}

export interface QuarantineAddOptions {
  store: string;
  /** Id, or the name with or without its suites. */
  test: string;
  owner: string;
  reason: string;
  /** Days that it holds, 1–30. */
  days: number;
}

/** Quarantines one test by hand. */
export async function quarantineAdd(
  context: CommandContext,
  options: QuarantineAddOptions,
): Promise<QuarantineEntry> {
  const history = await openHistory(context, options.store);
  const test = testCalled(options.test, recordedTests(await history.view()), options.store);
  const now = Date.now();
  const { id, suite, name, file, framework } = test;
  const entry: QuarantineEntry = {
    ...{ id, suite, name, file, framework },
    owner: options.owner,
    reason: options.reason,
    since: new Date(now).toISOString(),
    expires: new Date(now + options.days * 86_400_000).toISOString(),
    by: 'manual',
  };
  await history.changeQuarantine(({ v, tests }) => ({
    v,
    tests: [...tests.filter((each) => each.id !== id), entry],
  }));
  return entry;
}

/** Lets one test gate again. */
export async function quarantineRemove(
  context: CommandContext,
  { store, test }: { store: string; test: string },
): Promise<QuarantineEntry> {
  const history = await openHistory(context, store);
  const { value } = await history.quarantine();
  const entry = testCalled(test, value.tests, `the quarantine of ${store}`);
  await history.changeQuarantine(({ v, tests }) => ({ v, tests: tests.filter(({ id }) => id !== entry.id) }));
  return entry;
}

/** The quarantine as it stands. */
export async function quarantineList(
  context: CommandContext,
  { store }: { store: string },
): Promise<QuarantineSection> {
  return quarantineNow(await openHistory(context, store), []);
}

function testCalled<T extends { id: string; suite: readonly string[]; name: string }>(
  called: string,
  tests: readonly T[],
  where: string,
): T {
  const full = ({ suite, name }: T): string => [...suite, name].join(' › ');
  const found = tests.filter(
    (test) =>
      (called.length >= 8 && test.id.startsWith(called)) || test.name === called || full(test) === called,
  );
  if (found.length === 1) return found[0]!;
  throw new UserError({
    what:
      found.length === 0 ? `no test is called "${called}"` : `${found.length} tests are called "${called}"`,
    where,
    remedy:
      found.length === 0
        ? 'give the name as the report has it, or the id'
        : `give one of the ids ${found
            .slice(0, 5)
            .map(({ id }) => id.slice(0, 12))
            .join(', ')}`,
  });
}
