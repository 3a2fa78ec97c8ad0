import { parse } from 'yaml';

/** What a workflow's job sets up for its tests. */
export interface JobSurroundings {
  /** `node 22`: what the set-up actions were told. */
  runtimes: string[];
  /** Names of the variables that the workflow, the job and its steps set; sorted. */
  env: string[];
}

/** Set-up actions with the input that names the version. */
const SETUPS: [RegExp, string, string][] = [
  [/^actions\/setup-node@/, 'node', 'node-version'],
  [/^actions\/setup-python@/, 'python', 'python-version'],
  [/^actions\/setup-go@/, 'go', 'go-version'],
  [/^actions\/setup-java@/, 'java', 'java-version'],
  [/^actions\/setup-dotnet@/, 'dotnet', 'dotnet-version'],
  [/^ruby\/setup-ruby@/, 'ruby', 'ruby-version'],
  [/^shivammathur\/setup-php@/, 'php', 'php-version'],
];

type Mapping = Record<string, unknown>;

/**
 * Reads a job of a workflow. `matrix` holds the values of its cell; an expression that is more than one of them
 * is left out. A text that is no workflow has no surroundings.
 */
export function jobSurroundings(
  workflow: string,
  job: string,
  matrix: Readonly<Record<string, unknown>>,
): JobSurroundings {
  const root = mapping(parsed(workflow));
  const found = mapping(mapping(root.jobs)[job]);
  const steps = (Array.isArray(found.steps) ? found.steps : []).map(mapping);
  const env = new Set([root, found, ...steps].flatMap((each) => Object.keys(mapping(each.env))));
  const runtimes = steps.flatMap((step) => {
    const setup = SETUPS.find(([uses]) => uses.test(String(step.uses ?? '')));
    const version = setup && plainValue(mapping(step.with)[setup[2]], matrix);
    return setup && version ? [`${setup[1]} ${version}`] : [];
  });
  return { runtimes: [...new Set(runtimes)], env: [...env].filter((name) => /^\w+$/.test(name)).sort() };
}

function parsed(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 20 });
  } catch {
    return null; // GitHub itself says what is wrong with a workflow
  }
}

function mapping(value: unknown): Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Mapping) : {};
}

/** A plain value, or that of `${{ matrix.name }}`; null for any other expression. */
function plainValue(value: unknown, matrix: Readonly<Record<string, unknown>>): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const name = /^\$\{\{\s*matrix\.([\w-]+)\s*\}\}$/.exec(String(value))?.[1];
  const plain = name ? matrix[name] : value;
  if (typeof plain !== 'string' && typeof plain !== 'number') return null;
  return String(plain).includes('${{') ? null : String(plain);
}
