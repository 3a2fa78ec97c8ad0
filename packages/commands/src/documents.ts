import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UserError } from '@qitops/model';
import type { z } from 'zod';
import type { CommandContext } from './context.ts';

/** Reads a document that another command wrote. */
export async function readDocument<T extends z.ZodType>(
  context: CommandContext,
  path: string,
  schema: T,
  command: string,
): Promise<z.infer<T>> {
  let text: string;
  try {
    text = await readFile(resolve(context.cwd, path), 'utf8');
  } catch {
    throw new UserError({
      what: 'cannot be read',
      where: path,
      remedy: `write it with \`qitops ${command} --json\``,
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UserError({
      what: 'is not JSON',
      where: path,
      remedy: `write it with \`qitops ${command} --json\``,
    });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new UserError({
    what: `is no document of ${command}: ${issue?.path.join('.')}: ${issue?.message}`,
    where: path,
    remedy: `write it with the same version of \`qitops ${command} --json\``,
  });
}
