import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Config, GatesConfig, UserError } from '@qitops/model';
import { Checkout } from '@qitops/repository';
import type { CommandContext } from './context.ts';
import { parseYaml } from './yaml-file.ts';

/** Where the configuration may stand. */
export const CONFIG_PATHS = ['qitops.yml', '.github/qitops.yml'];

/** The configuration in the work tree; an empty one when there is none. */
export async function loadConfig(context: CommandContext): Promise<Config> {
  return readConfig(await workTree(context));
}

/** The same with the file that it is from; null = there is none. */
export async function loadConfigFile(
  context: CommandContext,
): Promise<{ config: Config; file: ConfigFile | null }> {
  const file = await configFile(await workTree(context));
  return { config: file ? parseYaml(file.text, file.path, Config) : {}, file };
}

async function workTree(context: CommandContext): Promise<(path: string) => Promise<string | null>> {
  const root = (await Checkout.open(context.cwd))?.root ?? context.cwd;
  return async (path) => {
    try {
      return await readFile(join(root, path), 'utf8');
    } catch {
      return null;
    }
  };
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

/** The configuration as one of its two files has it. */
export async function readConfig(readText: (path: string) => Promise<string | null>): Promise<Config> {
  const file = await configFile(readText);
  return file ? parseYaml(file.text, file.path, Config) : {};
}

/** `qitops.yml`, from the repository's root. */
export interface ConfigFile {
  path: string;
  text: string;
}

async function configFile(readText: (path: string) => Promise<string | null>): Promise<ConfigFile | null> {
  const present: ConfigFile[] = [];
  for (const path of CONFIG_PATHS) {
    const text = await readText(path);
    if (text !== null) present.push({ path, text });
  }
  if (present.length > 1) {
    throw new UserError({
      what: `${CONFIG_PATHS.join(' and ')} both exist`,
      where: CONFIG_PATHS[0]!,
      remedy: 'keep one of them',
    });
  }
  return present[0] ?? null;
}

/** Gates given as an input of the action: the YAML of the `gates` key. */
export function parseGates(text: string): GatesConfig {
  return parseYaml(text, 'input gates', GatesConfig);
}
