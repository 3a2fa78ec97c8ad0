import type { FlakyState, SITE_STATE_LETTERS } from '@qitops/model';

type Letters = typeof SITE_STATE_LETTERS;

/** The other way round than the model has it; the types hold the two together without its code in the browser. */
const STATES: { [State in FlakyState as Letters[State]]: State } = {
  q: 'quarantined',
  k: 'flaky',
  b: 'broken',
  u: 'suspected',
  x: 'fixed',
  h: 'healthy',
  n: 'new',
};

export const SITE_STATES: Readonly<Record<string, FlakyState>> = STATES;
