import { createInterface } from 'node:readline/promises';
import type { Person } from '@qitops/commands';
import { escapeTerminal } from '@qitops/escape';

/** Whoever sits at the terminal; null when nobody does. Questions go to stderr: stdout is the document's. */
export function personAt({ stdin, stderr }: Pick<NodeJS.Process, 'stdin' | 'stderr'>): Person | null {
  if (!stdin.isTTY || !stderr.isTTY) return null;
  const ask = async (question: string): Promise<string> => {
    const terminal = createInterface({ input: stdin, output: stderr });
    try {
      return (await terminal.question(escapeTerminal(question))).trim();
    } finally {
      terminal.close();
    }
  };
  return {
    ask: async (question, otherwise) => (await ask(`${question} [${otherwise}] `)) || otherwise,
    confirm: async (question) => /^y(es)?$/i.test(await ask(`${question} [y/N] `)),
  };
}
