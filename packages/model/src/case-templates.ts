import type { CasePriority, CaseStep, CaseType } from './case.ts';

/** What a new case begins with; the words are there to be replaced. */
export interface CaseTemplate {
  /** In a few words, when to take it. */
  use: string;
  type: CaseType;
  priority: CasePriority;
  preconditions: readonly string[];
  steps: readonly CaseStep[];
  tags: readonly string[];
}

/** Templates by name. */
export const CASE_TEMPLATES: Readonly<Record<string, CaseTemplate>> = {
  functional: {
    use: 'one thing that the product does',
    type: 'functional',
    priority: 'medium',
    preconditions: ['what has to hold before'],
    steps: [{ action: 'what is done', expected: 'what is then seen' }],
    tags: [],
  },
  smoke: {
    use: 'the few things that must work before anything else is tried',
    type: 'smoke',
    priority: 'critical',
    preconditions: ['the version to be tried is deployed'],
    steps: [
      { action: 'open the start page', expected: 'it shows within three seconds, without an error' },
      { action: 'do the one thing that most people come for', expected: 'it is done' },
    ],
    tags: ['smoke'],
  },
  regression: {
    use: 'what worked and must go on working',
    type: 'regression',
    priority: 'high',
    preconditions: ['data as they are in production'],
    steps: [{ action: 'do what worked in the last release', expected: 'the result is the same as there' }],
    tags: ['regression'],
  },
  bug: {
    use: 'a defect that must not come back',
    type: 'bug',
    priority: 'high',
    preconditions: ['the version and the surroundings in which it was seen'],
    steps: [{ action: 'do what made it show', expected: 'what should happen; before the fix it did not' }],
    tags: ['bug'],
  },
  api: {
    use: 'an interface that other programs call',
    type: 'api',
    priority: 'high',
    preconditions: ['a token that may do it'],
    steps: [
      { action: 'send a valid request', expected: 'status 200 and a body that fits the schema' },
      { action: 'send it without the token', expected: 'status 401, and nothing was changed' },
      { action: 'send it with a field missing', expected: 'status 400, and the message names the field' },
    ],
    tags: ['api'],
  },
  accessibility: {
    use: 'a page that everybody can use',
    type: 'accessibility',
    priority: 'high',
    preconditions: ['the page is open, and no mouse is used'],
    steps: [
      {
        action: 'go through the page with Tab',
        expected: 'the focus is always seen, in the order of reading',
      },
      { action: 'run axe on the page', expected: 'no violations' },
      {
        action: 'listen to it with a screen reader',
        expected: 'every control says its name and what it does',
      },
      { action: 'enlarge the page to 200 %', expected: 'nothing is cut off and nothing overlaps' },
    ],
    tags: ['accessibility'],
  },
  exploratory: {
    use: 'a session that looks for what nobody thought of',
    type: 'exploratory',
    priority: 'medium',
    preconditions: ['sixty minutes without interruption'],
    steps: [
      { action: 'explore a part of the product with the means at hand, to learn what worries you about it' },
      { action: 'write down what was seen, what surprised, and what to look at next' },
    ],
    tags: ['exploratory'],
  },
  performance: {
    use: 'how fast it is under a load that one names',
    type: 'performance',
    priority: 'medium',
    preconditions: ['a load and a machine that can be made again'],
    steps: [
      {
        action: 'send the load for ten minutes',
        expected: '95 of 100 requests are answered within the limit',
      },
    ],
    tags: ['performance'],
  },
  security: {
    use: 'what somebody must not be able to do',
    type: 'security',
    priority: 'critical',
    preconditions: ['an account without the right'],
    steps: [
      {
        action: 'try it with that account',
        expected: 'it is refused, nothing was changed, and the attempt is logged',
      },
    ],
    tags: ['security'],
  },
};
