import { codeBlock, escapeHtmlLine, escapeMarkdown, inlineCode } from '@qitops/escape';
import type { SuggestDocument, Suggestion } from '@qitops/model';
import { evidenceText, questionText } from './suggestions.ts';

/** A suggestion that can be accepted. */
export interface SuggestionCard {
  suggestion: Suggestion;
  /** What people call it by. */
  number: number;
  /** Its heading as Markdown, made of the words given to it: a box, or the words alone. */
  heading(words: string): string;
  /** How to add it, as Markdown. */
  accept: string;
}

export interface SuggestionSection {
  document: SuggestDocument;
  cards: readonly SuggestionCard[];
  /** Markdown after the cards: what to write, what to tick. */
  ending: readonly string[];
}

const QUESTIONS = 8;
const LEFT_OUT = 30;

/** Whether there is anything to show. */
export function saysAnything({ document, cards }: Pick<SuggestionSection, 'document' | 'cards'>): boolean {
  return cards.length > 0 || document.suggestions.some(({ kind }) => kind === 'question');
}

/** The suggestions as a section of their own: what can be accepted, what changed, and what was left out and why. */
export function renderSuggestionSection({ document, cards, ending }: SuggestionSection): string {
  const { suggestions, omitted, notes, model } = document;
  const tests = cards.filter(({ suggestion }) => suggestion.kind === 'test');
  const ideas = cards.filter(({ suggestion }) => suggestion.kind === 'case');
  const questions = suggestions.filter(({ kind }) => kind === 'question');
  const name = model?.name ?? 'a model';
  return [
    '### Suggested tests',
    tests.length > 0
      ? 'Each ran five times before it is shown and notices or runs what no other test does.'
      : '',
    ...tests.map((card) => cardText(card, name)),
    questions.length > 0
      ? `**Behaviour that changed** (${questions.length})\n\n${questions.slice(0, QUESTIONS).map(question).join('\n')}`
      : '',
    ideas.length > 0 ? '**Ideas, not verified**: they did not run and are counted nowhere.' : '',
    ...ideas.map((card) => cardText(card, name)),
    cards.length + questions.length === 0 ? 'Nothing to suggest for this change now.' : '',
    ...ending,
    ...notes.map((note) => `> ${escapeMarkdown(note)}`),
    omitted.length > 0 ? leftOut(omitted) : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function cardText({ suggestion, number, heading, accept }: SuggestionCard, model: string): string {
  const { title, test, evidence, typeChecked, author } = suggestion;
  const code = test?.code ?? suggestion.case?.yaml ?? '';
  const path = test?.path ?? suggestion.case?.path ?? '';
  const types = typeChecked === null ? 'not type-checked' : 'type-checked';
  const by =
    author === 'model'
      ? `by the model ${model}`
      : author === 'person'
        ? 'edited by a person'
        : 'by the engine';
  const proof = evidence ? `${evidenceText(evidence)}; ${types}; ` : '';
  return [
    heading(`**${number}.** ${escapeMarkdown(title)}`),
    '',
    `<details><summary>${escapeHtmlLine(`${proof}${by}`)}</summary>`,
    '',
    `${inlineCode(path)} · ${accept}`,
    '',
    codeBlock(code, languageOf(path)),
    '',
    '</details>',
  ].join('\n');
}

function question({ question, target }: Suggestion): string {
  return `- ${questionText(question)} (${inlineCode(`${target.path}:${target.line}`)})`;
}

function leftOut(omitted: SuggestDocument['omitted']): string {
  const items = omitted
    .slice(0, LEFT_OUT)
    .map(
      ({ path, function: name, reason }) =>
        `- ${inlineCode(path)} ${inlineCode(name)}: ${escapeMarkdown(reason)}`,
    );
  const more = omitted.length - LEFT_OUT;
  if (more > 0) items.push(`- and ${more} more, in the summary of the job`);
  return `<details><summary>Left out (${omitted.length})</summary>\n\n${items.join('\n')}\n\n</details>`;
}

function languageOf(path: string): string {
  const extension = path.slice(path.lastIndexOf('.') + 1);
  return /^[a-z]{1,4}$/.test(extension) ? extension : '';
}
