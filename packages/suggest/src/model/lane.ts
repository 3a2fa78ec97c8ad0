import {
  type ChangedFunction,
  type CompleteFn,
  ModelRefusal,
  type RefusalKind,
  type SuggestDocument,
  type Suggestion,
} from '@qitops/model';
import { languageOf } from '@qitops/repository';
import type { EngineRequest } from '../engine.ts';
import { Baseline } from '../existing/baseline.ts';
import { type Candidate, type GateOptions, type Proof, prove, REPEATS } from '../gate.ts';
import { MOST_TESTS } from '../group.ts';
import { suggestionId } from '../id.ts';
import { type Mutant, mutate } from '../mutants/mutate.ts';
import { openLines } from '../places.ts';
import { detectRunner } from '../runners/detect.ts';
import { signaturesOf } from '../source/signatures.ts';
import { styleFor } from '../style.ts';
import { notExecuted, reached, subjectFor } from '../subject.ts';
import { ANSWER_SCHEMA, answerProblem, casesOf, type Oracle } from './answer.ts';
import { assertionsOf, candidateFrom, type Given } from './candidate.ts';
import { type Gain, gainsOf, type Measuring, mutantsOf, openMutants } from './evidence.ts';
import { materialFor } from './material.ts';
import { LADDER, type Material, promptFor } from './prompt.ts';
import { actsOutside } from './reach.ts';

export interface ModelRequest extends EngineRequest {
  complete: CompleteFn;
  /** Tokens that a text will hardly exceed. */
  estimateTokens: (text: string) => number;
  maxInputTokens: number;
  maxOutputTokens: number;
  /** Title and description of the pull request. */
  prText: string;
  /** Lines that the change added, by path. */
  changedLines: ReadonlyMap<string, ReadonlySet<number>>;
  /** What the engine found. */
  engine: Pick<SuggestDocument, 'suggestions'>;
}

export interface Proposed {
  suggestions: Suggestion[];
  omitted: SuggestDocument['omitted'];
  /** Functions that the model answered about. */
  answers: number;
  /** Why it was not asked further, or about a function; null = it always answered. */
  refusal: string | null;
}

/** Refusals that hold for the next function too. */
const FOR_ALL: ReadonlySet<RefusalKind> = new Set<RefusalKind>([
  ...(['address', 'key', 'no-such-model', 'rate-limit', 'overloaded', 'service'] as const),
  ...(['network', 'time', 'budget'] as const),
]);

/** A case that became a test file and waits for the gate. */
interface Waiting {
  candidate: Candidate;
  oracle: Oracle;
}

/**
 * Asks a model for tests of each changed function, one call a function, and proves what it answers as the engine's
 * tests are proven. Whatever the model or its service does, what the engine found stands.
 */
export async function suggestWithModel(request: ModelRequest): Promise<Proposed> {
  const { checkout, head, functions, env, parseLcov, engine } = request;
  const found: Proposed = { suggestions: [], omitted: [], answers: 0, refusal: null };
  const runner = await detectRunner(checkout, head);
  if (typeof runner === 'string' || functions.length === 0) return found;
  const gate: GateOptions = { runner, parseLcov, root: checkout.root, env };
  const executable = functions.filter(({ path }) => notExecuted(path) === null);
  const texts = new Map<string, string>();
  for (const { path } of executable) texts.set(path, (await checkout.fileAt(head, path)) ?? '');
  const measuring: Measuring = {
    gate,
    baseline: await Baseline.of(checkout, head, executable, request.coverage, gate),
    files: await checkout.files(head),
    modules: await mutate(
      [...texts].map(([path, text]) => ({ path, text, ranges: executable.filter((fn) => fn.path === path) })),
    ),
    proven: engine.suggestions.flatMap(({ test, target, title }) =>
      test ? [{ ...test, module: target.path, subject: target.function, title }] : [],
    ),
  };
  const counted = (): void => {
    found.answers += 1;
  };
  const taken = new Set(measuring.proven.map(({ path }) => path));
  for (const fn of executable) {
    const omit = (reason: string): void => {
      found.omitted.push({ path: fn.path, function: fn.name, reason: `of the model: ${reason}` });
    };
    try {
      found.suggestions.push(
        ...(await forFunction(fn, texts.get(fn.path)!, request, measuring, taken, omit, counted)),
      );
    } catch (error) {
      if (!(error instanceof ModelRefusal)) throw error;
      found.refusal ??= error.message;
      omit(error.message);
      if (FOR_ALL.has(error.kind)) break;
    }
  }
  return found;
}

type Omit = (reason: string) => void;

async function forFunction(
  fn: ChangedFunction,
  text: string,
  request: ModelRequest,
  measuring: Measuring,
  taken: Set<string>,
  omit: Omit,
  counted: () => void,
): Promise<Suggestion[]> {
  const { checkout, base, head, engine } = request;
  const outside = await actsOutside(checkout, head, fn.path);
  if (outside) {
    omit(outside);
    return [];
  }
  const signatures = await signaturesOf(languageOf(fn.path)!.grammar, text);
  const found = reached(fn.name, signatures);
  if (typeof found === 'string') {
    omit(found);
    return [];
  }
  const subject = subjectFor(found.signature, fn.path);
  const given: Given[] = [...signatures.values()]
    .filter(({ exportedAs }) => exportedAs !== null)
    .map((each) => ({ name: each.exportedAs!, as: subjectFor(each, fn.path).local }));
  const room =
    MOST_TESTS -
    measuring.proven.filter(({ module, subject }) => module === fn.path && subject === fn.name).length;
  const { open, undecided } = await openMutants(fn, measuring);
  const nothingLeft = open.length === 0 && undecided === 0 && mutantsOf(fn, measuring).length > 0;
  if (room <= 0 || nothingLeft) {
    omit(nothingLeft ? 'every mutant is noticed already' : `it has ${MOST_TESTS} tests already`);
    return [];
  }
  const style = await styleFor(checkout, head, fn.path, measuring.gate.runner.id, taken);
  const existing = measuring.baseline.existing(fn.path);
  const [nearest] = measuring.baseline.testsReaching([fn.path]);
  const material = await materialFor({
    checkout,
    base,
    fn,
    text,
    signatures,
    given: given.map(({ as }) => as),
    changedLines: request.changedLines.get(fn.path) ?? new Set(),
    nearestTest: nearest ? ((await checkout.fileAt(head, nearest)) ?? '') : '',
    prText: request.prText,
    open: openLines(existing.kind === 'covered' ? existing.coverage : null, fn),
    mutants: open,
    assertions: assertionsOf(style),
  });
  const answer = await answerTo(material, request, omit);
  if (answer === null) return [];
  counted();
  const { cases, refused } = casesOf(answer);
  for (const reason of refused) omit(reason);
  const asked = engine.suggestions.some(
    ({ kind, target }) => kind === 'question' && target.path === fn.path && target.function === fn.name,
  );
  const waiting: Waiting[] = [];
  const titles = new Set<string>();
  for (const proposed of cases) {
    const { title, oracle } = proposed;
    if (titles.has(title)) continue;
    titles.add(title);
    const candidate =
      asked && oracle === 'current_behaviour'
        ? 'it asserts behaviour that is in question'
        : await candidateFrom(proposed, fn, subject, given, style);
    if (typeof candidate === 'string') omit(`${JSON.stringify(title)}: ${candidate}`);
    else waiting.push({ candidate, oracle });
  }
  return (await proven(fn, waiting, open, measuring, omit)).filter((each, index) => {
    if (index >= room) omit(`${JSON.stringify(each.title)}: the function has ${MOST_TESTS} tests already`);
    return index < room;
  });
}

/** The answer about a function, told as much as a call has room for. */
async function answerTo(material: Material, request: ModelRequest, omit: Omit): Promise<unknown> {
  const { complete, estimateTokens, maxInputTokens, maxOutputTokens } = request;
  // the schema and a second turn need room too
  const room = maxInputTokens * 0.6;
  for (const detail of LADDER) {
    const { system, prompt, cacheKey, leftOut } = promptFor(material, detail);
    if (estimateTokens(system + prompt) > room) continue;
    if (leftOut.length > 0) request.log(`${material.name}: told without ${leftOut.join(', ')}`);
    const { json } = await complete({
      system,
      prompt,
      cacheKey,
      schema: ANSWER_SCHEMA,
      maxOutputTokens,
      check: answerProblem,
    });
    return json;
  }
  omit('it is too long to be told of');
  return null;
}

async function proven(
  fn: ChangedFunction,
  waiting: readonly Waiting[],
  open: readonly Mutant[],
  measuring: Measuring,
  omit: Omit,
): Promise<Suggestion[]> {
  const { gate } = measuring;
  const proofs = new Map<string, Proof>();
  const all = waiting.map(({ candidate }) => candidate);
  for (const [path, proof] of (await prove(all, gate)).proofs) proofs.set(path, proof);
  // one that hangs or ends the process takes the others with it: each is then judged alone
  if (all.length > 1 && all.every(({ path }) => proofs.get(path)!.durationMs === null))
    for (const each of all) proofs.set(each.path, (await prove([each], gate)).proofs.get(each.path)!);
  const passed: Waiting[] = [];
  for (const each of waiting) {
    const { durationMs, failure, typeError } = proofs.get(each.candidate.path)!;
    const title = JSON.stringify(each.candidate.title);
    if (typeError) omit(`${title} does not type-check: ${typeError}`);
    else if (durationMs !== null) passed.push(each);
    else if (each.oracle === 'current_behaviour')
      omit(`${title} did not pass five times of five: ${failure}`);
    else omit(`possible bug: ${title} fails, and its values are from ${spoken(each.oracle)}: ${failure}`);
  }
  const gains = await gainsOf(
    fn,
    passed.map(({ candidate }) => candidate),
    open,
    measuring,
  );
  return passed.flatMap(({ candidate }) => {
    const gain = gains.get(candidate.path)!;
    if (gain.kills.length + gain.branches.length > 0)
      return [suggestion(fn, candidate, gain, proofs.get(candidate.path)!)];
    omit(`${JSON.stringify(candidate.title)} covers nothing new and kills no mutant of its own`);
    return [];
  });
}

function spoken(oracle: Oracle): string {
  return oracle === 'spec' ? 'the documentation' : 'the text of the pull request';
}

function suggestion(fn: ChangedFunction, candidate: Candidate, gain: Gain, proof: Proof): Suggestion {
  const { path, code, title } = candidate;
  return {
    id: suggestionId(fn, 'test', code),
    kind: 'test',
    lane: 'harden',
    target: { path: fn.path, function: fn.name, line: gain.kills[0]?.line ?? fn.line },
    title,
    test: { path, code },
    evidence: {
      kills: [...new Set(gain.kills.map(({ words, line }) => `${words} at L${line}`))],
      branches: gain.branches,
      repeats: REPEATS,
      durationMs: proof.durationMs!,
    },
    author: 'model',
    typeChecked: proof.typeChecked,
  };
}
