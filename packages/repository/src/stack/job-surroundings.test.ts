import { describe, expect, it } from 'vitest';
import { jobSurroundings } from './job-surroundings.ts';

const WORKFLOW = `
env: { TZ: UTC }
jobs:
  test:
    env: { DATABASE_URL: postgres://localhost }
    strategy: { matrix: { node: [20, 22] } }
    steps:
      - uses: actions/setup-node@v4
        with: { node-version: '\${{ matrix.node }}' }
      - uses: actions/setup-python@v5
        with: { python-version: 3.12 }
      - run: npm test
        env: { API_KEY: '\${{ secrets.API_KEY }}' }
  lint:
    env: { OTHER: x }
`;

describe('jobSurroundings', () => {
  it('names variables of workflow, job and steps, and never a value', () => {
    expect(jobSurroundings(WORKFLOW, 'test', { node: 22 })).toEqual({
      runtimes: ['node 22', 'python 3.12'],
      env: ['API_KEY', 'DATABASE_URL', 'TZ'],
    });
  });
  it('leaves out a version that is an expression it does not know', () => {
    expect(jobSurroundings(WORKFLOW, 'test', {}).runtimes).toEqual(['python 3.12']);
  });
  it('knows nothing of a job that is not there, or of a text that is no workflow', () => {
    expect(jobSurroundings(WORKFLOW, 'deploy', {})).toEqual({ runtimes: [], env: ['TZ'] });
    expect(jobSurroundings('[', 'test', {})).toEqual({ runtimes: [], env: [] });
  });
});
