import { Session } from 'node:inspector/promises';
import type { Block, Seen } from '../protocol.ts';
import { begin, type Run, withinTime } from './call.ts';
import { answer, job, type Namespace, now, type Scenario, started, target, touched } from './job.ts';
import { comparable, finish } from './outcome.ts';

const session = new Session();

/** Counts blocks from now on. */
export async function startCounting(): Promise<void> {
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
}

/** Calls the function with every input, twice; what differs is left out. */
export async function observeAll(original: Namespace): Promise<void> {
  const wanted = [...job.scenarios];
  const seenTwice: { scenario: Scenario; first: Seen }[] = [];
  let followed = 0;
  for (let n = 0; n < wanted.length; n++) {
    const scenario = wanted[n]!;
    if (now() - started > job.budgetMs || answer.hangs > 3) break;
    touched.clear();
    // the first time nobody knows yet whether it ends
    const first = await see(original, scenario, true);
    if (!first) continue;
    const [outcome] = first.outcomes;
    if (touched.size > 0) {
      for (const what of touched) answer.prevented[what] = (answer.prevented[what] ?? 0) + 1;
      continue;
    }
    if (
      scenario.steps.length === 0 &&
      outcome?.kind === 'opaque' &&
      outcome.type === 'function' &&
      followed < 40
    ) {
      followed += 1;
      for (const steps of job.follow) wanted.push({ args: scenario.args, steps });
    }
    seenTwice.push({ scenario, first });
  }
  // the other way round: what depends on the calls before it differs
  for (const each of seenTwice.toReversed()) {
    const second = await see(original, each.scenario);
    if (JSON.stringify(second) !== JSON.stringify(each.first)) {
      answer.unstable += 1;
      each.first.outcomes = [];
    }
  }
  for (const { scenario, first } of seenTwice)
    if (first.outcomes.length > 0)
      answer.observations.push({
        scenario,
        seen: first,
        blocks: [],
        way: '',
        kills: { result: [], after: [], called: [], identity: [] },
      });
}

/** Observations of which the blocks are taken: asking V8 costs a millisecond. */
const MOST_BLOCKS = 80;

/** Notes what ran: for one observation of each way through the code with each result. */
export async function noteBlocks(original: Namespace): Promise<void> {
  const seen = new Set<string>();
  await takeBlocks();
  for (const observation of answer.observations) {
    const key = `${observation.way} ${comparable(observation.seen.outcomes)}`;
    if (seen.has(key) || seen.size >= MOST_BLOCKS) continue;
    seen.add(key);
    await see(original, observation.scenario);
    observation.blocks = await takeBlocks();
  }
}

/** Runs a scenario, waiting for promises a little; null = there is nothing that could be asserted. */
export async function see(module: Namespace, scenario: Scenario, guarded = false): Promise<Seen | null> {
  let run: Run | null = null;
  if (!guarded) run = begin(module, scenario);
  else if (
    !withinTime(() => {
      run = begin(module, scenario);
    })
  )
    answer.hangs += 1;
  return run && finish(run);
}

/** Blocks of the file since the last call. Of nested ones the innermost decides. */
async function takeBlocks(): Promise<Block[]> {
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const script = result.find((each) => each.url === target);
  return (script?.functions ?? []).flatMap((fn) =>
    fn.ranges.map(({ startOffset, endOffset, count }) => ({
      start: startOffset,
      end: endOffset,
      ran: count > 0,
    })),
  );
}
