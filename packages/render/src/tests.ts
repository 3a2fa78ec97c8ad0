import { codeBlock, escapeMarkdown, inlineCode } from '@qitops/escape';
import type { ChangedTest, FailureCause } from '@qitops/model';
import type { Block } from './budget.ts';
import type { CommentInput } from './comment-input.ts';
import { placeLink } from './links.ts';

/** Tests that are shown one by one; more are counted. */
const SHOWN = 20;
/** Longest message in a comment, in characters. */
const MESSAGE = 600;

/** What happened to the tests, failures first. */
export function testBlocks(input: CommentInput): Block[] {
  const { tests } = input.analysis;
  return [
    ...list(input, 'New failures', tests.newFailures, 1, failure),
    ...list(input, 'Failing; base unknown', tests.failingBaseUnknown, 1, failure),
    ...list(input, 'Flaky, not caused by this change', tests.flaky, 3, flaky),
    ...list(input, 'Already failing on the base', tests.stillFailing, 4, brief),
    ...list(input, 'Fixed', tests.fixed, 5, brief),
    ...list(input, 'Slower', tests.slower, 5, slower),
    ...list(input, 'Renamed', tests.renamed, 6, renamed),
    ...list(input, 'Removed', tests.removed, 5, brief),
    ...list(input, 'Added', tests.added, 7, brief),
  ];
}

type Line = (test: ChangedTest, input: CommentInput) => string;

function list(
  input: CommentInput,
  title: string,
  tests: readonly ChangedTest[],
  rank: number,
  line: Line,
): Block[] {
  if (tests.length === 0) return [];
  const label = title.toLowerCase();
  const shown = tests.slice(0, SHOWN);
  const rest = tests.length - shown.length;
  const heading = `**${title}** (${tests.length})`;
  if (rank > 3) {
    const items = shown.map((test) => `- ${line(test, input)}`);
    if (rest > 0) items.push(`- and ${rest} more`);
    const text = `<details><summary>${title} (${tests.length})</summary>\n\n${items.join('\n')}\n\n</details>`;
    return [{ rank: rank + 2, label, text }];
  }
  const blocks = shown.map((test, index): Block => {
    const item = `- ${line(test, input)}`;
    return { rank: rank + (index < 3 ? 1 : 2), label, text: index === 0 ? `${heading}\n\n${item}` : item };
  });
  if (rest > 0) blocks.push({ rank: rank + 2, label, text: `- and ${rest} more` });
  return blocks;
}

function failure(test: ChangedTest, input: CommentInput): string {
  const parts = [`${title(test)}${place(test, input)}${causeText(test)}`];
  if (test.message) parts.push(indent(codeBlock(test.message.slice(0, MESSAGE), 'text')));
  if (test.reproduce) parts.push(indent(codeBlock(test.reproduce, 'sh')));
  return parts.join('\n');
}

const CAUSES: Record<FailureCause, string> = {
  flake: 'chance',
  regression: 'a regression',
  infrastructure: 'the infrastructure',
};

/** Why it failed, as the history has it; a cause that is not likelier than not is none. */
function causeText({ triage }: ChangedTest): string {
  if (!triage || triage.confidence < 0.5) return '';
  return ` — looks like ${CAUSES[triage.cause]} (${Math.floor(triage.confidence * 100)} %)`;
}

function flaky(test: ChangedTest, input: CommentInput): string {
  const words = (test.evidence ?? []).map((item) => item.text).join('; ');
  return `${title(test)}${place(test, input)}${causeText(test)}${words ? ` — ${escapeMarkdown(words)}` : ''}`;
}

function brief(test: ChangedTest, input: CommentInput): string {
  return `${title(test)}${place(test, input)}`;
}

function slower(test: ChangedTest, input: CommentInput): string {
  const now = test.durationMs ?? 0;
  return `${title(test)}${place(test, input)} — ${Math.round(test.beforeMs ?? 0)} → ${Math.round(now)} ms`;
}

function renamed(test: ChangedTest, input: CommentInput): string {
  return `${inlineCode(test.renamedFrom ?? '')} → ${title(test)}${place(test, input)}`;
}

function title(test: ChangedTest): string {
  return inlineCode([...test.suite, test.name].join(' › '));
}

function place(test: ChangedTest, input: CommentInput): string {
  return test.file === null ? '' : ` in ${placeLink(input, test.file, test.line ?? null)}`;
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
