import { type DetectedUnit, type Evidence, evidence, type ServiceContainer } from '@qitops/model';
import { isMap, parseDocument } from 'yaml';
import type { CiLine } from './ci/ci-commands.ts';
import { travisNeeds } from './ci/travis.ts';
import type { WorkflowFile, WorkflowJob, WorkflowStep } from './ci/workflow-file.ts';
import { containersOf, customaryContainer, variablesOf } from './containers.ts';
import { railsService } from './framework-tests.ts';
import { knownService } from './known-services.ts';
import { presence } from './manifest.ts';
import type { StackFiles } from './stack-files.ts';

/** Variables that tune the CI and say nothing of what the tests need. */
export const TUNING =
  /^(CI|PATH|\w*TELEMETRY\w*|(ACTIONS|RUNNER|CODECOV|COVERALLS|CODACY|SONAR)_\w+|FORCE_COLOR|NO_COLOR|CLICOLOR(_FORCE)?|TERM|NODE_OPTIONS|NODE_ENV|npm_config_.*|NPM_CONFIG_.*|CARGO(_.*)?|RUSTFLAGS|RUST_BACKTRACE|MIRIFLAGS|GO[A-Z0-9]+|PYTHONUNBUFFERED|PIP_.*|UV_.*|POETRY_.*|GRADLE_OPTS|MAVEN_\w+|JAVA_\w+|DOTNET_(NOLOGO|CLI_.*|SKIP_.*)|NX_.*|TURBO_.*|COMPOSER_.*|BUNDLE_.*|GITHUB_TOKEN|GH_TOKEN|PY_COLORS|TOX\w*|NOX\w*|TZ|LANG|LC_ALL)$/;

const COMPOSE = /(^|\/)(docker-)?compose(\.[\w-]+)?\.ya?ml$/;

/** What the unit's tests need besides the code: services, and variables that the CI sets for them. */
export async function needsOf(
  path: string,
  tests: readonly CiLine[],
  { workflows, files }: { workflows: readonly WorkflowFile[]; files: StackFiles },
): Promise<Pick<DetectedUnit, 'services' | 'env' | 'containers' | 'variables'>> {
  const jobs = [...new Set(tests.map(({ job }) => job).filter((job) => job !== null))];
  const services: { name: string; evidence: Evidence; sure: number }[] = [];
  const variables = new Map<string, Evidence>();
  const containers: ServiceContainer[] = [];
  const given: [string, unknown][] = [];
  let from: string | null = null;
  for (const job of jobs) {
    const workflow = workflows.find((one) => one.jobs.includes(job))!;
    containers.push(...containersOf(workflow.path, job.services));
    for (const service of job.services)
      services.push({
        name: nameOf(service.image ?? service.name) ?? service.name,
        evidence: evidence('workflow', `${service.name}: ${service.image ?? ''}`, {
          path: workflow.path,
          line: service.line,
        }),
        sure: 0.95,
      });
    for (const step of job.steps) {
      // an action that starts one is called after it
      const name = /^[^/]+\/[^@]*action[^@]*@/.test(step.uses ?? '') ? nameOf(step.uses!) : null;
      if (name)
        services.push({
          name,
          evidence: evidence('workflow', `uses: ${step.uses}`, { path: step.path, line: step.line }),
          sure: 0.85,
        });
    }
    for (const [name, value] of environmentOf(workflow, job, tests)) {
      given.push([name, value]);
      from ??= workflow.path;
      const found = evidence('workflow', name, { path: workflow.path, line: lineOf(workflow, job, name) });
      // what is no name of a variable reaches no program
      if (!TUNING.test(name) && /^[A-Za-z_]\w*$/.test(name)) variables.set(name, found);
      const service = /:\/\//.test(value) ? nameOf(value) : null;
      if (service) services.push({ name: service, evidence: found, sure: 0.8 });
    }
  }
  // Travis looks at the root, and has its services where GitHub's have them
  const travis = path === '.' && jobs.length === 0 ? await travisNeeds(files) : null;
  if (travis) {
    containers.push(...travis.containers);
    for (const { name } of travis.containers)
      services.push({ name, evidence: travis.manifest.quote(name.slice(0, 5)), sure: 0.9 });
    for (const [name, value] of travis.env) {
      given.push([name, value]);
      from ??= travis.manifest.path;
      if (!TUNING.test(name)) variables.set(name, travis.manifest.quote(name));
    }
  }
  // what it is set to is started where nothing says how
  const rails = jobs.length === 0 && containers.length === 0 ? await railsService(path, files) : null;
  const customary = rails && customaryContainer(rails.manifest.path, rails.name);
  if (rails && customary) {
    containers.push(customary);
    services.push({ name: rails.name, evidence: rails.manifest.quote('adapter'), sure: 0.8 });
  }
  const compose = files.matching(COMPOSE).filter((file) => isNear(file, path));
  for (const file of compose) services.push(...(await composeServices(file, files)));
  const names = [...new Set(services.map(({ name }) => name))].sort();
  const own =
    from === null
      ? null
      : variablesOf(
          from,
          given.filter(([name]) => variables.has(name)),
        );
  const forRails = rails && {
    values: { RAILS_ENV: 'test', DATABASE_URL: rails.url },
    secrets: [],
    from: rails.manifest.path,
  };
  const once = containers.filter(({ name }, at) => containers.findIndex((each) => each.name === name) === at);
  return {
    ...(once.length > 0 ? { containers: once } : {}),
    ...((own ?? forRails) ? { variables: (own ?? forRails)! } : {}),
    services:
      names.length > 0
        ? {
            value: names,
            confidence: Math.min(
              ...names.map((name) =>
                Math.max(...services.filter((one) => one.name === name).map(({ sure }) => sure)),
              ),
            ),
            evidence: services.map((one) => one.evidence),
          }
        : null,
    env:
      variables.size > 0
        ? { value: [...variables.keys()].sort(), confidence: 0.8, evidence: [...variables.values()] }
        : null,
  };
}

/** Compose files of the unit itself or of the repository. */
function isNear(file: string, unit: string): boolean {
  const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '.';
  return folder === unit || folder === '.' || folder === '.docker' || folder === 'docker';
}

/** Variables of the workflow, of the job and of the steps that run the tests. */
function environmentOf(
  workflow: WorkflowFile,
  job: WorkflowJob,
  tests: readonly CiLine[],
): [string, string][] {
  const runs = job.steps.filter((step) =>
    tests.some(({ job: own, caller, ...line }) => {
      const at = caller ?? line;
      return own === job && at.path === step.path && at.line >= step.line && at.line <= step.endLine;
    }),
  );
  return Object.entries(
    Object.assign(
      {},
      ...[workflow.env, job.env].map((env) => forTests(env, workflow)),
      ...runs.map(forPrograms),
    ) as object,
  ).map(([name, value]) => [name, String(value)]);
}

/** Variables of a step without those that only a run knows and that its own script reads: they are its arguments. */
function forPrograms({ env, run }: WorkflowStep): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name, value]) => !String(value).includes('${{') || !new RegExp(`\\$\\{?${name}\\b`).test(run ?? ''),
    ),
  );
}

/** Variables without those that the workflow keeps for itself: versions and actions that it names by them. */
function forTests(env: Readonly<Record<string, unknown>>, { text }: WorkflowFile): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !new RegExp(`\\benv\\.${name}\\b|^\\s+${name}:\\s*&`, 'm').test(text),
    ),
  );
}

function lineOf(workflow: WorkflowFile, job: WorkflowJob, name: string): number {
  const lines = workflow.text.split('\n');
  const own = lines.findIndex(
    (line, at) => at + 1 >= job.line && at < job.endLine && line.trim().startsWith(`${name}:`),
  );
  return (own >= 0 ? own : lines.findIndex((line) => line.trim().startsWith(`${name}:`))) + 1 || 1;
}

async function composeServices(
  file: string,
  files: StackFiles,
): Promise<{ name: string; evidence: Evidence; sure: number }[]> {
  const manifest = await files.read(file);
  if (!manifest) return [];
  const document = parseDocument(manifest.text, { prettyErrors: false });
  const services = document.errors.length > 0 ? null : document.get('services', true);
  if (!isMap(services)) return [];
  return services.items.flatMap(({ value }) => {
    const image = isMap(value) ? value.get('image') : null;
    const name = typeof image === 'string' ? nameOf(image) : null;
    return name ? [{ name, evidence: manifest.quote(String(image)) ?? presence(file), sure: 0.6 }] : [];
  });
}

function nameOf(text: string): string | null {
  return knownService(text)?.name ?? null;
}
