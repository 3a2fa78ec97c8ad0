import { codeBlock, escapeHtmlLine, escapeMarkdown, inlineCode, newFilePage } from '@qitops/escape';
import type { Suggestion, SuggestionEvidence } from '@qitops/model';
import type { Block } from './budget.ts';
import type { CommentInput } from './comment-input.ts';
import { placeLink } from './links.ts';

/** Suggestions that are shown in a comment. */
const SHOWN = 8;

/** Tests that were proven, then questions; what did not run stands apart and is never counted. */
export function suggestionBlocks(input: CommentInput): Block[] {
  const { suggestions } = input;
  if (!suggestions) return [];
  const tests = suggestions.suggestions.filter((each) => each.kind === 'test');
  const questions = suggestions.suggestions.filter((each) => each.kind === 'question');
  const ideas = suggestions.suggestions.filter((each) => each.kind === 'case');
  const blocks: Block[] = [];
  tests.slice(0, SHOWN).forEach((suggestion, index) => {
    const heading =
      index === 0 ? `**Suggested tests** (${tests.length}), each ran before it is shown\n\n` : '';
    blocks.push({
      rank: index === 0 ? 3 : 5,
      label: 'suggested tests',
      text: heading + testText(suggestion, input),
    });
  });
  if (questions.length > 0) {
    const items = questions
      .slice(0, SHOWN)
      .map(
        ({ question, target }) =>
          `- ${questionText(question)} (${placeLink(input, target.path, target.line)})`,
      );
    blocks.push({
      rank: 4,
      label: 'questions',
      text: `**Behaviour that changed** (${questions.length})\n\n${items.join('\n')}`,
    });
  }
  if (ideas.length > 0) {
    const items = ideas.slice(0, SHOWN).map((idea) => `- ${escapeMarkdown(idea.title)}`);
    blocks.push({
      rank: 8,
      label: 'ideas',
      text: `<details><summary>Ideas, not verified</summary>\n\n${items.join('\n')}\n\n</details>`,
    });
  }
  return blocks;
}

function testText(suggestion: Suggestion, input: CommentInput): string {
  const { title, test, evidence, typeChecked } = suggestion;
  if (!test || !evidence) return '';
  const link = input.acceptAt ? newFilePage(input.acceptAt, test.path, test.code) : null;
  const accept = link ? ` · [add it to this branch](${link})` : '';
  const types = typeChecked === null ? '; not type-checked' : '; type-checked';
  return [
    `<details><summary>${escapeHtmlLine(title)} — ${escapeHtmlLine(evidenceText(evidence))}${types}</summary>`,
    '',
    `${inlineCode(test.path)}${accept}`,
    '',
    codeBlock(test.code, /\.tsx?$/.test(test.path) ? 'ts' : ''),
    '',
    '</details>',
  ].join('\n');
}

/** `shipping(100) was 3, is 0: intended?` as Markdown. */
export function questionText(question: Suggestion['question']): string {
  const before = inlineCode(question?.base ?? '');
  return `${inlineCode(question?.input ?? '')} was ${before}, is ${inlineCode(question?.head ?? '')}: intended?`;
}

/** `kills < → <= at L42 and 2 more; covers src/price.ts:16; 5/5; 18 ms`. */
export function evidenceText({ branches, kills, repeats, durationMs }: SuggestionEvidence): string {
  const parts: string[] = [];
  if (kills.length > 0) parts.push(`kills ${kills[0]}${more(kills.length - 1)}`);
  if (branches.length > 0) parts.push(`covers ${branches[0]}${more(branches.length - 1)}`);
  return [...parts, `${repeats}/5`, `${Math.round(durationMs)} ms`].join('; ');
}

function more(count: number): string {
  return count > 0 ? ` and ${count} more` : '';
}
