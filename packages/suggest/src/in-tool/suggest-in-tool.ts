import type { ChangedFunction, Suggestion } from '@qitops/model';
import { choose, type Pick } from '../choose.ts';
import { titleFor } from '../emit/title.ts';
import type { EngineRequest } from '../engine.ts';
import type { Observation } from '../explore/protocol.ts';
import { type Candidate, REPEATS, withFiles } from '../gate.ts';
import { group } from '../group.ts';
import { suggestionId } from '../id.ts';
import { openLines } from '../places.ts';
import { questionsFor } from '../questions.ts';
import { linesRan, placeOf } from './lines.ts';
import type { Existing, Mutant, Tool, ToolRun, Tried } from './tool.ts';

export type Omit = (fn: ChangedFunction, reason: string) => void;

/** A test that waits for its five runs. */
interface Waiting {
  fn: ChangedFunction;
  candidate: Candidate;
  picks: Pick[];
  mutants: readonly Mutant[];
}

/**
 * Suggests tests that a tool of another language runs: tries each changed function, keeps the inputs that kill mutants
 * or run lines that the existing tests do not, and proves the tests in the tool. Inputs whose result the change
 * altered become questions.
 */
export async function suggestInTool(
  tool: Tool,
  request: EngineRequest,
  functions: readonly ChangedFunction[],
  omit: Omit,
): Promise<Suggestion[]> {
  const waiting: Waiting[] = [];
  const questions: Suggestion[] = [];
  try {
    for (const [path, own] of Map.groupBy(functions, (fn) => fn.path)) {
      request.log(`trying ${own.length} functions of ${path}`);
      const { now, before, existing } = await tool.tryFile(path, own);
      for (const [index, fn] of own.entries()) {
        const tried = now[index]!;
        const problem = tried.problem ?? (typeof existing === 'string' ? existing : null);
        if (problem !== null || typeof existing === 'string') {
          omit(fn, problem ?? 'is not known');
          continue;
        }
        const picks = picksOf(tried, fn, request, existing);
        questions.push(...asked(fn, tried, before[index], picks));
        if (picks.length === 0)
          omit(fn, 'no input was found that runs or notices what the existing tests miss');
        waiting.push(...candidatesOf(tool, fn, tried, picks));
      }
    }
    request.log(`proving ${waiting.length} tests with ${tool.name}`);
    return [...(await proven(tool, waiting, request, omit)), ...questions];
  } finally {
    await tool.close();
  }
}

function picksOf(
  { observations, mutants }: Tried,
  fn: ChangedFunction,
  { coverage }: EngineRequest,
  { ran, killed }: Existing,
): Pick[] {
  const { missed } = openLines(coverage?.get(fn.path) ?? null, fn);
  const reached = new Set(observations.flatMap(({ blocks }) => linesRan(blocks)));
  const places = [...missed].filter((line) => reached.has(line) && !ran.has(line)).map(placeOf);
  const open = mutants.map(({ id }) => id).filter((id) => !killed.has(id));
  return choose(observations, new Set(open), places);
}

function asked(
  fn: ChangedFunction,
  { subject, observations }: Tried,
  before: Observation[] | undefined,
  picks: readonly Pick[],
): Suggestion[] {
  if (!before) return [];
  const ways = new Set(picks.map(({ observation }) => observation.way));
  const exploration = { problem: null, tried: new Set<string>() };
  return questionsFor(
    { fn, named: subject },
    { ...exploration, observations },
    { ...exploration, observations: before },
    ({ way }) => ways.has(way),
  );
}

function candidatesOf(
  tool: Tool,
  fn: ChangedFunction,
  { subject, mutants }: Tried,
  picks: readonly Pick[],
): Waiting[] {
  return group(picks).map((each) => {
    const title = titleFor(subject, each);
    return { fn, candidate: tool.candidate(fn, title, each), picks: each, mutants };
  });
}

/** Runs the candidates five times, each time in another order, and keeps those that always pass and earn their place. */
async function proven(
  tool: Tool,
  waiting: readonly Waiting[],
  { checkout }: EngineRequest,
  omit: Omit,
): Promise<Suggestion[]> {
  if (waiting.length === 0) return [];
  const candidates = waiting.map(({ candidate }) => candidate);
  const claimed = new Set(waiting.flatMap(({ picks }) => picks.flatMap(({ kills }) => [...kills])));
  const runs = await withFiles(checkout.root, candidates, async () => {
    const all: (ToolRun | string)[] = [];
    for (let n = 1; n <= REPEATS; n++) all.push(await tool.run(candidates, n, n === 1 ? claimed : null));
    return all;
  });
  const earned = waiting.flatMap((each) => earnedBy(each, runs, omit));
  return withoutNeedless(earned, omit).map((each) => suggestionOf(each, tool.typeChecked));
}

/** A test that passed, with what it kills and runs that the existing tests do not. */
interface Earned {
  waiting: Waiting;
  kills: Mutant[];
  lines: number[];
  durationMs: number;
}

function earnedBy(waiting: Waiting, runs: readonly (ToolRun | string)[], omit: Omit): Earned[] {
  const { fn, candidate, picks, mutants } = waiting;
  const missing = { passed: false, ms: 0, why: 'the tool did not find it' };
  const results = runs.map((run) =>
    typeof run === 'string' ? { passed: false, ms: 0, why: run } : (run.tests.get(candidate.path) ?? missing),
  );
  const failure = results.find(({ passed }) => !passed);
  const [first] = runs;
  if (failure || first === undefined || typeof first === 'string') {
    omit(fn, `its test did not pass five times of five: ${failure?.why ?? 'unknown'}`);
    return [];
  }
  const claimed = new Set(picks.flatMap(({ kills }) => [...kills]));
  const kills = mutants
    .filter(({ id }) => claimed.has(id) && first.killed.has(id))
    // the smallest change says most
    .sort((a, b) => a.words.length - b.words.length || a.line - b.line);
  const ran = first.lines.get(fn.path);
  const lines = [...new Set(picks.flatMap(({ places }) => [...places].map(({ line }) => line)))]
    .filter((line) => ran?.has(line))
    .sort((a, b) => a - b);
  if (kills.length + lines.length === 0) {
    omit(fn, 'its test covers nothing new and kills no mutant of its own');
    return [];
  }
  return [{ waiting, kills, lines, durationMs: results.reduce((sum, { ms }) => sum + ms, 0) / REPEATS }];
}

/** Without tests whose every kill and line another one has too. */
function withoutNeedless(earned: readonly Earned[], omit: Omit): Earned[] {
  const goals = ({ waiting: { fn }, kills, lines }: Earned): string[] => [
    ...kills.map(({ id }) => `${fn.path} ${id}`),
    ...lines.map((line) => `${fn.path}:${line}`),
  ];
  let kept = [...earned];
  for (const each of earned.toReversed()) {
    const others = new Set(kept.filter((other) => other !== each).flatMap(goals));
    if (!goals(each).every((goal) => others.has(goal))) continue;
    kept = kept.filter((other) => other !== each);
    omit(each.waiting.fn, 'one of its tests adds nothing to the others');
  }
  return kept;
}

function suggestionOf(
  { waiting: { fn, candidate }, kills, lines, durationMs }: Earned,
  typeChecked: boolean | null,
): Suggestion {
  return {
    id: suggestionId(fn, 'test', candidate.code),
    kind: 'test',
    lane: 'harden',
    target: { path: fn.path, function: fn.name, line: lines[0] ?? kills[0]!.line },
    title: candidate.title,
    test: { path: candidate.path, code: candidate.code },
    evidence: {
      kills: [...new Set(kills.map(({ words, line }) => `${words} at L${line}`))],
      branches: lines.map((line) => `${fn.path}:${line}`),
      repeats: REPEATS,
      durationMs,
    },
    author: 'engine',
    typeChecked,
  };
}
