import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeDocument } from '@qitops/action-kit';
import {
  answersCache,
  type EventInfo,
  gitCredentials,
  githubProposals,
  pullRequestText,
  revisionsOf,
} from '@qitops/github';
import {
  type EditedTest,
  type HandingPhase,
  messageOf,
  type SuggestAnalysis,
  type SuggestProposal,
  UserError,
} from '@qitops/model';
import { contract } from '../contract.ts';
import { modelFailure } from './model.ts';
import { type Outcome, phaseExchange, type Scope } from './scope.ts';

/** One phase in a job of its own: takes what the phases before handed on, and hands on its own. */
export async function runPhase(scope: Scope, event: EventInfo, phase: HandingPhase): Promise<Outcome> {
  const { inputs, log } = scope;
  const token = inputs.token ?? '';
  const { requirePhase, receivePhase, sendPhase } = await import('@qitops/commands');
  const exchange = phaseExchange(scope, event);
  const here = scope.context(inputs['working-directory']);
  const change = { ...revisionsOf(event), coverage: inputs.coverage };
  switch (phase) {
    case 'analyse': {
      Object.assign(process.env, gitCredentials(event.serverUrl, token));
      const { analyseSuggestions } = await import('@qitops/commands');
      const analysis = await log.group('Analyse', () =>
        analyseSuggestions(here, { ...change, forModel: true }),
      );
      await sendPhase(exchange, phase, event.attempt, analysis);
      return told(
        analysis,
        `${countOf(analysis)} proven by the engine; a model can be asked about ${asked(analysis)}`,
      );
    }
    case 'propose': {
      const analysis = await requirePhase(exchange, 'analyse');
      const proposal = await log.group('Propose', () => propose(scope, event, analysis));
      await sendPhase(exchange, phase, event.attempt, proposal);
      const required = inputs['require-model'] && asked(analysis) > 0;
      return {
        ...(await told(proposal, `${proposal.cases.length} cases to be proven`)),
        failure: modelFailure(proposal.model, { required }),
      };
    }
    case 'prove': {
      Object.assign(process.env, gitCredentials(event.serverUrl, token));
      const analysis = await requirePhase(exchange, 'analyse');
      const proposal = await receivePhase(exchange, 'propose');
      const { proveSuggestions } = await import('@qitops/commands');
      const edited = await editsOf(scope, event, analysis.head);
      const proven = await log.group('Prove', () =>
        proveSuggestions(here, { ...change, analysis, proposal, edited }),
      );
      await sendPhase(exchange, phase, event.attempt, proven);
      return told(proven, `${countOf(proven)} proven`);
    }
  }
}

/** The model's cases; nothing of the workspace is read, and title and description come from the API. */
async function propose(
  { inputs, env, log }: Scope,
  event: EventInfo,
  analysis: SuggestAnalysis,
): Promise<SuggestProposal> {
  if (inputs.provider === null)
    throw new UserError({
      what: 'names no model',
      where: 'input provider',
      remedy: 'write openai:<model>, anthropic:<model> or a base URL, or leave this job out',
    });
  if (event.head !== null && analysis.head !== event.head)
    throw new UserError({
      what: `is about ${analysis.head.slice(0, 7)}, not about ${event.head.slice(0, 7)}`,
      where: 'the document of the phase analyse',
      remedy: 'run all phases in jobs of one run',
    });
  const prText = await pullRequestText({ event, token: inputs.token ?? '' });
  if ('reason' in prText)
    log.warn(`The model is told nothing of the description: ${prText.reason}. Fix: ${prText.remedy}`);
  const { proposeSuggestions } = await import('@qitops/commands');
  return withAnswers(env, event, log, (kept) =>
    proposeSuggestions(
      { cwd: env.RUNNER_TEMP ?? process.cwd(), env: { ...env, ...kept }, log },
      { analysis, provider: inputs.provider!, prText: 'text' in prText ? prText.text : '' },
    ),
  );
}

/** Keeps the model's answers from one run of the pull request to the next, unless the workflow does it itself. */
async function withAnswers(
  env: Scope['env'],
  event: EventInfo,
  log: Scope['log'],
  work: (variables: Record<string, string>) => Promise<SuggestProposal>,
): Promise<SuggestProposal> {
  if (env.QITOPS_MODEL_CACHE) return work({});
  const workspace = env.GITHUB_WORKSPACE ?? process.cwd();
  const folder = join(workspace, '.qitops', 'answers');
  const cache = answersCache({ event, workspace });
  try {
    await cache.restore(folder);
  } catch (error) {
    log.info(`No answers were kept from before: ${messageOf(error)}`);
  }
  const proposal = await work({ QITOPS_MODEL_CACHE: folder });
  const refused = proposal.spend.calls > 0 && existsSync(folder) ? await cache.save(folder) : null;
  if (refused) log.info(`The answers are not kept for the next run: ${refused}`);
  return proposal;
}

/** Tests that people wrote in the place of suggested ones of this head, as our answers to them keep them. */
async function editsOf(scope: Scope, event: EventInfo, head: string): Promise<EditedTest[]> {
  const number = event.pullRequest?.number;
  // before a second attempt there can be none
  if (number === undefined || event.attempt === 1) return [];
  const { readEdits } = await import('@qitops/commands');
  try {
    const comments = await githubProposals({ event, token: scope.inputs.token ?? '' }).comments(number);
    return readEdits(comments, head);
  } catch (error) {
    scope.log.warn(
      `Edited tests were not looked for: ${messageOf(error)}. Fix: give this job \`pull-requests: read\``,
    );
    return [];
  }
}

async function told(document: object, line: string): Promise<Outcome> {
  return {
    outputs: { json: await writeDocument(contract.name, document) },
    summary: `qitops suggest-tests: ${line}.\n`,
  };
}

function countOf({ suggested }: Pick<SuggestAnalysis, 'suggested'>): string {
  const tests = suggested.suggestions.filter(({ kind }) => kind === 'test').length;
  return `${tests} test${tests === 1 ? '' : 's'}`;
}

function asked({ materials }: SuggestAnalysis): number {
  return materials.reduce((sum, { functions }) => sum + functions.length, 0);
}
