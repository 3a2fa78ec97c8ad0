import { UserError, type UserProblem } from '@qitops/model';
import type { Contract, InputDefinition, InputValues } from './contract.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The variable in which the runner hands an input to an action. */
export function inputVariable(name: string): string {
  return `INPUT_${name.replace(/ /g, '_').toUpperCase()}`;
}

/**
 * The typed inputs of an action. An empty value is an absent one and takes the default.
 * @throws UserError with every wrong input, not only the first.
 */
export function parseInputs<C extends Contract>(contract: C, env: Environment): InputValues<C> {
  const problems: UserProblem[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, definition] of Object.entries(contract.inputs)) {
    problems.push(...oldNames(name, definition, env));
    const text = (env[inputVariable(name)] ?? '').trim();
    const parsed = text === '' ? { value: defaultOf(definition) } : parseValue(text, definition);
    if ('wanted' in parsed) problems.push(wrongValue(name, text, parsed.wanted, definition));
    else values[name] = parsed.value;
  }
  if (problems.length > 0) throw new UserError(problems);
  return values as InputValues<C>;
}

/** The values of the secret inputs, for masking; masked even when other inputs are wrong. */
export function secretValues(contract: Contract, env: Environment): string[] {
  return Object.entries(contract.inputs)
    .filter(([, definition]) => definition.secret)
    .map(([name]) => (env[inputVariable(name)] ?? '').trim())
    .filter((value) => value !== '');
}

function defaultOf(definition: InputDefinition): unknown {
  return definition.type === 'lines' ? [...definition.default] : definition.default;
}

type Parsed = { value: unknown } | { wanted: string };

function parseValue(text: string, definition: InputDefinition): Parsed {
  switch (definition.type) {
    case 'string':
      return { value: text };
    case 'lines':
      return {
        value: text
          .split(/\r?\n/)
          .map((line) => line.trim())
          .filter((line) => line !== ''),
      };
    case 'boolean':
      if (/^(true|True|TRUE)$/.test(text)) return { value: true };
      if (/^(false|False|FALSE)$/.test(text)) return { value: false };
      return { wanted: 'true or false' };
    case 'integer':
      return parseInteger(text, definition.min, definition.max);
    case 'enum':
      return definition.values.includes(text) ? { value: text } : { wanted: listed(definition.values) };
  }
}

function parseInteger(text: string, min: number, max: number): Parsed {
  const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? { value } : { wanted: `a whole number from ${min} to ${max}` };
}

function wrongValue(name: string, text: string, wanted: string, definition: InputDefinition): UserProblem {
  const shown = definition.secret
    ? 'the value'
    : JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
  return { where: `input ${name}`, what: `${shown} is not allowed`, remedy: `give ${wanted}` };
}

function oldNames(name: string, definition: InputDefinition, env: Environment): UserProblem[] {
  return (definition.renamedFrom ?? [])
    .filter((old) => (env[inputVariable(old)] ?? '') !== '')
    .map((old) => ({ where: `input ${old}`, what: 'was renamed', remedy: `use ${name} instead` }));
}

function listed(values: readonly string[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}
