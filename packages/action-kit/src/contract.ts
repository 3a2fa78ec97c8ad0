/** What every input has, whatever its type. */
interface InputCommon {
  /** One or two sentences for `action.yml` and the README. */
  description: string;
  /** Names that this input had in earlier versions; using one is an error that names the new one. */
  renamedFrom?: readonly string[];
  /** Whether the value is masked in the log. */
  secret?: boolean;
}

export interface StringInput extends InputCommon {
  type: 'string';
  default: string | null;
  /** An expression that the runner evaluates, as `github.token`; stands in `action.yml` for the default. */
  defaultExpression?: string;
}

export interface BooleanInput extends InputCommon {
  type: 'boolean';
  default: boolean;
}

export interface IntegerInput extends InputCommon {
  type: 'integer';
  default: number | null;
  min: number;
  max: number;
}

export interface EnumInput extends InputCommon {
  type: 'enum';
  values: readonly string[];
  default: string;
}

/** One value a line; blank lines are dropped. */
export interface LinesInput extends InputCommon {
  type: 'lines';
  default: readonly string[];
}

export type InputDefinition = StringInput | BooleanInput | IntegerInput | EnumInput | LinesInput;

export interface OutputDefinition {
  description: string;
}

/** A permission of `GITHUB_TOKEN`, with why it is wanted. */
export interface PermissionDefinition {
  /** As in a workflow: `pull-requests: write`. */
  permission: string;
  reason: string;
  /** True when the action does its work without it and says what it could not do. */
  optional: boolean;
}

/** Everything that is fixed about an action: `action.yml`, the README tables and the types come from it. */
export interface Contract {
  name: string;
  /** One sentence; GitHub shows it in the marketplace. */
  description: string;
  branding: { icon: string; color: string };
  inputs: Readonly<Record<string, InputDefinition>>;
  outputs: Readonly<Record<string, OutputDefinition>>;
  permissions: readonly PermissionDefinition[];
  /** True when the same bundle also runs as the action's post step. */
  post: boolean;
}

/** The reserved input that tells the cells of a matrix apart; it stands beside the ten of a contract. */
export const CONTEXT_INPUT = {
  name: 'context',
  description: 'Reserved: the matrix context, which tells the jobs of a matrix apart. Leave it as it is.',
  defaultExpression: 'toJSON(matrix)',
} as const;

const MAX_INPUTS = 10;
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * Checks a contract when it is loaded, so that a mistake in it is found by the first test that touches it.
 * @throws Error naming everything that is wrong.
 */
export function defineContract<const C extends Contract>(contract: C): C {
  const problems: string[] = [];
  const names = Object.keys(contract.inputs);
  if (names.length > MAX_INPUTS) problems.push(`${names.length} inputs, at most ${MAX_INPUTS}`);
  for (const name of [...names, ...Object.keys(contract.outputs)]) {
    if (!NAME.test(name)) problems.push(`${name} is not in kebab-case`);
  }
  for (const [name, input] of Object.entries(contract.inputs)) problems.push(...wrongDefault(name, input));
  if (CONTEXT_INPUT.name in contract.inputs) problems.push(`input ${CONTEXT_INPUT.name} is reserved`);
  if (problems.length > 0) throw new Error(`contract of ${contract.name}: ${problems.join('; ')}`);
  return contract;
}

function wrongDefault(name: string, input: InputDefinition): string[] {
  if (input.type === 'enum' && !input.values.includes(input.default)) {
    return [`the default of ${name} is none of its values`];
  }
  if (input.type === 'integer' && input.default !== null) {
    const fits = Number.isInteger(input.default) && input.default >= input.min && input.default <= input.max;
    if (!fits) return [`the default of ${name} is outside ${input.min} to ${input.max}`];
  }
  return [];
}

/** What an input's value is once parsed. */
export type InputValue<D extends InputDefinition> = D extends BooleanInput
  ? boolean
  : D extends IntegerInput
    ? D['default'] extends null
      ? number | null
      : number
    : D extends EnumInput
      ? D['values'][number]
      : D extends LinesInput
        ? string[]
        : D['default'] extends null
          ? string | null
          : string;

export type InputValues<C extends Contract> = {
  readonly [K in keyof C['inputs']]: InputValue<C['inputs'][K]>;
};

export type OutputValues<C extends Contract> = { [K in keyof C['outputs']]?: string | number | boolean };
