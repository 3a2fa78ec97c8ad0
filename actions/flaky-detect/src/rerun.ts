import type { CommandContext } from '@qitops/commands';
import { UserError } from '@qitops/model';

/** Runs failed and new tests again when the input gives the command for it; the reports are read with what came of it. */
export async function rerunTests(
  context: CommandContext,
  inputs: { rerun: string | null; store: string; results: string[]; coverage: string[] },
): Promise<void> {
  if (!inputs.rerun) return;
  const { rerun } = await import('@qitops/commands');
  const { tests, notes } = await rerun(context, { ...inputs, command: wordsOf(inputs.rerun) });
  for (const { name, passed, failed } of tests)
    context.log.info(`${name}: passed ${passed} and failed ${failed} times more`);
  for (const note of notes) context.log.info(note);
}

/** A command line without a shell: words between spaces. */
function wordsOf(text: string): string[] {
  if (/["'`$|&;<>\\]/.test(text)) {
    throw new UserError({
      what: 'holds a character that only a shell understands',
      where: 'input rerun',
      remedy: 'write plain words, `npx vitest run`, or put the rest into a script of package.json',
    });
  }
  return text.split(/\s+/).filter(Boolean);
}
