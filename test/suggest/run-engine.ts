import { bytesSource, readCoverageFiles } from '@qitops/readers';
import { Checkout, changedFunctions, diffCommits } from '@qitops/repository';
import { suggestWithEngine } from '@qitops/suggest';

/** What the engine suggests for the functions that changed between two commits of a repository. */
export async function runEngine(
  root: string,
  { base, head }: { base: string; head: string },
  log: (line: string) => void = () => undefined,
): ReturnType<typeof suggestWithEngine> {
  const checkout = (await Checkout.open(root))!;
  const files = await diffCommits(checkout.git, base, head);
  const { functions } = await changedFunctions(checkout, files, base, head);
  const repositoryFiles = await checkout.files(head);
  return suggestWithEngine({
    checkout,
    base,
    head,
    functions,
    coverage: null,
    parseLcov: async (lcov) =>
      (await readCoverageFiles([bytesSource('lcov.info', lcov)], { root, repositoryFiles })).merged,
    env: process.env,
    log,
  });
}
