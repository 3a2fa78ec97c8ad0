import type { ChangedFunction, Suggestion } from '@qitops/model';
import { languageOf } from '@qitops/repository';
import { caseFor } from './cases.ts';
import type { EngineRequest } from './engine.ts';

type Omit = (fn: ChangedFunction, reason: string) => void;
type Suggest = (
  request: EngineRequest,
  functions: readonly ChangedFunction[],
  omit: Omit,
) => Promise<Suggestion[] | string>;

/** Languages that the project's own tools run, where they are installed; loaded when a change needs them. */
const RUN: Record<string, () => Promise<Suggest>> = {
  python: async () => (await import('./python/suggest.ts')).suggestPytest,
};

/**
 * Suggestions for functions of other languages than scripts: tests that ran, where the tools are installed; else an
 * idea in words of the values at which the function's conditions turn.
 */
export async function suggestInOtherLanguages(request: EngineRequest, omit: Omit): Promise<Suggestion[]> {
  const { checkout, head } = request;
  const found: Suggestion[] = [];
  const languages = Map.groupBy(request.functions, ({ path }) => languageOf(path)?.id ?? 'its language');
  for (const [language, functions] of languages) {
    if (language === 'typescript' || language === 'javascript') continue;
    const reasons = new Map<ChangedFunction, string>();
    const suggest = await RUN[language]?.();
    const tests = suggest
      ? await suggest(request, functions, (fn, reason) => reasons.set(fn, reason))
      : `${language} is not executed`;
    if (typeof tests !== 'string') found.push(...tests);
    for (const fn of functions) {
      const reason = typeof tests === 'string' ? tests : reasons.get(fn);
      if (reason === undefined) continue;
      omit(fn, reason);
      if (found.some(({ kind, target }) => kind === 'test' && isOf(target, fn))) continue;
      const idea = await caseFor(fn, checkout, head);
      if (idea) found.push(idea);
    }
  }
  return found;
}

function isOf(target: Suggestion['target'], { path, name }: ChangedFunction): boolean {
  return target.path === path && target.function === name;
}
