import type { Surroundings } from '@qitops/analysis';
import type { TestPlace } from '@qitops/model';
import { type Checkout, jobSurroundings } from '@qitops/repository';
import type { CommandContext } from '../context.ts';

/** Longest matrix value that is shown. */
const LONGEST = 60;

/**
 * Where tests of this workflow run, for repeating them elsewhere: what their job sets up in the workflow at
 * `revision`, and their cell of the matrix.
 */
export async function surroundingsAt(
  { env }: CommandContext,
  checkout: Checkout,
  revision: string,
  matrix: Record<string, unknown> | null,
): Promise<(place: TestPlace | undefined) => Surroundings> {
  const path = /^[^/]+\/[^/]+\/(.+?)@/.exec(env.GITHUB_WORKFLOW_REF ?? '')?.[1];
  const workflow = (path ? await checkout.fileAt(revision, path) : null) ?? '';
  const own: TestPlace = { job: env.GITHUB_JOB ?? '', matrix };
  const known = new Map<string, Surroundings>();
  return (place = own) => {
    const key = JSON.stringify(place);
    const found = known.get(key) ?? surroundingsOf(workflow, place);
    known.set(key, found);
    return found;
  };
}

function surroundingsOf(workflow: string, { job, matrix }: TestPlace): Surroundings {
  const cell = matrix ?? {};
  const shown = Object.entries(cell).filter(
    ([, value]) => typeof value !== 'object' && String(value).length <= LONGEST,
  );
  return {
    ...jobSurroundings(workflow, job, cell),
    matrix: shown.map(([name, value]) => `${name} ${String(value)}`),
  };
}
