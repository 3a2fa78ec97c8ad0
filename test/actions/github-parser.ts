import { registerHooks } from 'node:module';

// The package imports its schemas as JSON without saying so, which Node refuses.
registerHooks({
  load: (url, context, next) =>
    url.endsWith('.json')
      ? next(url, { ...context, importAttributes: { ...context.importAttributes, type: 'json' } })
      : next(url, context),
});

const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import(
  '@actions/workflow-parser'
);

/** What GitHub's own parser says is wrong with a workflow; nothing when it would run it. */
export async function githubProblems(name: string, content: string): Promise<string[]> {
  const parsed = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  const problems = parsed.context.errors.getErrors().map(({ message }) => message);
  if (problems.length > 0 || !parsed.value) return problems.length > 0 ? problems : ['nothing was parsed'];
  const template = await convertWorkflowTemplate(parsed.context, parsed.value);
  return (template.errors ?? []).map(({ Message }) => Message);
}
