import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILES = {
  GITHUB_OUTPUT: 'output',
  GITHUB_ENV: 'env',
  GITHUB_STATE: 'state',
  GITHUB_PATH: 'path',
  GITHUB_STEP_SUMMARY: 'summary',
} as const;

export interface FileCommands {
  outputs: Map<string, string>;
  env: Map<string, string>;
  state: Map<string, string>;
  path: string[];
  summary: string;
}

/** Makes the files that a step writes its commands to. Returns the variables that name them. */
export function openFileCommands(folder: string, step: string): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [variable, name] of Object.entries(FILES)) {
    const path = join(folder, `${step}-${name}`);
    writeFileSync(path, '');
    variables[variable] = path;
  }
  return variables;
}

/**
 * What a step wrote.
 * @throws Error when a file is not in the runner's format or the summary is larger than 1 MiB.
 */
export function readFileCommands(variables: Record<string, string>): FileCommands {
  const text = (name: keyof typeof FILES): string => {
    const path = variables[name]!;
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };
  const summary = text('GITHUB_STEP_SUMMARY');
  if (Buffer.byteLength(summary) > 1024 * 1024) throw new Error('the summary is larger than 1 MiB');
  return {
    outputs: keyValues(text('GITHUB_OUTPUT')),
    env: keyValues(text('GITHUB_ENV')),
    state: keyValues(text('GITHUB_STATE')),
    path: text('GITHUB_PATH')
      .split(/\r?\n/)
      .filter((line) => line !== ''),
    summary,
  };
}

/** `name=value` lines and `name<<DELIMITER` blocks. */
function keyValues(text: string): Map<string, string> {
  const values = new Map<string, string>();
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index]!;
    if (line === '') continue;
    const block = /^([^=]+?)<<(.+)$/.exec(line);
    if (!block) {
      const at = line.indexOf('=');
      if (at < 1) throw new Error(`a file command is neither name=value nor a block: ${line}`);
      values.set(line.slice(0, at), line.slice(at + 1));
      continue;
    }
    const end = lines.indexOf(block[2]!, index + 1);
    if (end < 0) throw new Error(`the block of ${block[1]} does not end`);
    values.set(block[1]!, lines.slice(index + 1, end).join('\n'));
    index = end;
  }
  return values;
}
