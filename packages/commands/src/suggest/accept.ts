import {
  type BranchPlace,
  codeBlock,
  editFilePage,
  escapeMarkdown,
  inlineCode,
  newFilePage,
} from '@qitops/escape';
import {
  type BranchWriter,
  type Config,
  DECISIONS_PATH,
  type Decision,
  type Offer,
  type ProposalHost,
  type PublishRefusal,
  type PullRequestFacts,
  type ShownOffers,
  type ThreadComment,
} from '@qitops/model';
import {
  type AcceptedChange,
  changeOf,
  type Decided,
  editedLine,
  limitProblems,
  placeProblem,
  readDecisions,
  withoutApply,
} from '@qitops/proposal';
import { isTestPath } from '@qitops/repository';
import { type Wish, wishOf } from './accept-wish.ts';
import { findShown, STALE } from './shown.ts';

/** What a person did to a conversation. */
export interface Asked {
  pull: number;
  /** The comment that was written, or whose boxes were ticked. */
  comment: { id: number; body: string; createdAt: string };
  /** Login of who did it: the one whose permission counts. */
  by: string;
  /** Null = a comment was written; else the text of ours before its boxes were changed. */
  before: string | null;
}

export interface AcceptOptions {
  asked: Asked;
  host: ProposalHost;
  /** Writes with a token whose pushes start checks; null = there is none. */
  writer: BranchWriter | null;
  /** Configuration of the default branch. */
  config: Config;
  serverUrl: string;
  /** Day, `2026-01-31`. */
  today: string;
}

export interface AcceptAnswer {
  /** Markdown for the person, in an answer or, of boxes that became a commit, in the summary alone; null = nothing was asked. */
  text: string | null;
  /** Why the answer could not be given; null = it was, or there is none. */
  refused: PublishRefusal | null;
  /** The commit that was made. */
  sha: string | null;
  /** Whether a run was started to prove edited tests. */
  proving: boolean;
}

const AUTHOR = { name: 'qitops', email: 'qitops@users.noreply.github.com' };

/**
 * Does what a person asked for by a command or a box: commits accepted tests with the decisions about them, keeps
 * rejections, has edited tests proven. Only what was shown for the head of today is accepted.
 */
export async function acceptSuggestions(options: AcceptOptions): Promise<AcceptAnswer> {
  const { asked, host } = options;
  const comments = await host.comments(asked.pull);
  const answered = comments.some(
    ({ bot, body }) => bot && body.startsWith(answerMarker(`${asked.comment.id}`)),
  );
  const wish = asked.before === null && answered ? null : wishOf(asked, comments);
  if (wish === null) return { text: null, refused: null, sha: null, proving: false };
  const box = asked.before === null ? undefined : comments.find(({ id }) => id === asked.comment.id);
  // at once, so that the next tick is a new one, and none that is set meanwhile is lost
  const stuck = box ? await host.rewrite(box.id, withoutApply(box.body)) : null;
  const { key, ...done } = await grant(wish, comments, options);
  const text = [done.text, ...(stuck ? [`The box stays ticked. ${refusal(stuck)}`] : [])].join('\n\n');
  // the commit stands in the conversation, right where the boxes are
  if (box && done.sha !== null && !stuck) return { ...done, text, refused: null };
  const marker = answerMarker(key);
  const refused = await host.answer(asked.pull, comments, marker, `${marker}\n${text}`);
  return { ...done, text, refused };
}

/** Does what is wished where the person may and it is about what is there today. */
async function grant(
  wish: Wish | { problems: string[] },
  comments: readonly ThreadComment[],
  options: AcceptOptions,
): Promise<Done & { key: string }> {
  const { asked, host } = options;
  const key = `${asked.comment.id}`;
  const say = (text: string) => ({ text, key, sha: null, proving: false });
  if ('problems' in wish) return say(listed('Nothing was done:', wish.problems));
  const may = await host.mayWrite(asked.by);
  if (typeof may === 'object') return say(refusal(may));
  if (!may)
    return say(
      `Nothing was done: accepting takes write permission, which ${inlineCode(asked.by)} does not have.`,
    );
  const pull = await host.facts(asked.pull);
  if ('reason' in pull) return say(refusal(pull));
  if (!pull.open) return say('Nothing was done: the pull request is closed.');
  const shown = await findShown(host, pull, asked, comments);
  if (typeof shown === 'string') return say(shown);
  return {
    ...(await carryOut(wish, shown, pull, options)),
    key: `${key}${asked.before === null ? '' : `-${pull.headSha.slice(0, 12)}`}`,
  };
}

/** First line of an answer. */
function answerMarker(key: string): string {
  return `<!-- qitops:answer ${key} -->`;
}

interface Done {
  text: string;
  sha: string | null;
  proving: boolean;
}

async function carryOut(
  wish: Wish,
  shown: ShownOffers,
  pull: PullRequestFacts,
  options: AcceptOptions,
): Promise<Done> {
  const nothing = (text: string): Done => ({ text, sha: null, proving: false });
  const known = wish.resolve(shown.offers);
  if ('problems' in known) return nothing(listed('Nothing was done:', known.problems));
  if (known.edits.length > 0) {
    const refused = await options.host.runAgain(shown.runId);
    if (refused) return nothing(refusal(refused));
    const names = known.edits.map(({ offer }) => String(offer.number)).join(', ');
    const text = `The edited test of ${names} is being proven in a run of its own, and shown when it passes.`;
    const marks = known.edits.map(({ offer, code }) =>
      editedLine(pull.headSha, { replaces: offer.id, code }),
    );
    return { text: [text, ...marks].join('\n\n'), sha: null, proving: true };
  }
  return write(known, pull, options);
}

async function write(decided: Decided, pull: PullRequestFacts, options: AcceptOptions): Promise<Done> {
  const { host, writer, config, asked, today } = options;
  const nothing = (text: string): Done => ({ text, sha: null, proving: false });
  const { headRepository } = pull;
  if (!headRepository) return nothing('Nothing was done: the repository of the head was deleted.');
  const files = host.files(headRepository, pull.headSha);
  const before = readDecisions(await files.text(DECISIONS_PATH));
  if ('problem' in before)
    return nothing(
      `Nothing was done: ${inlineCode(DECISIONS_PATH)} cannot be read (${escapeMarkdown(before.problem)}). Fix: mend it.`,
    );
  const author = authorOf(config);
  const by = config.suggest?.authors ? asked.by : null;
  const change = changeOf({ ...decided, known: before.decisions, today, by, author });
  const problems = limitProblems(change.files, { globs: config.suggest?.write ?? [], isTest: isTestPath });
  const replaces = new Set([DECISIONS_PATH]);
  for (const { path } of change.files) {
    const problem = placeProblem(path, await files.look(path), replaces);
    if (problem) problems.push(problem);
  }
  if (problems.length > 0) return nothing(listed('Nothing was written:', problems));
  const byHand = (reason: string): Done =>
    nothing(
      [`Nothing was committed: ${reason}.`, ...links(decided, change, before.decisions, pull, options)].join(
        '\n\n',
      ),
    );
  if (!writer)
    return byHand(
      'a push by `GITHUB_TOKEN` starts no checks, and the workflow gives no token of an app (`QITOPS_APP_TOKEN`)',
    );
  if (pull.fork && !pull.maintainersMayPush)
    return byHand('the head is a fork whose author does not let maintainers push to it');
  const made = await writer.commit({
    repository: headRepository,
    branch: pull.headRef,
    on: pull.headSha,
    tree: await files.tree(),
    ...change,
    author,
  });
  if ('moved' in made) return nothing(STALE);
  if ('reason' in made) return byHand(`${escapeMarkdown(made.reason)}; ${escapeMarkdown(made.remedy)}`);
  return { text: told(decided, made.sha), sha: made.sha, proving: false };
}

function told({ accepted, rejected }: Decided, sha: string): string {
  return [
    `Committed as ${sha}.`,
    ...accepted.map(({ number, path }) => `- ${number} accepted: ${inlineCode(path)}`),
    ...rejected.map(
      ({ offer }) => `- ${offer.number} rejected: not shown again while its function is unchanged`,
    ),
  ].join('\n');
}

/** How people do by hand what was not committed. */
function links(
  { accepted, rejected }: Decided,
  { files }: AcceptedChange,
  known: readonly Decision[],
  { headRepository, headRef }: PullRequestFacts,
  { serverUrl }: AcceptOptions,
): string[] {
  const at: BranchPlace = {
    repositoryUrl: `${serverUrl}/${headRepository!.owner}/${headRepository!.name}`,
    branch: headRef,
  };
  const added = accepted.map(({ number, path, content }: Offer) => {
    const link = newFilePage(at, path, content);
    return link
      ? `- ${number}: [add ${inlineCode(path)}](${link})`
      : `- ${number}: ${inlineCode(path)} is too long for a link: take it from the patch`;
  });
  const kept = rejected.length > 0 ? [decisionsByHand(at, files.at(-1)!.content, known.length > 0)] : [];
  return [...(added.length > 0 ? [added.join('\n')] : []), ...kept];
}

function decisionsByHand(at: BranchPlace, content: string, isThere: boolean): string {
  const link = isThere ? null : newFilePage(at, DECISIONS_PATH, content);
  if (link) return `- To have the rejection remembered: [add ${inlineCode(DECISIONS_PATH)}](${link})`;
  const page = isThere
    ? `[edit ${inlineCode(DECISIONS_PATH)}](${editFilePage(at, DECISIONS_PATH)})`
    : `add ${inlineCode(DECISIONS_PATH)}`;
  return `- To have the rejection remembered: ${page} with\n\n${codeBlock(content, 'yaml')}`;
}

function authorOf(config: Config): { name: string; email: string } {
  const [, name, email] = /^(.*) <(.*)>$/.exec(config.suggest?.author ?? '') ?? [];
  return name && email ? { name, email } : AUTHOR;
}

function refusal({ reason, remedy }: PublishRefusal): string {
  return `Nothing was done: ${escapeMarkdown(reason)}. Fix: ${escapeMarkdown(remedy)}`;
}

function listed(heading: string, problems: readonly string[]): string {
  return [heading, ...problems.map((problem) => `- ${escapeMarkdown(problem)}`)].join('\n');
}
