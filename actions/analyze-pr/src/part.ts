import { type ActionOutcome, type ActionScope, writeDocument } from '@qitops/action-kit';
import { Git, hasJoiningJob, readShard } from '@qitops/commands';
import { inlineCode } from '@qitops/escape';
import { type EventInfo, ownWorkflow, shardExchange } from '@qitops/github';
import { placeName, type ShardDocument, shardName } from '@qitops/model';
import type { contract } from '../contract.ts';
import { deferToPost } from './post.ts';

type Scope = ActionScope<typeof contract>;

/** Hands what this job measured to the last one. It judges nothing, unless nobody else would. */
export async function handOver(scope: Scope, event: EventInfo): Promise<ActionOutcome<typeof contract>> {
  const { inputs, cell, matrix, phase, env, log, context } = scope;
  const place: ShardDocument['place'] = {
    runId: event.runId,
    attempt: event.attempt,
    job: event.job,
    cell,
    matrix: matrix as ShardDocument['place']['matrix'],
  };
  const command = context(inputs['working-directory']);
  const { results, coverage } = inputs;
  const { document, verdict } = await log.group('Read', () =>
    readShard(command, { results, coverage, place }),
  );
  if (phase === 'main' && document.results.tests.length === 0) return deferToPost(log);

  const exchange = shardExchange({ event, env, git: new Git(command.cwd) });
  const name = shardName(place);
  const bytes = new TextEncoder().encode(JSON.stringify(document));
  await log.group('Hand over', () => exchange.send({ name, bytes }));
  const outcome = {
    outputs: { verdict: '', json: await writeDocument('analyze-pr-shard', document) },
    summary: summaryOf(document, name),
  };
  if ((await isJoined(scope, event)) !== false) return outcome;
  const said = `no job of this workflow has the input shards, so nobody judges what ${placeName(place)} measured`;
  const remedy = 'Fix: add a last job with `needs` and `shards`, as the README of analyze-pr shows.';
  if (verdict === 'failed') return { ...outcome, failure: `Tests failed, and ${said}. ${remedy}` };
  if (verdict === 'unreadable')
    return { ...outcome, failure: `A report is not whole, and ${said}. ${remedy}` };
  log.warn(`${said}. ${remedy}`);
  return outcome;
}

/** Whether a job of the workflow joins what others hand over; null when it cannot be told. */
export async function isJoined({ env, log }: Scope, event: EventInfo): Promise<boolean | null> {
  const text = await ownWorkflow(event, env);
  const joined = text === null ? null : hasJoiningJob(text);
  if (joined === false) log.info('No job of this workflow has the input shards: jobs are judged one by one.');
  return joined;
}

function summaryOf({ place, results, coverage }: ShardDocument, name: string): string {
  const failed = results.tests.filter(({ status }) => status === 'failed' || status === 'errored').length;
  return [
    `### qitops: ${inlineCode(placeName(place))} handed its results to the last job`,
    '',
    `${results.tests.length} tests in ${results.files.length} result files, ${failed} failed; coverage of ` +
      `${coverage.sources.length} source files. Not judged here. Handed over as ${inlineCode(name)}.`,
    '',
  ].join('\n');
}
