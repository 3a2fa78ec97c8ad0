import { type Evidence, evidence } from '@qitops/model';
import type { CiLine } from './ci/ci-commands.ts';

/** Evidence that quotes a line of the CI. */
export function quotedLine(line: CiLine): Evidence {
  return evidence('workflow', line.run.slice(0, 200), { path: line.path, line: line.line });
}
