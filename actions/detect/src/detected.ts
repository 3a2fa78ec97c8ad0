import type { ActionLog } from '@qitops/action-kit';
import type { CommandContext } from '@qitops/commands';
import { restoreText, saveText } from '@qitops/github';
import { DetectDocument, SCHEMA_VERSION } from '@qitops/model';

/** Changes when detection gives something else for the same files. */
const RECIPE = 1;

/**
 * What the repository is made of. What was verified is kept by the content of the commit: running the commands of the
 * same files again would say the same, and takes minutes.
 */
export async function detected(
  context: CommandContext,
  { verify, tree, log }: { verify: boolean; tree: string | null; log: ActionLog },
): Promise<DetectDocument> {
  const { detect } = await import('@qitops/commands');
  const run = () => detect(context, { dir: '.', verify });
  const workspace = context.env.GITHUB_WORKSPACE;
  if (!verify || tree === null || !workspace) return run();
  const folder = context.cwd.slice(workspace.length).replace(/[^\w.-]+/g, '-') || 'root';
  const place = {
    key: `qitops-detect-${SCHEMA_VERSION}-${RECIPE}-${context.env.RUNNER_OS ?? ''}-${folder}-${tree}`,
    path: `${workspace}/.qitops/detect.json`,
    workspace,
  };
  const kept = await restoreText(place);
  const known = kept === null ? null : DetectDocument.safeParse(JSON.parse(kept));
  if (known?.success) {
    log.info('Verified before for the same content: nothing was run.');
    return known.data;
  }
  const document = await run();
  const problem = await saveText(place, JSON.stringify(document));
  if (problem) log.info(`What was verified is not kept: ${problem}`);
  return document;
}
