import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { similarity } from '@qitops/analysis';
import { Config, GatesConfig, UserError, type UserProblem } from '@qitops/model';
import { Checkout } from '@qitops/repository';
import { isMap, isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { CommandContext } from './context.ts';

const PATHS = ['qitops.yml', '.github/qitops.yml'];

/** The configuration in the work tree; an empty one when there is none. */
export async function loadConfig(context: CommandContext): Promise<Config> {
  const root = (await Checkout.open(context.cwd))?.root ?? context.cwd;
  return readConfig(async (path) => {
    try {
      return await readFile(join(root, path), 'utf8');
    } catch {
      return null;
    }
  });
}

/** The configuration at a commit: what judges a pull request is the base's, never its own. */
export async function configAt(
  checkout: Checkout,
  revision: string,
): Promise<{ config: Config; text: string }> {
  let text = '';
  const config = await readConfig(async (path) => {
    const found = await checkout.fileAt(revision, path);
    text += found ?? '';
    return found;
  });
  return { config, text };
}

/** The configuration at a commit of the repository around a folder; an empty one when that is no repository. */
export async function configOf(context: CommandContext, revision: string): Promise<Config> {
  const checkout = await Checkout.open(context.cwd);
  return checkout ? (await configAt(checkout, revision)).config : {};
}

async function readConfig(readText: (path: string) => Promise<string | null>): Promise<Config> {
  const texts = await Promise.all(PATHS.map(async (path) => ({ path, text: await readText(path) })));
  const present = texts.filter((file) => file.text !== null);
  if (present.length > 1) {
    throw new UserError({
      what: `${PATHS.join(' and ')} both exist`,
      where: PATHS[0],
      remedy: 'keep one of them',
    });
  }
  const [file] = present;
  return file ? parseYaml(file.text!, file.path, Config) : {};
}

/** Gates given as an input of the action: the YAML of the `gates` key. */
export function parseGates(text: string): GatesConfig {
  return parseYaml(text, 'input gates', GatesConfig);
}

/** Parses YAML against a schema. All problems are reported at once, with line, column and the nearest valid name. */
export function parseYaml<T extends z.ZodType>(text: string, where: string, schema: T): z.infer<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${where}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    throw new UserError(
      document.errors.map((error) => ({
        what: error.message,
        where: at(error.pos[0]),
        remedy: 'mend the YAML',
      })),
    );
  }
  const parsed = schema.safeParse(document.toJS({ maxAliasCount: 20 }) ?? {});
  if (parsed.success) return parsed.data;
  const offsetOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length > 0; length--) {
      const parent = document.getIn(path.slice(0, length - 1) as (string | number)[], true);
      const pair = isMap(parent)
        ? parent.items.find((item) => String(item.key) === String(path[length - 1]))
        : null;
      const node = pair ? pair.key : document.getIn(path.slice(0, length) as (string | number)[], true);
      if (isNode(node) && node.range) return node.range[0];
    }
    return 0;
  };
  const found = parsed.error.issues.flatMap((issue) => problemsOf(issue, schema));
  found.sort((a, b) => offsetOf(a.path) - offsetOf(b.path));
  throw new UserError(found.map(({ path, ...problem }) => ({ ...problem, where: at(offsetOf(path)) })));
}

function problemsOf(issue: z.core.$ZodIssue, schema: z.ZodType): (UserProblem & { path: PropertyKey[] })[] {
  if (issue.code !== 'unrecognized_keys') {
    const name = issue.path.join('.') || 'the file';
    // of a union the first form is the plain one that people write
    const message =
      issue.code === 'invalid_union' ? (issue.errors[0]?.[0]?.message ?? issue.message) : issue.message;
    return [{ what: `${name}: ${message}`, remedy: 'write a value of that kind', path: issue.path }];
  }
  const valid = namesIn(schema, issue.path);
  return issue.keys.map((key) => {
    const nearest = [...valid].sort((a, b) => similarity(b, key) - similarity(a, key))[0];
    const close = nearest && similarity(nearest, key) > 0.3;
    const remedy = close ? `did you mean "${nearest}"?` : `valid names are ${valid.join(', ')}`;
    return { what: `unknown key "${key}"`, remedy, path: [...issue.path, key] };
  });
}

function namesIn(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let current: unknown = schema;
  for (const key of path)
    current = unwrap((unwrap(current) as { shape?: Record<PropertyKey, unknown> })?.shape?.[key]);
  return Object.keys((unwrap(current) as { shape?: object })?.shape ?? {});
}

function unwrap(schema: unknown): unknown {
  let inner = schema as { unwrap?: () => unknown } | undefined;
  while (inner && typeof inner.unwrap === 'function') inner = inner.unwrap() as typeof inner;
  return inner;
}
