import { type Evidence, evidence } from '@qitops/model';
import type { StackFiles } from '../stack-files.ts';
import { travisNode } from './travis.ts';
import { mappingOf, type WorkflowFile, type WorkflowJob } from './workflow-file.ts';

/** What a workflow's job sets up: versions in the order that the file names them. */
export interface CiRuntime {
  runtime: string;
  versions: string[];
  /** Null in other CIs. */
  job: WorkflowJob | null;
  evidence: Evidence;
}

/** Set-up actions with the input that names the version. */
const SETUPS: [RegExp, string, string][] = [
  [/^actions\/setup-node@/, 'node', 'node-version'],
  [/^actions\/setup-python@/, 'python', 'python-version'],
  [/^astral-sh\/setup-uv@/, 'python', 'python-version'],
  [/^actions\/setup-go@/, 'go', 'go-version'],
  [/^actions\/setup-java@/, 'java', 'java-version'],
  [/^actions\/setup-dotnet@/, 'dotnet', 'dotnet-version'],
  [/^ruby\/setup-ruby@/, 'ruby', 'ruby-version'],
  [/^shivammathur\/setup-php@/, 'php', 'php-version'],
  [/^oven-sh\/setup-bun@/, 'bun', 'bun-version'],
  [/^denoland\/setup-deno@/, 'deno', 'deno-version'],
  [/^pnpm\/setup@/, 'node', 'runtime'],
  [/^(dtolnay\/rust-toolchain|actions-rs\/toolchain)@/, 'rust', 'toolchain'],
];

/** Versions that set-up actions are told, those of a matrix written out. */
export async function ciRuntimes(
  workflows: readonly WorkflowFile[],
  files: StackFiles,
): Promise<CiRuntime[]> {
  const texts = new Map<string, string>();
  for (const path of versionFiles(workflows)) {
    const manifest = await files.read(path);
    const [first = ''] = manifest?.text.trim().split('\n') ?? [];
    // manifests that hold a version among other things are read as manifests
    if (/^v?[\d.]+$/.test(first)) texts.set(path, first);
  }
  const travis = await travisNode(files);
  const elsewhere: CiRuntime[] = travis
    ? [
        {
          runtime: 'node',
          versions: travis.versions,
          job: null,
          evidence: travis.manifest.quote('node_js'),
        },
      ]
    : [];
  const own = workflows.flatMap(({ jobs }) =>
    jobs.flatMap((job) =>
      job.steps.flatMap((step) => {
        const setup = SETUPS.find(([uses]) => uses.test(step.uses ?? ''));
        if (!setup) return [];
        const ref = /^dtolnay\/rust-toolchain@(stable|beta|nightly|\d[\d.]*)$/.exec(step.uses ?? '')?.[1];
        const given = step.with[setup[2]] ?? texts.get(String(step.with[`${setup[2]}-file`])) ?? ref;
        const versions = versionsOf(plain(given), job.matrix);
        if (versions.length === 0) return [];
        const found = evidence('workflow', `${setup[2]}: ${versions.join(', ')}`, {
          path: step.path,
          line: step.line,
        });
        return [{ runtime: setup[1], versions, job, evidence: found }];
      }),
    ),
  );
  return own.length > 0 ? own : elsewhere;
}

/** Files that set-up actions take the version from. */
function versionFiles(workflows: readonly WorkflowFile[]): Set<string> {
  const steps = workflows.flatMap(({ jobs }) => jobs.flatMap((job) => job.steps));
  const inputs = steps.flatMap((step) => Object.entries(step.with));
  return new Set(inputs.filter(([name]) => name.endsWith('-version-file')).map(([, path]) => String(path)));
}

/** A version without the name that pnpm puts before it; what it calls otherwise is no Node. */
function plain(value: unknown): unknown {
  const [, name, version] = /^(node|deno|bun)@(.*)$/.exec(String(value)) ?? [];
  return name === undefined ? value : name === 'node' ? version : undefined;
}

/** A plain value, or all those that an axis of the matrix and its `include` give; none for other expressions. */
function versionsOf(value: unknown, matrix: unknown): string[] {
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'string') return [];
  const axis = /^\$\{\{\s*matrix\.([\w-]+)(?:\.([\w-]+))?\s*\}\}$/.exec(value.trim());
  if (!axis) {
    const lines = value.split(/[\n,]/).map((line) => line.trim());
    return value.includes('${{') ? [] : lines.filter((line) => line !== '');
  }
  const [, name, field] = axis;
  const own = mappingOf(matrix);
  const values = [own[name!], own.include]
    .flat()
    .map((one) => {
      const within = typeof one === 'object' && one !== null ? mappingOf(one) : null;
      if (!within) return one;
      return field && within[field] !== undefined
        ? within[field]
        : (mappingOf(within[name!])[field ?? ''] ?? within[name!]);
    })
    .filter((one) => typeof one === 'string' || typeof one === 'number')
    .map(String);
  return [...new Set(values)].filter((one) => !one.includes('${{'));
}
