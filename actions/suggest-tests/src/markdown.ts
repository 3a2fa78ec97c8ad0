import { codeBlock, escapeMarkdown, inlineCode } from '@qitops/escape';
import type { SuggestDocument } from '@qitops/model';

/** The suggestions as Markdown: proven tests first, then questions, then ideas, then what was left out and why. */
export function suggestionsMarkdown(document: SuggestDocument): string {
  const { suggestions, omitted, notes } = document;
  const tests = suggestions.filter((one) => one.kind === 'test');
  const questions = suggestions.filter((one) => one.kind === 'question');
  const ideas = suggestions.filter((one) => one.kind === 'case');
  return [
    `## qitops suggest-tests: ${counted(tests.length, 'proven test')}, ${counted(questions.length, 'question')}`,
    ...tests.map((one) =>
      [
        `**${escapeMarkdown(one.title)}** (${place(one.target)})`,
        one.evidence
          ? `Covers ${one.evidence.branches.map(inlineCode).join(', ') || 'no new branch'}; ` +
            `kills ${counted(one.evidence.kills.length, 'mutant')}; passed ${one.evidence.repeats} of 5 runs.`
          : '',
        one.test
          ? `${inlineCode(one.test.path)}\n\n${codeBlock(one.test.code, language(one.test.path))}`
          : '',
      ].join('\n\n'),
    ),
    ...questions.map(
      (one) =>
        `**${escapeMarkdown(one.title)}** (${place(one.target)})` +
        (one.question
          ? `: for ${inlineCode(one.question.input)} it was ${inlineCode(one.question.base)} and is now ${inlineCode(one.question.head)}. Meant so?`
          : ''),
    ),
    ideas.length > 0
      ? `### Ideas, not verified\n\n${ideas.map((one) => `- ${escapeMarkdown(one.title)}`).join('\n')}`
      : '',
    omitted.length > 0
      ? `### Left out\n\n${omitted.map((one) => `- ${inlineCode(one.path)} ${inlineCode(one.function)}: ${escapeMarkdown(one.reason)}`).join('\n')}`
      : '',
    ...notes.map(escapeMarkdown),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function place(target: { path: string; function: string; line: number }): string {
  return `${inlineCode(target.function)} in ${inlineCode(`${target.path}:${target.line}`)}`;
}

function language(path: string): string {
  const extension = path.slice(path.lastIndexOf('.') + 1);
  return /^[a-z]{1,4}$/.test(extension) ? extension : '';
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
