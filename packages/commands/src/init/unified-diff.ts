import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Git } from '@qitops/repository';

/** The unified diff of a file; `before` null = it is new. Empty when nothing differs. */
export async function unifiedDiff(path: string, before: string | null, after: string): Promise<string> {
  if (before === after) return '';
  const folder = await mkdtemp(join(tmpdir(), 'qitops-diff-'));
  try {
    await writeFile(join(folder, 'before'), before ?? '');
    await writeFile(join(folder, 'after'), after);
    const args = ['diff', '--no-index', '--no-color', '--no-ext-diff', '--', 'before', 'after'];
    const { stdout } = await new Git(folder).run(args);
    const text = stdout.toString('utf8');
    const hunks = text.slice(Math.max(0, text.indexOf('\n@@') + 1));
    return `--- ${before === null ? '/dev/null' : `a/${path}`}\n+++ b/${path}\n${hunks}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
