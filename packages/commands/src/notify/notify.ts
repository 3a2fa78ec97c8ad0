import { createHash } from 'node:crypto';
import {
  type IssueHost,
  type Message,
  messageOf,
  type Notice,
  type NotificationConfig,
  type Notified,
} from '@qitops/model';
import { type PostOptions, post, signedRequest, slackMessage } from '@qitops/notify';
import { noticeIssue, overIssue } from '@qitops/render';
import { loadConfig } from '../config.ts';
import type { CommandContext } from '../context.ts';
import { openHistory } from '../history/store.ts';
import { isQuiet } from './quiet.ts';

export interface NotifyOptions {
  store: string;
  notices: readonly Notice[];
  repository: string;
  sha: string;
  runUrl: string | null;
  issues: IssueHost;
  now?: Date;
  /** For tests: how hosts are found, and how long a second is. */
  post?: Partial<PostOptions>;
}

/** How telling one target went, in a line. */
export interface Told {
  target: string;
  /** How many notices it was told of. */
  notices: number;
  /** Why it was not told; null = it was, or there was nothing new. */
  problem: string | null;
  /** A remark that is no failure. */
  note: string | null;
}

const LABEL = 'qitops';
/** Issues written for one run. */
const MOST_ISSUES = 10;

/**
 * Tells every target of `qitops.yml` what is new since it was told last. A target that fails is tried again with the
 * next run; none of them fails anything else.
 */
export async function notify(context: CommandContext, options: NotifyOptions): Promise<Told[]> {
  const { notifications = [] } = await loadConfig(context);
  if (notifications.length === 0) return [];
  const history = await openHistory(context, options.store);
  const before = await history.notified();
  const told: Told[] = [];
  const reached = new Map<string, Holding>();
  for (const target of notifications) {
    const id = idOf(target);
    const own = options.notices.filter(({ kind }) => target.on?.includes(kind) ?? true);
    const known = before?.targets[id] ?? null;
    const result = await tellOne(context, target, own, known, options);
    told.push(result);
    if (result.problem === null && result.note === null)
      reached.set(id, holding(own, known, options.now ?? new Date()));
  }
  const problem = await keep(reached, history);
  return problem === null
    ? told
    : told.map((each) => (each.problem === null ? { ...each, note: each.note ?? problem } : each));
}

type Holding = Notified['targets'][string];

/** What a target knows now: what still holds, with the time it was first seen. */
function holding(notices: readonly Notice[], known: Holding | null, now: Date): Holding {
  return Object.fromEntries(
    notices.map((notice) => {
      const { key, title } = notice;
      const at = known?.[key]?.at ?? now.toISOString();
      return [key, { title, at, told: isTold(notice, known) }];
    }),
  );
}

/** Whether a target hears of a notice, now or earlier. The first time that is failures only: all that is flaky is no news. */
function isTold({ key, kind }: Notice, known: Holding | null): boolean {
  return known === null ? kind === 'new-failure' : (known[key]?.told ?? true);
}

async function keep(
  reached: ReadonlyMap<string, Holding>,
  history: Awaited<ReturnType<typeof openHistory>>,
): Promise<string | null> {
  if (reached.size === 0) return null;
  try {
    await history.changeNotified((current) => ({
      v: 1,
      targets: { ...current?.targets, ...Object.fromEntries(reached) },
    }));
    return null;
  } catch (error) {
    return `what was told could not be kept and may be told again: ${messageOf(error)}`;
  }
}

async function tellOne(
  { env }: CommandContext,
  target: NotificationConfig,
  notices: readonly Notice[],
  known: Holding | null,
  options: NotifyOptions,
): Promise<Told> {
  const name = target.url ? `${target.to} (${target.url})` : target.to;
  const fresh = newSince(notices, known);
  const result = { target: name, notices: fresh.length, problem: null, note: null };
  if (isQuiet(target.quiet, options.now ?? new Date()))
    return {
      ...result,
      notices: 0,
      note: fresh.length > 0 ? `${fresh.length} wait for the end of the quiet hours` : null,
    };
  if (target.to === 'issue') return { ...result, ...(await keepIssues(notices, known, options)) };
  if (fresh.length === 0) return result;
  const url = env[target.url!];
  if (!url) return { ...result, problem: `the environment variable ${target.url} is empty` };
  const message = messageFor(fresh, options);
  const allowed = (env.QITOPS_NOTIFY_ALLOW ?? '').split(/[\s,]+/).filter(Boolean);
  return {
    ...result,
    problem: await post(url, requestFor(target, message, env), { allowed, ...options.post }),
  };
}

function requestFor(
  { to, secret }: NotificationConfig,
  message: Message,
  env: CommandContext['env'],
): { body: string; headers: Record<string, string> } {
  if (to === 'slack')
    return { body: JSON.stringify(slackMessage(message)), headers: { 'content-type': 'application/json' } };
  return signedRequest(message, secret ? (env[secret] ?? null) : null, Math.floor(Date.now() / 1000));
}

/** What a target does not know yet. */
function newSince(notices: readonly Notice[], known: Holding | null): Notice[] {
  return notices.filter((notice) => isTold(notice, known) && !(known && notice.key in known));
}

function messageFor(notices: readonly Notice[], { repository, sha, runUrl }: NotifyOptions): Message {
  const id = createHash('sha256')
    .update(JSON.stringify([repository, sha, notices.map(({ key }) => key)]))
    .digest('hex')
    .slice(0, 24);
  return { repository, sha, runUrl, notices, id: `msg_${id}` };
}

/** One issue an affair: open while it holds, closed when it does not. */
async function keepIssues(
  notices: readonly Notice[],
  known: Holding | null,
  { issues, sha }: NotifyOptions,
): Promise<Pick<Told, 'notices' | 'problem'>> {
  const current = new Set(notices.map(({ key }) => key));
  const told = notices.filter((notice) => isTold(notice, known));
  const over = Object.entries(known ?? {}).filter(([key, each]) => each.told && !current.has(key));
  const wanted = [...told.map(noticeIssue), ...over.map(([key, { title }]) => overIssue(key, title, sha))];
  const result = await issues.keepIssues(LABEL, wanted, MOST_ISSUES);
  if ('reason' in result) return { notices: 0, problem: `${result.reason}. ${result.remedy}` };
  const written = result.done.filter(({ action }) => action === 'created' || action === 'reopened').length;
  return {
    notices: written,
    problem: result.left > 0 ? `${result.left} issues are left for the next run` : null,
  };
}

/** Targets are told apart by where they go, not by their place in the file. */
function idOf({ to, url }: NotificationConfig): string {
  return url ? `${to}:${url}` : to;
}
