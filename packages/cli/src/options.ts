import type { CommandContext } from '@qitops/commands';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Outcome } from './outcome.ts';

/** Options as commander gives them; each command reads those it declared. */
export interface Options {
  json?: boolean;
  debug?: boolean;
  [name: string]: unknown;
}

/** What a command does once its arguments are known. */
export type Action = (context: CommandContext, args: string[], options: Options) => Promise<Outcome>;

/** Adds a command with what every command has: `--json`, `--debug`, an example, and one way to end. */
export type AddCommand = (name: string, description: string, example: string) => CommandBuilder;

/** A commander command whose action is ours. */
export interface CommandBuilder {
  command: Command;
  does(action: Action): void;
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Values of a repeatable option. */
export function list(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(isText) : isText(value) ? [value] : [];
}

export function textOrNull(value: unknown): string | null {
  return isText(value) ? value : null;
}

export function textOrNothing(value: unknown): string | undefined {
  return isText(value) ? value : undefined;
}

export function numberOrNothing(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

export function wholeNumber(value: string): number {
  if (/^\d+$/.test(value)) return Number(value);
  throw new InvalidArgumentError('write a whole number.');
}

function repeatable(option: Option): Option {
  return option.argParser((value: string, previous: string[] = []) => [...previous, value]);
}

export const resultsOption = (): Option =>
  repeatable(new Option('--results <glob>', 'test result files (repeatable)'));
export const coverageOption = (): Option =>
  repeatable(new Option('--coverage <glob>', 'coverage files (repeatable)'));
export const baseOption = (): Option => new Option('--base <rev>', 'what the change is compared with');
export const headOption = (): Option => new Option('--head <rev>', 'the change');

/** `fallback` absent = without the option there is no history. */
export function storeOption(fallback?: string): Option {
  const option = new Option('--store <store>', 'the history: a folder, ref:<name> or branch:<name>');
  return fallback === undefined ? option : option.default(fallback);
}
