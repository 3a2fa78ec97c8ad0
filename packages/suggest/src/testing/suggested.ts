import { Checkout, changedFunctions, diffCommits } from '@qitops/repository';
import { ScratchRepository } from '@qitops/repository/testing';
import { suggestInOtherLanguages } from '../other-languages.ts';

/** What is suggested in other languages for the second of two states of a repository, and what is left of it. */
export async function suggestedBetween(before: Record<string, string>, after: Record<string, string>) {
  const repository = new ScratchRepository();
  try {
    const base = repository.commit('base', before);
    const head = repository.commit('head', after);
    const checkout = (await Checkout.open(repository.root))!;
    const files = await diffCommits(checkout.git, base, head);
    const { functions } = await changedFunctions(checkout, files, base, head);
    const omitted: string[] = [];
    const request = {
      checkout,
      base,
      head,
      functions,
      coverage: null,
      parseLcov: async () => new Map(),
      env: process.env,
      log: () => undefined,
    };
    const suggestions = await suggestInOtherLanguages(request, (fn, reason) =>
      omitted.push(`${fn.name}: ${reason}`),
    );
    return { suggestions, omitted: omitted.sort(), status: repository.git('status', '--porcelain') };
  } finally {
    repository.dispose();
  }
}
