import {
  type AnswerCache,
  type CompleteFn,
  ModelRefusal,
  type ModuleMaterial,
  type ProposedCase,
  type RefusalKind,
  type SuggestDocument,
} from '@qitops/model';
import { ANSWER_SCHEMA, answerProblem, casesByFunction, casesOf } from './answer.ts';
import { planCalls, type Room } from './plan.ts';
import { cacheKey, LADDER, leftOut, promptFor, type Told } from './prompt.ts';

export interface AskRequest {
  materials: readonly ModuleMaterial[];
  /** Title and description of the pull request. */
  prText: string;
  complete: CompleteFn;
  /** Null = nothing is kept. */
  cache: AnswerCache | null;
  /** What the model is and where, as far as an answer depends on it. */
  model: string;
  room: Room;
  log: (line: string) => void;
}

export interface Answers {
  cases: ProposedCase[];
  omitted: SuggestDocument['omitted'];
  /** Functions that the model answered about, now or before. */
  answers: number;
  /** Why it was not asked further, or about a function; null = it always answered. */
  refusal: string | null;
}

/** Refusals that hold for the next call too. */
const FOR_ALL: ReadonlySet<RefusalKind> = new Set<RefusalKind>([
  ...(['address', 'key', 'no-such-model', 'rate-limit', 'overloaded', 'service'] as const),
  ...(['network', 'time', 'budget'] as const),
]);
/** Characters of 500 tokens. */
const MOST_PR_TEXT = 1_500;

/** Asks a model for tests, one call a cluster of functions of one file, and nothing twice. It needs no checkout. */
export async function askModel(request: AskRequest): Promise<Answers> {
  const { room, log } = request;
  const prText = request.prText.slice(0, MOST_PR_TEXT);
  const found: Answers = { cases: [], omitted: [], answers: 0, refusal: null };
  const known = await knownAnswers(request, prText);
  const unknown = request.materials
    .map((module) => ({
      ...module,
      functions: module.functions.filter(({ name }) => !known.has(keyOf(module.path, name))),
    }))
    .filter(({ functions }) => functions.length > 0);
  for (const { path, functions } of request.materials)
    for (const { name } of functions) {
      const answer = known.get(keyOf(path, name));
      if (answer) take(found, path, name, answer);
    }
  const plan = planCalls(unknown, prText, room);
  for (const { reason, ...fn } of plan.without) found.omitted.push({ ...fn, reason: ofModel(reason) });
  for (const [index, told] of plan.calls.entries()) {
    const less = leftOut(told);
    if (less.length > 0) log(`${namesOf(told)}: told without ${less.join(', ')}`);
    try {
      await askAbout(told, request, found);
    } catch (error) {
      if (!(error instanceof ModelRefusal)) throw error;
      found.refusal ??= error.message;
      const lost = FOR_ALL.has(error.kind) ? plan.calls.slice(index) : [told];
      for (const { module, functions } of lost)
        for (const { name } of functions)
          found.omitted.push({ path: module.path, function: name, reason: ofModel(error.message) });
      if (FOR_ALL.has(error.kind)) break;
    }
  }
  return found;
}

async function askAbout(
  told: Told,
  { complete, cache, model, room }: AskRequest,
  found: Answers,
): Promise<void> {
  const { json } = await complete({
    ...promptFor(told),
    schema: ANSWER_SCHEMA,
    maxOutputTokens: room.outputTokens,
    check: answerProblem,
  });
  const byFunction = casesByFunction(
    json,
    told.functions.map(({ name }) => name),
  );
  for (const fn of told.functions) {
    const cases = byFunction.get(fn.name)!;
    await cache?.write(cacheKey(told, fn, model), JSON.stringify({ cases }));
    take(found, told.module.path, fn.name, cases);
  }
}

/** Answers that are kept from before, by function: the one to the fullest question. */
async function knownAnswers(
  { materials, cache, model }: AskRequest,
  prText: string,
): Promise<Map<string, unknown[]>> {
  const known = new Map<string, unknown[]>();
  if (!cache) return known;
  for (const module of materials)
    for (const fn of module.functions)
      for (const detail of LADDER) {
        const kept = read(await cache.read(cacheKey({ module, detail, prText }, fn, model)));
        if (!kept) continue;
        known.set(keyOf(module.path, fn.name), kept);
        break;
      }
  return known;
}

/** What was kept, when it is an answer: whoever writes the cache is not believed. */
function read(text: string | null): unknown[] | null {
  if (text === null) return null;
  try {
    const json: unknown = JSON.parse(text);
    return answerProblem(json) === null ? (json as { cases: unknown[] }).cases : null;
  } catch {
    return null; // it is asked again
  }
}

function take(found: Answers, path: string, name: string, answer: readonly unknown[]): void {
  found.answers += 1;
  const { cases, refused } = casesOf(answer);
  for (const reason of refused) found.omitted.push({ path, function: name, reason: ofModel(reason) });
  found.cases.push(...cases.map((each) => ({ path, function: name, ...each })));
}

/** A reason that is about the model's tests, not about the engine's. */
export function ofModel(reason: string): string {
  return `of the model: ${reason}`;
}

function namesOf({ module, functions }: Told): string {
  return `${module.path} ${functions.map(({ name }) => name).join(', ')}`;
}

function keyOf(path: string, name: string): string {
  return JSON.stringify([path, name]);
}
