import { escapeMarkdown, inlineCode } from '@qitops/escape';
import type { KeptIssue, Notice } from '@qitops/model';
import { issueTitle } from './issue-title.ts';

/** An issue for something that holds on the default branch. Its text changes only when the affair does. */
export function noticeIssue({ key, kind, title, details, since }: Notice): KeptIssue {
  const lines = [
    escapeMarkdown(title),
    details.map((each) => `- ${kind === 'new-failure' ? inlineCode(each) : escapeMarkdown(each)}`).join('\n'),
    since ? `Since ${inlineCode(since.slice(0, 7))}. This issue closes by itself when it is over.` : '',
  ];
  return { markers: [markerOf(key)], title: issueTitle(title), body: bodyOf(lines), open: true };
}

/** The same issue once it is over. */
export function overIssue(key: string, title: string, sha: string): KeptIssue {
  const body = bodyOf([escapeMarkdown(title), `Over at ${inlineCode(sha.slice(0, 7))}.`]);
  return { markers: [markerOf(key)], title: issueTitle(title), body, open: false };
}

function markerOf(key: string): string {
  return `<!-- qitops-notice:${key.replace(/[^\w-]/g, '')} -->`;
}

function bodyOf(lines: readonly string[]): string {
  return `${lines.filter(Boolean).join('\n\n')}\n`;
}
