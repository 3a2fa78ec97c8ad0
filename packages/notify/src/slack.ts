import { slackText } from '@qitops/escape';
import type { Message, Notice } from '@qitops/model';
import { headline, KIND_WORDS } from './words.ts';

/** Limits of Block Kit: characters of a header, of a section, and blocks of a message. */
const HEADER = 150;
const SECTION = 3000;
/** Notices that are listed; the rest are counted. */
const LISTED = 20;

/** A message for an incoming webhook of Slack (Block Kit). Text from outside is plain: no link, mention or channel. */
export function slackMessage(message: Message): object {
  const { repository, sha, runUrl, notices } = message;
  const title = `${repository}: ${headline(notices)}`;
  const listed = notices.slice(0, LISTED);
  const blocks: object[] = [
    { type: 'header', text: { type: 'plain_text', text: cut(title, HEADER), emoji: false } },
    ...[...Map.groupBy(listed, ({ kind }) => kind)].map(([kind, own]) => ({
      type: 'section',
      text: {
        type: 'mrkdwn',
        text: cut(`*${KIND_WORDS[kind].title}*\n${own.map(line).join('\n')}`, SECTION),
      },
    })),
  ];
  const rest = notices.length - listed.length;
  const context = [
    `at \`${slackText(sha.slice(0, 7))}\``,
    ...(rest > 0 ? [`and ${rest} more`] : []),
    ...(runUrl ? [`<${encodeURI(runUrl)}|the run>`] : []),
  ];
  blocks.push({ type: 'context', elements: [{ type: 'mrkdwn', text: context.join(' · ') }] });
  return { text: cut(slackText(title), SECTION), blocks };
}

function line({ title, details, since }: Notice): string {
  const from = since ? ` (since \`${slackText(since.slice(0, 7))}\`)` : '';
  const [first] = details;
  return `• ${slackText(cut(title, 200))}${from}${first ? `\n    ${slackText(cut(first, 200))}` : ''}`;
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
