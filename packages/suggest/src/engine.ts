import { join } from 'node:path';
import {
  armsOf,
  type ChangedFunction,
  type FileCoverage,
  type SuggestDocument,
  type Suggestion,
} from '@qitops/model';
import { type Checkout, languageOf } from '@qitops/repository';
import { Baseline } from './baseline.ts';
import { chooseInputs, LineIndex, ranIn, targetsOf } from './cover.ts';
import { emitTest, titleFor } from './emit.ts';
import { type Exploration, explore, type Observation } from './explore/explore.ts';
import { type Candidate, type GateOptions, type LcovParser, measure, prove, REPEATS } from './gate.ts';
import { suggestionId } from './id.ts';
import { inputsFor, type Value } from './inputs.ts';
import { type FunctionSignature, signaturesOf } from './parameters.ts';
import { questionsFor } from './questions.ts';
import { findVitest } from './runner.ts';
import { styleFor, type TestStyle } from './style.ts';

export interface EngineRequest {
  checkout: Checkout;
  base: string;
  head: string;
  functions: readonly ChangedFunction[];
  /** Coverage of the existing tests by repository path, lines as at the head; null = not measured. */
  coverage: ReadonlyMap<string, FileCoverage> | null;
  parseLcov: LcovParser;
  env: Readonly<Record<string, string | undefined>>;
  log: (line: string) => void;
}

type Found = Pick<SuggestDocument, 'suggestions' | 'omitted'>;

/** A test that covers something new, waiting for its five runs. */
interface Measured {
  fn: ChangedFunction;
  candidate: Candidate;
  branches: string[];
  line: number;
}

/** Most tests that are suggested for one function. */
const MOST_TESTS = 5;

/**
 * Suggests tests without a model: tries each changed function with many inputs, keeps a small set that runs what no
 * test ran, writes them in the project's style and proves them in the project's runner. Inputs whose result the
 * change altered become questions.
 */
export async function suggestWithEngine(request: EngineRequest): Promise<Found> {
  const { checkout, functions, parseLcov, env } = request;
  const found: Found = { suggestions: [], omitted: [] };
  const omit = (fn: ChangedFunction, reason: string): void => {
    found.omitted.push({ path: fn.path, function: fn.name, reason });
  };
  const runner = findVitest(checkout.root);
  if (!runner) {
    for (const fn of functions) omit(fn, executable(fn) ?? 'no Vitest is installed in the project');
    return found;
  }
  const gate: GateOptions = { runner, parseLcov, root: checkout.root, env };
  const measured: Measured[] = [];
  const baseline = await Baseline.of(checkout, request.head, functions, request.coverage, gate);
  const covered = new Map<string, FileCoverage>();
  for (const fn of functions) {
    const { kept, questions, reason } = await suggestFor(fn, request, gate, baseline, covered);
    measured.push(...kept);
    found.suggestions.push(...questions);
    if (kept.length === 0 && reason) omit(fn, reason);
  }
  const proofs = await prove(
    measured.map((each) => each.candidate),
    gate,
  );
  const proven = measured.flatMap((each): Suggestion[] => {
    const { durationMs, typeChecked, typeError } = proofs.get(each.candidate.path)!;
    if (typeError) omit(each.fn, `its test does not type-check: ${typeError}`);
    else if (durationMs === null) omit(each.fn, 'its test did not pass five times of five');
    else return [testSuggestion(each, durationMs, typeChecked)];
    return [];
  });
  found.suggestions.unshift(...proven);
  return found;
}

/** Why a function cannot be executed by the engine; null = it can. */
function executable(fn: ChangedFunction): string | null {
  const id = languageOf(fn.path)?.id;
  return id === 'typescript' || id === 'javascript' ? null : `${id ?? 'its language'} is not executed yet`;
}

interface Subject {
  fn: ChangedFunction;
  text: string;
  signature: FunctionSignature;
  inputs: Value[][];
}

/** A function with its inputs, or the reason why it has none. */
async function subjectOf(fn: ChangedFunction, { checkout, head }: EngineRequest): Promise<Subject | string> {
  const reason = executable(fn);
  if (reason) return reason;
  const text = (await checkout.fileAt(head, fn.path)) ?? '';
  const signature = (await signaturesOf(languageOf(fn.path)!.grammar, text)).get(fn.name);
  if (!signature) return 'it is not an exported function of its module';
  if (signature.async) return 'async functions are not explored yet';
  const inputs = inputsFor(signature);
  return typeof inputs === 'string' ? `no input can be made for ${inputs}` : { fn, text, signature, inputs };
}

async function suggestFor(
  fn: ChangedFunction,
  request: EngineRequest,
  gate: GateOptions,
  baseline: Baseline,
  covered: Map<string, FileCoverage>,
): Promise<{ kept: Measured[]; questions: Suggestion[]; reason: string | null }> {
  const nothing = (reason: string, questions: Suggestion[] = []) => ({ kept: [], questions, reason });
  const subject = await subjectOf(fn, request);
  if (typeof subject === 'string') return nothing(subject);
  const { inputs, text } = subject;
  request.log(`exploring ${fn.path} ${fn.name} with ${inputs.length} inputs`);
  const now = await exploreAt(subject, request, null);
  if (now.problem) return nothing(now.problem);
  const before = await exploreBase(subject, request);
  const existing = baseline.existing(fn.path);
  const known = covered.get(fn.path) ?? (existing.kind === 'covered' ? existing.coverage : null);
  const wanted = existing.kind === 'unknown' ? new Set<number>() : uncoveredLines(known, fn);
  const targets = targetsOf(now.observations, wanted, new LineIndex(text), {
    startLine: fn.line,
    endLine: fn.endLine,
  });
  const chosen = chooseInputs(now.observations, targets, MOST_TESTS);
  const asserted = ({ blocks }: Observation): boolean =>
    chosen.some((each) => each.targets.some((target) => ranIn(blocks, target)));
  const questions = questionsFor(fn, inputs, now, before, asserted);
  if (existing.kind === 'unknown') return nothing(existing.reason, questions);
  if (wanted.size === 0) return nothing('the existing tests cover every branch of it', questions);
  if (chosen.length === 0)
    return nothing('no input was found that runs what the existing tests miss', questions);

  const style = await styleFor(request.checkout, request.head, fn.path);
  const kept: Measured[] = [];
  let reason: string | null = null;
  for (const { observation, targets: reached } of chosen) {
    const candidate = candidateOf(subject, observation, style);
    const result = await measure(candidate, covered.get(fn.path) ?? known, gate);
    if ('problem' in result) {
      style.release(candidate.path);
      reason ??= result.problem;
      continue;
    }
    covered.set(fn.path, result.coverage);
    kept.push({ fn, candidate, branches: result.branches, line: reached[0]?.line ?? fn.line });
  }
  return { kept, questions, reason };
}

function exploreAt(
  subject: Subject,
  { checkout, env }: EngineRequest,
  text: string | null,
): Promise<Exploration> {
  const { fn, inputs } = subject;
  return explore({
    file: join(checkout.root, fn.path),
    text,
    name: fn.name,
    inputs,
    cwd: checkout.root,
    env,
  });
}

async function exploreBase(subject: Subject, request: EngineRequest): Promise<Exploration | null> {
  const { fn } = subject;
  if (fn.complexityBefore === null) return null;
  const text = await request.checkout.fileAt(request.base, fn.path);
  return text === null ? null : exploreAt(subject, request, text);
}

/** Lines of the function that nothing ran, and lines with a branch that nothing took; all of an untested one. */
function uncoveredLines(coverage: FileCoverage | null, fn: ChangedFunction): Set<number> {
  const lines = new Set<number>();
  if (!coverage) {
    for (let line = fn.line; line <= fn.endLine; line++) lines.add(line);
    return lines;
  }
  coverage.lines.line.forEach((line, i) => {
    if (line < fn.line || line > fn.endLine) return;
    const arms = armsOf(coverage.branches, line);
    if (coverage.lines.hits[i] === 0 || (arms && arms.covered < arms.total)) lines.add(line);
  });
  return lines;
}

function candidateOf(
  { fn, signature, inputs }: Subject,
  { input, outcome }: Observation,
  style: TestStyle,
): Candidate {
  const args = inputs[input]!;
  const title = titleFor(signature.parameters, args, outcome);
  return {
    path: style.pathFor(fn.name),
    code: emitTest(fn.name, [{ title, args, outcome }], style),
    module: fn.path,
    title: `${fn.name} ${title}`,
  };
}

function testSuggestion(
  { fn, candidate, branches, line }: Measured,
  durationMs: number,
  typeChecked: boolean | null,
): Suggestion {
  return {
    id: suggestionId(fn, 'test', candidate.code),
    kind: 'test',
    lane: 'harden',
    target: { path: fn.path, function: fn.name, line },
    title: candidate.title,
    test: { path: candidate.path, code: candidate.code },
    evidence: { kills: [], branches, repeats: REPEATS, durationMs },
    author: 'engine',
    typeChecked,
  };
}
