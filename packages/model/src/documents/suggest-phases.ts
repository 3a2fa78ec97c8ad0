import { z } from 'zod';
import { schemaVersion } from './read.ts';
import { SuggestDocument, Suggestion } from './suggest.ts';

const text = (most: number) => z.string().max(most);
const sha = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);
const path = text(500).min(1);
const name = text(300).min(1);
const omitted = z.array(z.strictObject({ path, function: name, reason: text(2_000) })).max(5_000);

/** What is told about one function; lines are counted from the first one told, so that a move changes nothing. */
export const FunctionMaterial = z.strictObject({
  name,
  /** The function at the head, changed lines marked. */
  head: text(400_000),
  /** Its first line. */
  signature: text(20_000),
  /** The function at the base; null = it is new. */
  base: text(400_000).nullable(),
  /** Lines and branches that no test runs. */
  uncovered: z.array(text(100)).max(5_000),
  /** Small changes that no test notices, in words. */
  mutants: z.array(text(400)).max(100),
  /** Ids of all mutants that no test notices. */
  open: z.array(text(20)).max(5_000),
  /** Tests that may still be suggested for it. */
  room: z.number().int().min(0).max(20),
});
export type FunctionMaterial = z.infer<typeof FunctionMaterial>;

/** What is told about the functions of one module; every part is data from the repository. */
export const ModuleMaterial = z.strictObject({
  path,
  /** How a test calls the functions, and what else of the module it may use. */
  given: z.array(text(300)).max(500),
  /** The words by which the project asserts. */
  assertions: text(300),
  /** Types of the module and first lines of what the functions call. */
  surroundings: text(4_000),
  /** The beginning of the nearest test. */
  nearestTest: text(5_000),
  functions: z.array(FunctionMaterial).min(1).max(500),
});
export type ModuleMaterial = z.infer<typeof ModuleMaterial>;

/** A test that a model or a person proposes for a function; nothing of it is believed. */
export const ProposedCase = z.strictObject({
  path,
  function: name,
  title: text(100).min(1),
  /** Statements of the test's body. */
  body: text(2_500).min(1),
  /** Where the expected values come from. */
  oracle: z.enum(['spec', 'pr_text', 'current_behaviour']),
});
export type ProposedCase = z.infer<typeof ProposedCase>;

/** A whole test file that a person wrote in the place of a suggested one. */
export const EditedTest = z.strictObject({
  /** Id of the suggestion that it replaces. */
  replaces: z.string().regex(/^[0-9a-f]{16}$/),
  code: text(50_000).min(1),
});
export type EditedTest = z.infer<typeof EditedTest>;

/** The suggestions of a run within what a job with rights takes from one without. */
export const BoundedSuggestions = SuggestDocument.extend({
  functions: z.array(SuggestDocument.shape.functions.element.extend({ path, name })).max(5_000),
  suggestions: z
    .array(
      Suggestion.extend({
        id: z.string().regex(/^[0-9a-f]{16}$/),
        title: text(400),
        target: z.object({ path, function: name, line: z.number().int().min(0) }),
        test: z.object({ path, code: text(50_000) }).optional(),
        case: z.object({ path, yaml: text(50_000) }).optional(),
        question: z.object({ input: text(5_000), base: text(5_000), head: text(5_000) }).optional(),
        author: text(100),
      }),
    )
    .max(500),
  omitted,
  notes: z.array(text(2_000)).max(200),
});

const about = { schemaVersion, base: sha, head: sha };

/** Phase `analyse`: what the engine found, and what a model needs to know. Made by a job that runs the change's code. */
export const SuggestAnalysis = z.strictObject({
  ...about,
  kind: z.literal('analysis'),
  suggested: BoundedSuggestions,
  materials: z.array(ModuleMaterial).max(2_000),
});
export type SuggestAnalysis = z.infer<typeof SuggestAnalysis>;

/** Phase `propose`: what a model answered. Made by the job that holds the key. */
export const SuggestProposal = z.strictObject({
  ...about,
  kind: z.literal('proposal'),
  cases: z.array(ProposedCase).max(2_500),
  omitted,
  spend: SuggestDocument.shape.spend,
  model: SuggestDocument.shape.model,
  notes: z.array(text(2_000)).max(50),
});
export type SuggestProposal = z.infer<typeof SuggestProposal>;

/** Phase `prove`: all that passed the gate. Made by a job that runs the change's code. */
export const SuggestProven = z.strictObject({
  ...about,
  kind: z.literal('proven'),
  suggested: BoundedSuggestions,
});
export type SuggestProven = z.infer<typeof SuggestProven>;

/** Documents that the phases hand on, by the phase that makes them. */
export const PHASE_DOCUMENTS = {
  analyse: SuggestAnalysis,
  propose: SuggestProposal,
  prove: SuggestProven,
} as const;
export type HandingPhase = keyof typeof PHASE_DOCUMENTS;

/** Most bytes of a document that is handed on. */
export const PHASE_BYTES = 16 * 2 ** 20;

const PARCEL = /^qitops-suggest-(analyse|propose|prove)-a([1-9]\d{0,8})$/;

/** The name under which a phase's document travels: `qitops-suggest-prove-a1`. */
export function phaseParcel(phase: HandingPhase, attempt: number): string {
  return `qitops-suggest-${phase}-a${attempt}`;
}

/** Of all names, the one of the phase's latest attempt; none when it left nothing. */
export function newestPhaseParcel(names: readonly string[], phase: HandingPhase): string[] {
  const attempts = names.flatMap((each) => {
    const [, of, attempt] = PARCEL.exec(each) ?? [];
    return of === phase ? [Number(attempt)] : [];
  });
  return attempts.length === 0 ? [] : [phaseParcel(phase, Math.max(...attempts))];
}

/** A suggestion as a comment offers it. */
export const Offer = z.strictObject({
  /** What people call it by, from 1. */
  number: z.number().int().min(1).max(100),
  id: z.string().regex(/^[0-9a-f]{16}$/),
  kind: z.enum(['test', 'case']),
  title: text(400),
  path,
  content: text(50_000),
  target: z.strictObject({ path, function: name }),
  /** Hash of the function's text. */
  hash: z.string().regex(/^[0-9a-f]{16}$/),
});
export type Offer = z.infer<typeof Offer>;

/** Phase `publish`: what a comment offers for one head, left for those who accept it. */
export const ShownOffers = z.strictObject({
  schemaVersion,
  kind: z.literal('shown'),
  pull: z.number().int(),
  head: sha,
  /** The run that can be run again to have an edited test proven. */
  runId: z.number().int(),
  offers: z.array(Offer).max(100),
});
export type ShownOffers = z.infer<typeof ShownOffers>;

/** The name under which the offers for a head are left: `qitops-suggested-<head>`, of a later attempt `…-a2`. */
export function shownParcel(head: string, attempt: number): string {
  return `qitops-suggested-${head}${attempt > 1 ? `-a${attempt}` : ''}`;
}
