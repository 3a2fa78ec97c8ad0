import type {
  ChangedFunction,
  EditedTest,
  ModuleMaterial,
  ProposedCase,
  SuggestDocument,
  Suggestion,
} from '@qitops/model';
import { languageOf } from '@qitops/repository';
import type { EngineRequest } from '../engine.ts';
import { type Candidate, type GateOptions, type Proof, prove, REPEATS } from '../gate.ts';
import { suggestionId } from '../id.ts';
import type { Mutant } from '../mutants/mutate.ts';
import { signaturesOf } from '../source/signatures.ts';
import { reached, subjectFor } from '../subject.ts';
import { ofModel } from './ask.ts';
import { candidateFrom, type Given } from './candidate.ts';
import { type Gain, gainsOf, mutantsOf } from './evidence.ts';
import { type MeasuredFunctions, measuringFor } from './measuring.ts';

export interface ProveRequest extends EngineRequest {
  materials: readonly ModuleMaterial[];
  cases: readonly ProposedCase[];
  /** Tests that people wrote in the place of suggested ones. */
  edited: readonly EditedTest[];
  /** What the engine found. */
  engine: Pick<SuggestDocument, 'suggestions'>;
}

export interface Proven extends Pick<SuggestDocument, 'suggestions' | 'omitted'> {
  counts: Counts;
}

/** What became of all cases. */
export interface Counts {
  /** Those whose code may run. */
  permitted: number;
  /** Those of them that type-check and pass five times of five. */
  passed: number;
  /** Mutants that no test noticed before and a proven one does. */
  killed: number;
}

/** A case that became a test file and waits for the gate. */
interface Waiting {
  candidate: Candidate;
  oracle: ProposedCase['oracle'] | 'person';
}

type Omit = (reason: string) => void;

/**
 * Proves what a model or a person proposed as the engine's tests are proven: permitted syntax, type check, five runs of
 * five, a new branch or a mutant that nothing else notices.
 */
export async function proveCases(request: ProveRequest): Promise<Proven> {
  const counts: Counts = { permitted: 0, passed: 0, killed: 0 };
  const found: Proven = { suggestions: [], omitted: [], counts };
  if (request.cases.length === 0) return found;
  const measured = await measuringFor(request, request.engine);
  if (!measured) return found;
  const taken = new Set(measured.measuring.proven.map(({ path }) => path));
  for (const module of request.materials)
    for (const told of module.functions) {
      const fn = measured.executable.find(({ path, name }) => path === module.path && name === told.name);
      const cases = request.cases.filter((each) => each.path === module.path && each.function === told.name);
      if (!fn || cases.length === 0) continue;
      const omit: Omit = (reason) => {
        found.omitted.push({ path: fn.path, function: fn.name, reason: ofModel(reason) });
      };
      const waiting = await candidatesFor(fn, cases, request, measured, taken, omit);
      const all = mutantsOf(fn, measured.measuring);
      const open = all.filter(({ id }) => told.open.includes(id));
      counts.permitted += waiting.length;
      const shown = await passed(fn, waiting, open, measured, omit, counts);
      for (const each of shown.slice(told.room))
        omit(`${JSON.stringify(each.title)}: the function has as many tests as it may have`);
      found.suggestions.push(...shown.slice(0, told.room));
    }
  return found;
}

/**
 * Gates tests that people wrote in the place of suggested ones: each has to pass as a suggested test does. What it must
 * notice is theirs to say. Keyed by what they replace.
 */
export async function proveEdited(
  request: Pick<ProveRequest, 'edited' | 'engine'> & EngineRequest,
): Promise<Map<string, Suggestion | string>> {
  const found = new Map<string, Suggestion | string>();
  const measured = await measuringFor(request, { suggestions: [] });
  for (const { replaces, code } of request.edited) {
    const old = request.engine.suggestions.find(({ id, test }) => id === replaces && test);
    const fn = request.functions.find(
      ({ path, name }) => path === old?.target.path && name === old.target.function,
    );
    if (!old?.test || !fn || !measured) {
      found.set(replaces, 'what it replaces is not suggested any more');
      continue;
    }
    found.set(replaces, await gated(fn, old.test.path, code, measured));
  }
  return found;
}

async function gated(
  fn: ChangedFunction,
  path: string,
  code: string,
  { measuring }: MeasuredFunctions,
): Promise<Suggestion | string> {
  const { runner } = measuring.gate;
  const candidate: Candidate = { path, code, module: fn.path, title: '' };
  const { proofs, titles } = await proveFile(candidate, measuring.gate);
  const proof = proofs.get(path)!;
  if (proof.typeError) return `it does not type-check: ${proof.typeError}`;
  if (proof.durationMs === null)
    return `it did not pass five times of five with ${runner.id}: ${proof.failure ?? 'no test was found in it'}`;
  const gain = (await gainsOf(fn, [candidate], mutantsOf(fn, measuring), measuring)).get(path)!;
  const [title = 'an edited test'] = titles;
  return suggestion(fn, { ...candidate, title: title.slice(0, 400) }, gain, proof, 'person');
}

/** Proves a file whose tests have titles of their own: each of them has to pass each time. */
async function proveFile(
  candidate: Candidate,
  gate: GateOptions,
): Promise<{ proofs: ReadonlyMap<string, Proof>; titles: readonly string[] }> {
  const seen = new Set<string>();
  const runner: GateOptions['runner'] = {
    id: gate.runner.id,
    run: async (request) => {
      const run = await gate.runner.run(request);
      if (request.coverage) return run;
      for (const title of run.passed?.keys() ?? []) seen.add(title);
      const [failure] = run.failed.values();
      const all = run.passed && run.passed.size > 0 && failure === undefined;
      const spent = [...(run.passed?.values() ?? [])].reduce((sum, ms) => sum + ms, 0);
      return all
        ? { ...run, passed: new Map([[candidate.title, spent]]), failed: new Map() }
        : {
            ...run,
            passed: new Map(),
            failed: new Map([[candidate.title, failure ?? run.problem ?? 'no test ran']]),
          };
    },
  };
  const { proofs } = await prove([candidate], { ...gate, runner });
  return { proofs, titles: [...seen] };
}

async function candidatesFor(
  fn: ChangedFunction,
  cases: readonly ProposedCase[],
  { engine }: ProveRequest,
  { styles, texts }: MeasuredFunctions,
  taken: Set<string>,
  omit: Omit,
): Promise<Waiting[]> {
  const signatures = await signaturesOf(languageOf(fn.path)!.grammar, texts.get(fn.path)!);
  const found = reached(fn.name, signatures);
  if (typeof found === 'string') {
    omit(found);
    return [];
  }
  const subject = subjectFor(found.signature, fn.path);
  const given: Given[] = [...signatures.values()]
    .filter(({ exportedAs }) => exportedAs !== null)
    .map((each) => ({ name: each.exportedAs!, as: subjectFor(each, fn.path).local }));
  const style = await styles.for(fn.path, taken);
  const inQuestion = engine.suggestions.some(
    ({ kind, target }) => kind === 'question' && target.path === fn.path && target.function === fn.name,
  );
  const waiting: Waiting[] = [];
  const titles = new Set<string>();
  for (const proposed of cases) {
    const { title, oracle } = proposed;
    if (titles.has(title)) continue;
    titles.add(title);
    const candidate =
      inQuestion && oracle === 'current_behaviour'
        ? 'it asserts behaviour that is in question'
        : await candidateFrom(proposed, fn, subject, given, style);
    if (typeof candidate === 'string') omit(`${JSON.stringify(title)}: ${candidate}`);
    else waiting.push({ candidate, oracle });
  }
  return waiting;
}

async function passed(
  fn: ChangedFunction,
  waiting: readonly Waiting[],
  open: readonly Mutant[],
  { measuring }: MeasuredFunctions,
  omit: Omit,
  counts: Counts,
): Promise<Suggestion[]> {
  const { gate } = measuring;
  const proofs = new Map<string, Proof>();
  const all = waiting.map(({ candidate }) => candidate);
  for (const [path, proof] of (await prove(all, gate)).proofs) proofs.set(path, proof);
  // one that hangs or ends the process takes the others with it: each is then judged alone
  if (all.length > 1 && all.every(({ path }) => proofs.get(path)!.durationMs === null))
    for (const each of all) proofs.set(each.path, (await prove([each], gate)).proofs.get(each.path)!);
  const right: Candidate[] = [];
  for (const { candidate, oracle } of waiting) {
    const { durationMs, failure, typeError } = proofs.get(candidate.path)!;
    const title = JSON.stringify(candidate.title);
    if (typeError) omit(`${title} does not type-check: ${typeError}`);
    else if (durationMs !== null) right.push(candidate);
    else if (oracle === 'current_behaviour') omit(`${title} did not pass five times of five: ${failure}`);
    else omit(`possible bug: ${title} fails, and its values are from ${spoken(oracle)}: ${failure}`);
  }
  counts.passed += right.length;
  const gains = await gainsOf(fn, right, open, measuring);
  for (const { kills } of gains.values()) counts.killed += kills.length;
  return right.flatMap((candidate) => {
    const gain = gains.get(candidate.path)!;
    if (gain.kills.length + gain.branches.length > 0)
      return [suggestion(fn, candidate, gain, proofs.get(candidate.path)!, 'model')];
    omit(`${JSON.stringify(candidate.title)} covers nothing new and kills no mutant of its own`);
    return [];
  });
}

function spoken(oracle: Waiting['oracle']): string {
  return oracle === 'spec' ? 'the documentation' : 'the text of the pull request';
}

function suggestion(
  fn: ChangedFunction,
  { path, code, title }: Candidate,
  gain: Gain,
  proof: Proof,
  author: 'model' | 'person',
): Suggestion {
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
    author,
    typeChecked: proof.typeChecked,
  };
}
