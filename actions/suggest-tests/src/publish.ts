import { writeDocument } from '@qitops/action-kit';
import {
  artifactExchange,
  type EventInfo,
  githubProposals,
  githubReviewHost,
  hasSection,
  publishSection,
  refusalText,
} from '@qitops/github';
import {
  messageOf,
  type PullRequestInfo,
  type ShownOffers,
  type SuggestDocument,
  shownParcel,
} from '@qitops/model';
import { contract } from '../contract.ts';
import { type Outcome, phaseExchange, type Scope, scratchFolder } from './scope.ts';

/** What is published: the suggestions for a head, as one job or the job of the gate left them. */
export interface Suggested {
  suggested: SuggestDocument;
  head: string;
}

const MARKER = '<!-- qitops -->';

/** Phase `publish`: takes what the gate left and shows it. It checks nothing out and believes nothing. */
export async function publishPhase(scope: Scope, event: EventInfo): Promise<Outcome> {
  const { requirePhase } = await import('@qitops/commands');
  const proven = await requirePhase(phaseExchange(scope, event), 'prove');
  return publish(scope, event, proven, { yields: false });
}

/**
 * Shows suggestions in a section of the one comment and leaves what accepting them takes. A refusal is a warning: the
 * summary says the same. `yields`: where analyze-pr shows them already nothing is written.
 */
export async function publish(
  scope: Scope,
  event: EventInfo,
  { suggested, head }: Suggested,
  { yields }: { yields: boolean },
): Promise<Outcome> {
  const { log, inputs } = scope;
  const { summaryOf } = await import('@qitops/commands');
  const count = (kind: string) => suggested.suggestions.filter((each) => each.kind === kind).length;
  const outcome: Outcome = {
    outputs: {
      tests: count('test'),
      questions: count('question'),
      json: await writeDocument(contract.name, suggested),
    },
    summary: summaryOf(suggested),
  };
  if (!inputs.comment) return outcome;
  const token = inputs.token ?? '';
  const host = githubReviewHost({ event, token });
  const pull = await host.pullRequest();
  if (pull === null) log.info(`Not commenting: ${event.name} is about no open pull request.`);
  else if (pull.headSha !== head)
    log.warn(
      `Not commenting: the suggestions are for ${head.slice(0, 7)}, the head is ${pull.headSha.slice(0, 7)}.`,
    );
  else await log.group('Publish', () => offer(scope, event, { suggested, head }, pull, yields));
  return outcome;
}

async function offer(
  scope: Scope,
  event: EventInfo,
  { suggested, head }: Suggested,
  { number, baseSha }: PullRequestInfo,
  yields: boolean,
): Promise<void> {
  const { log, inputs } = scope;
  const token = inputs.token ?? '';
  const { configOfHost, offerSuggestions } = await import('@qitops/commands');
  const host = githubProposals({ event, token });
  const pull = await host.facts(number);
  if ('reason' in pull) {
    log.warn(refusalText(pull));
    return;
  }
  const config = await configOfHost(host, event.repository, baseSha);
  const runId = event.upstream?.runId ?? Number(event.runId);
  const { serverUrl } = event;
  const offered = await offerSuggestions({ suggested, head, pull, serverUrl, config, host, runId });
  // before the comment that speaks of them
  await leave(scope, event, offered.shown, offered.patch);
  const workflow = event.upstream?.workflow ?? event.workflow;
  const analysed = (comment: string | null) =>
    yields && comment !== null && hasSection(comment, event.workflow);
  const review = githubReviewHost({ event, token });
  let yielded = false;
  const published = await publishSection(
    {
      pullRequest: () => review.pullRequest(),
      upsertComment: (pr, marker, render) =>
        review.upsertComment(pr, marker, (existing) => {
          yielded = analysed(existing);
          return yielded ? null : render(existing);
        }),
    },
    { marker: MARKER, key: `${workflow}/suggest-tests`, render: offered.section },
  );
  if (published === null) return;
  if ('reason' in published) log.warn(refusalText(published));
  else if (yielded) log.info('Not commenting: analyze-pr shows the suggestions.');
  else log.info(published.url === '' ? 'Nothing to say.' : `Comment ${published.action}: ${published.url}`);
}

/** Leaves the offers for those who accept them, and the patch; where that fails, accepting by link still works. */
async function leave(scope: Scope, { attempt }: EventInfo, shown: ShownOffers, patch: string): Promise<void> {
  if (shown.offers.length === 0) return;
  const { PATCH_NAME } = await import('@qitops/commands');
  const folder = scratchFolder(scope);
  const later = attempt > 1 ? `-a${attempt}` : '';
  const text = new TextEncoder();
  try {
    await artifactExchange({ folder }).send({
      name: shownParcel(shown.head, attempt),
      bytes: text.encode(JSON.stringify(shown)),
    });
    await artifactExchange({ folder, file: 'suggested-tests.patch' }).send({
      name: `${PATCH_NAME}${later}`,
      bytes: text.encode(patch),
    });
  } catch (error) {
    scope.log.warn(`The suggestions can be accepted by their links alone: ${messageOf(error)}`);
  }
}
