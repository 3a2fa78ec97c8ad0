import type { ChangedFunction, Suggestion } from '@qitops/model';
import { languageOf } from '@qitops/repository';
import { caseFor } from './cases.ts';
import type { EngineRequest } from './engine.ts';
import { type Omit, suggestInTool } from './in-tool/suggest-in-tool.ts';
import type { Tool } from './in-tool/tool.ts';

/** Tools that run the tests of a language, where they are installed; loaded when a change needs them. */
const TOOLS: Record<string, () => Promise<(request: EngineRequest) => Promise<Tool | string>>> = {
  python: async () => (await import('./python/pytest-tool.ts')).pytestTool,
  go: async () => (await import('./go/go-tool.ts')).goTool,
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
    const open = await TOOLS[language]?.();
    const tool = open ? await open(request) : `${language} is not executed`;
    const note: Omit = (fn, reason) => reasons.set(fn, reason);
    if (typeof tool !== 'string') found.push(...(await suggestInTool(tool, request, functions, note)));
    for (const fn of functions) {
      const reason = typeof tool === 'string' ? tool : reasons.get(fn);
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
