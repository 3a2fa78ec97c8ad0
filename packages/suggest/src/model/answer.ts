import { maskSecrets } from '@qitops/escape';
import type { ProposedCase } from '@qitops/model';

export type Oracle = ProposedCase['oracle'];

const ORACLES: readonly string[] = ['spec', 'pr_text', 'current_behaviour'] satisfies Oracle[];
export const MOST_CASES = 5;
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
        required: ['function', 'title', 'body', 'aim', 'oracle_source', 'confidence'],
        properties: {
          function: { type: 'string' },
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

/** The cases of an answer by the function that they say they are for, unread; a single function is meant by all. */
export function casesByFunction(json: unknown, names: readonly string[]): Map<string, unknown[]> {
  const found = new Map<string, unknown[]>(names.map((name) => [name, []]));
  for (const each of listOf(json) ?? []) {
    const said = (each as { function?: unknown } | null)?.function;
    const name = names.length === 1 ? names[0]! : String(said);
    found.get(name)?.push(each);
  }
  return found;
}

/** A case as it can be read, without its function. */
export type ReadCase = Omit<ProposedCase, 'path' | 'function'>;

/** The cases that can be read, and why the others cannot. */
export function casesOf(all: readonly unknown[]): { cases: ReadCase[]; refused: string[] } {
  const read = all.slice(0, MOST_CASES).map(caseOf);
  const refused = read.filter((each) => typeof each === 'string');
  if (all.length > MOST_CASES) refused.push(`${all.length - MOST_CASES} cases are more than ${MOST_CASES}`);
  return { cases: read.filter((each) => typeof each !== 'string'), refused };
}

function listOf(json: unknown): unknown[] | null {
  const cases = (json as { cases?: unknown } | null)?.cases;
  return Array.isArray(cases) ? cases : null;
}

function caseOf(value: unknown): ReadCase | string {
  if (typeof value !== 'object' || value === null) return 'a case is no object';
  const { title, body, oracle_source } = value as Record<string, unknown>;
  if (typeof title !== 'string' || plainTitle(title) === '') return 'a case has no title';
  if (typeof body !== 'string' || body.trim() === '') return 'a case has no body';
  if (body.length > LONGEST_BODY) return `a body is longer than ${LONGEST_BODY} characters`;
  if (typeof oracle_source !== 'string' || !ORACLES.includes(oracle_source))
    return `oracle_source is none of ${ORACLES.join(', ')}`;
  if (maskSecrets(body) !== body || maskSecrets(title) !== title)
    return 'a case holds what looks like a secret';
  return { title: plainTitle(title), body, oracle: oracle_source as Oracle };
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
