import { maskSecrets } from '@qitops/escape';

/** A test that a model proposes; nothing of it is believed. */
export interface ProposedCase {
  title: string;
  /** Statements of the test's body. */
  body: string;
  /** The branch or mutant that it is meant for. */
  aim: string;
  oracle: Oracle;
  confidence: number;
}

/** Where the expected values come from. */
export type Oracle = 'spec' | 'pr_text' | 'current_behaviour';

const ORACLES: readonly string[] = ['spec', 'pr_text', 'current_behaviour'] satisfies Oracle[];
const MOST_CASES = 5;
const LONGEST_TITLE = 100;
const LONGEST_BODY = 2_500;

/** Strict in the sense of OpenAI: every property is required and none is added. */
export const ANSWER_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['cases'],
  properties: {
    cases: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['title', 'body', 'aim', 'oracle_source', 'confidence'],
        properties: {
          title: { type: 'string' },
          body: { type: 'string' },
          aim: { type: 'string' },
          oracle_source: { type: 'string', enum: ORACLES },
          confidence: { type: 'number' },
        },
      },
    },
  },
};

/** What is wrong with an answer as a whole; null = each of its cases can be looked at. */
export function answerProblem(json: unknown): string | null {
  const cases = listOf(json);
  if (!cases) return 'it has no list named cases';
  if (cases.length === 0) return null;
  return cases.some((each) => typeof caseOf(each) !== 'string')
    ? null
    : `none of its cases can be read: ${caseOf(cases[0])}`;
}

/** The cases that can be read, and why the others cannot. */
export function casesOf(json: unknown): { cases: ProposedCase[]; refused: string[] } {
  const all = listOf(json) ?? [];
  const read = all.slice(0, MOST_CASES).map(caseOf);
  const refused = read.filter((each) => typeof each === 'string');
  if (all.length > MOST_CASES) refused.push(`${all.length - MOST_CASES} cases are more than ${MOST_CASES}`);
  return { cases: read.filter((each) => typeof each !== 'string'), refused };
}

function listOf(json: unknown): unknown[] | null {
  const cases = (json as { cases?: unknown } | null)?.cases;
  return Array.isArray(cases) ? cases : null;
}

function caseOf(value: unknown): ProposedCase | string {
  if (typeof value !== 'object' || value === null) return 'a case is no object';
  const { title, body, aim, oracle_source, confidence } = value as Record<string, unknown>;
  if (typeof title !== 'string' || plainTitle(title) === '') return 'a case has no title';
  if (typeof body !== 'string' || body.trim() === '') return 'a case has no body';
  if (body.length > LONGEST_BODY) return `a body is longer than ${LONGEST_BODY} characters`;
  if (typeof oracle_source !== 'string' || !ORACLES.includes(oracle_source))
    return `oracle_source is none of ${ORACLES.join(', ')}`;
  if (maskSecrets(body) !== body || maskSecrets(title) !== title)
    return 'a case holds what looks like a secret';
  return {
    title: plainTitle(title),
    body,
    aim: typeof aim === 'string' ? plainTitle(aim) : '',
    oracle: oracle_source as Oracle,
    confidence: typeof confidence === 'number' && confidence >= 0 && confidence <= 1 ? confidence : 0,
  };
}

/** Words, digits and harmless signs on one line: no mention, no link, no markup, no hidden character. */
function plainTitle(text: string): string {
  return text
    .replace(/\b\w+:\/\/\S*/g, ' ')
    .replace(/[^\p{L}\p{N} .,'()=+\-/%;?"]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST_TITLE)
    .trim();
}
