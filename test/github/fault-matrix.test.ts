import { describe, expect, it } from 'vitest';
import { OPERATIONS } from './description.ts';
import { testRows } from './fault-matrix.ts';
import { ROWS } from './fault-rows.ts';
import { HANDLERS } from './operations.ts';
import { RESULTS_WRITES } from './results-service.ts';

/** What the description has for a later client. */
const UNUSED = 'pulls/update';

describe('the rows', () => {
  it('are all writes of the API that our clients call, and all of the services', () => {
    const rest = [...OPERATIONS.values()].filter(({ id, method }) => method !== 'GET' && id in HANDLERS);
    const wanted = [...rest.map(({ id }) => id).filter((id) => id !== UNUSED), ...RESULTS_WRITES, 'graphql'];
    expect(ROWS.map(({ write }) => write).sort()).toEqual(wanted.sort());
  });
});

testRows(ROWS.filter(({ write }) => !write.startsWith('git/')));
