import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Writes a command's document below `RUNNER_TEMP`, which the runner empties after the job.
 * @returns the absolute path, for the output `json`.
 */
export async function writeDocument(name: string, document: unknown): Promise<string> {
  const folder = join(process.env['RUNNER_TEMP'] ?? tmpdir(), 'qitops');
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${name}.json`);
  await writeFile(path, `${JSON.stringify(document, null, 2)}\n`);
  return path;
}
