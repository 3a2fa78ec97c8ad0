import { join } from 'node:path';
import { type ActionOutcome, type ActionScope, writeDocument } from '@qitops/action-kit';
import { openReports, retellAnalysis } from '@qitops/commands';
import { escapeMarkdown } from '@qitops/escape';
import { artifactExchange, type EventInfo, githubReviewHost } from '@qitops/github';
import { type Delivery, messageOf, newestForeignReports, UserError } from '@qitops/model';
import { contract } from '../contract.ts';
import { postComment } from './comment.ts';
import { analysisMarkdown, outputsOf } from './results.ts';

type Outcome = ActionOutcome<typeof contract>;

/**
 * Comments what the run of a pull request from outside found. This run has rights and so trusts nothing of the other:
 * no code of the pull request is checked out, its number comes from the API, its report is data. It fails for nothing.
 */
export async function relay(scope: ActionScope<typeof contract>, event: EventInfo): Promise<Outcome> {
  const { inputs, env, log, context } = scope;
  const { upstream } = event;
  if (!upstream?.event.startsWith('pull_request')) {
    return silent('the run that ended was about no pull request', log);
  }
  const token = inputs.token ?? '';
  const host = githubReviewHost({ event, token });
  const pull = await host.pullRequest();
  if (pull === null) {
    return silent(
      `there is not exactly one open pull request whose head is ${upstream.headSha.slice(0, 12)} of ${upstream.headOwner}:${upstream.headBranch}`,
      log,
    );
  }
  const { owner, name: repository } = event.repository;
  const exchange = artifactExchange({
    folder: env.RUNNER_TEMP ?? join(process.cwd(), '.qitops'),
    from: { runId: upstream.runId, owner, repository, token },
    limit: LIMITS.bytes,
  });
  const runId = String(upstream.runId);
  const newest = (names: readonly string[]): string[] => newestForeignReports(names).slice(0, LIMITS.reports);
  let delivery: Delivery;
  try {
    delivery = await log.group(`Read the ${exchange.description}`, () => exchange.receive(newest));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const reason = `the ${exchange.description} could not be read: ${messageOf(error)}`;
    log.warn(reason);
    return silent(reason, log);
  }
  const { reports, refused } = openReports(delivery, runId);
  for (const { name, reason } of refused) log.warn(`${name} was not taken: ${reason}`);
  if (reports.length === 0) return silent(`run ${runId} left no report that could be read`, log);

  const branch = event.defaultBranch ?? 'the default branch';
  const origin = `Reported by the run of this pull request itself, which its author controls; judged by the rules of \`${branch}\`.`;
  const told: Outcome[] = [];
  for (const report of reports) {
    const facts = { ...pull, rules: event.sha };
    const analysis = await retellAnalysis(context(inputs['working-directory']), report, facts);
    const workflow = reports.length === 1 ? upstream.workflow : `${upstream.workflow}/${report.job}`;
    const about = { ...event, workflow, runId, attempt: report.attempt, pullRequest: pull };
    const markdown = analysisMarkdown(analysis, null, about, { origin });
    const url = await log.group('Comment', () =>
      postComment({ host, event: about, analysis, markdown, when: inputs.comment, log }),
    );
    const json = await writeDocument(contract.name, analysis);
    told.push({
      outputs: { ...outputsOf(analysis), 'comment-url': url ?? '', json },
      summary: markdown(Number.MAX_SAFE_INTEGER),
    });
  }
  return { ...told[0], summary: told.map(({ summary }) => summary).join('\n') };
}

/** What is read of a run at most: a job that judges leaves one report. */
const LIMITS = { reports: 3, bytes: 32 * 2 ** 20 };

function silent(reason: string, log: { info(line: string): void }): Outcome {
  log.info(`No comment: ${reason}.`);
  return { outputs: { verdict: '' }, summary: `### qitops: no comment\n\n${escapeMarkdown(reason)}.\n` };
}
