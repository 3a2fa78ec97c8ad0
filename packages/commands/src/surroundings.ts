import type { Surroundings } from '@qitops/analysis';
import { type Checkout, jobSurroundings } from '@qitops/repository';
import type { CommandContext } from './context.ts';

/** Matrix values that are shown; a matrix may hold whole objects. */
const LONGEST = 60;

/**
 * Where this run happens, for repeating it elsewhere: what its job sets up in the workflow at `revision`, and its
 * matrix cell. `matrix` = JSON of the workflow's `matrix` context; null outside one.
 */
export async function surroundingsOf(
  { env }: CommandContext,
  checkout: Checkout,
  revision: string,
  matrix: string | null,
): Promise<Surroundings> {
  const cell = cellOf(matrix);
  const path = /^[^/]+\/[^/]+\/(.+?)@/.exec(env.GITHUB_WORKFLOW_REF ?? '')?.[1];
  const workflow = path ? await checkout.fileAt(revision, path) : null;
  const job = jobSurroundings(workflow ?? '', env.GITHUB_JOB ?? '', cell);
  return {
    ...job,
    matrix: Object.entries(cell).flatMap(([name, value]) =>
      typeof value === 'object' || String(value).length > LONGEST ? [] : [`${name} ${String(value)}`],
    ),
  };
}

function cellOf(matrix: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(matrix ?? 'null');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {}; // the cell only adds words to a command
  }
}
