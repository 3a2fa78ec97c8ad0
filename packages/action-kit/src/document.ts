import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { UserError } from '@qitops/model';

/**
 * Writes a command's document below `RUNNER_TEMP`, which the runner empties after the job.
 * @returns the absolute path, for the output `json`.
 */
export async function writeDocument(name: string, document: unknown): Promise<string> {
  const path = documentPath(name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(document, null, 2)}\n`);
  return path;
}

/** What the schema of a document has to be able to do; zod's schemas can. */
interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false };
}

/**
 * The document that an earlier step of this job wrote, or null when there is none.
 * @throws UserError when there is one of another shape.
 */
export async function readDocument<T>(name: string, schema: Schema<T>): Promise<T | null> {
  const path = documentPath(name);
  if (!existsSync(path)) return null;
  const parsed = schema.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new UserError({
    where: path,
    what: 'is not what this version writes',
    remedy: 'use one version of all qitops actions',
  });
}

/** Where an action of this job writes its document. */
export function documentPath(name: string): string {
  return join(process.env.RUNNER_TEMP ?? tmpdir(), 'qitops', `${name}.json`);
}
