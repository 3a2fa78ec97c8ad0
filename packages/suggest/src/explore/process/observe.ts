import { Session } from 'node:inspector/promises';
import type { Block, Seen } from '../protocol.ts';
import { begin, type Run, runEach } from './call.ts';
import { followed, varied } from './follow.ts';
import {
  answer,
  beat,
  job,
  type Namespace,
  original,
  type Scenario,
  started,
  target,
  worked,
} from './job.ts';
import { shifted } from './load.ts';
import { comparable, finish } from './outcome.ts';
import { setTimeZone, timeZone } from './world.ts';

const session = new Session();

/** Counts blocks from now on. */
export async function startCounting(): Promise<void> {
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
}

/** Most calls whose result is followed, and most scenarios in all. */
const MOST_FOLLOWED = 70;
/** The first are followed all, then one of so many. */
const FIRST_FOLLOWED = 30;
const ONE_OF = 9;
const MOST_VARIED = 300;
const MOST_SCENARIOS = 2_000;
/** A time zone far from most machines', where midnight and noon are others. */
const ELSEWHERE = 'Pacific/Chatham';

interface Once {
  scenario: Scenario;
  seen: Seen;
}

/** Calls the function with every input, twice; what differs from time to time or place to place is left out. */
export async function observeAll(subject: Namespace): Promise<void> {
  const wanted = [...job.scenarios];
  const once: Once[] = [];
  let [follows, variations] = [0, 0];
  await runEach(subject, wanted, {
    after: async (index, run) => {
      await beat();
      if (!run) answer.hangs += 1;
      const scenario = wanted[index]!;
      const seen = run && (await finish(run));
      if (run && seen && !wasPrevented(run)) {
        once.push({ scenario, seen });
        const { steps } = scenario;
        const opaque = /^(opaque|parts)$/.test(seen.outcomes[0]?.kind ?? '');
        const room = wanted.length < MOST_SCENARIOS;
        const isTurn = follows < FIRST_FOLLOWED || (index % ONE_OF === 0 && follows < MOST_FOLLOWED);
        if (steps.length === 0 && opaque && room && isTurn) {
          const next = followed(scenario, run);
          if (next.length > 0) follows += 1;
          wanted.push(...next);
        }
        const changes = room && variations < MOST_VARIED ? varied(scenario, run) : [];
        if (changes.length > 0) variations += 1;
        wanted.push(...changes);
      }
      return worked() - started > job.budgetMs || answer.hangs > 3;
    },
  });
  await keepStable(subject, once);
}

function wasPrevented({ around }: Run): boolean {
  for (const what of around.prevented) answer.prevented[what] = (answer.prevented[what] ?? 0) + 1;
  return around.prevented.size > 0;
}

/** The other way round, and elsewhere on earth: what depends on the calls before it or on the place differs. */
async function keepStable(subject: Namespace, once: readonly Once[]): Promise<void> {
  const stable = new Set<Once>();
  const backwards = once.toReversed();
  setTimeZone(ELSEWHERE);
  await runEach(
    subject,
    backwards.map(({ scenario }) => scenario),
    {
      ends: () => true,
      after: async (index, run) => {
        await beat();
        const first = backwards[index]!;
        const second = run && (await finish(run));
        if (JSON.stringify(second) === JSON.stringify(first.seen)) stable.add(first);
        return worked() - started > 2 * job.budgetMs;
      },
    },
  );
  setTimeZone(timeZone);
  answer.unstable = once.length - stable.size;
  for (const each of once)
    if (stable.has(each))
      answer.observations.push({
        ...each,
        blocks: [],
        way: '',
        kills: { result: [], after: [], called: [], identity: [] },
      });
}

/** Observations of which the blocks are taken: asking V8 costs milliseconds. */
const MOST_BLOCKS = 24;
const FIRST_BLOCKS = 6;

/** Notes what ran: for one observation of each way through the code that reaches what the others did not. */
export async function noteBlocks(subject: Namespace): Promise<void> {
  // offsets of another text say nothing of the file
  if (shifted.has(target)) return;
  const seen = new Map<string, Block[]>();
  const reached = new Set<string>();
  await takeBlocks();
  for (const observation of answer.observations) {
    const { way, scenario } = observation;
    const key = way || comparable(observation.seen.outcomes);
    const isNew = seen.size < FIRST_BLOCKS || way.split(',').some((id) => !reached.has(id));
    if (!seen.has(key) && isNew && seen.size < MOST_BLOCKS) {
      const run = begin(subject, scenario);
      if (run) await finish(run);
      seen.set(key, await takeBlocks());
      for (const id of way.split(',')) reached.add(id);
    }
    observation.blocks = seen.get(key) ?? [];
  }
}

/** Blocks of the file since the last call. Of nested ones the innermost decides. */
async function takeBlocks(): Promise<Block[]> {
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const script = result.find(
    (each) => each.url.endsWith(`?${original}`) || each.url.endsWith(`%3F${original}`),
  );
  return (script?.functions ?? []).flatMap((fn) =>
    fn.ranges.map(({ startOffset, endOffset, count }) => ({
      start: startOffset,
      end: endOffset,
      ran: count > 0,
    })),
  );
}
