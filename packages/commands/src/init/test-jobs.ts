import { type DetectedUnit, UserError } from '@qitops/model';
import type { TestJob } from '@qitops/model/workflow/job-steps';
import { detectStack } from '@qitops/repository';
import type { Person } from './init.ts';

/** Confidence under which a person is asked. */
const UNSURE = 0.6;

/**
 * A job for each unit whose tests are to be run.
 * @throws UserError for a repository without tests.
 */
export async function jobsFor(units: readonly DetectedUnit[], person: Person | null): Promise<TestJob[]> {
  const chosen = testedUnits(units);
  if (chosen.length === 0)
    throw new UserError({
      what: 'no command that runs tests was found',
      remedy:
        'give the project one (`qitops detect` shows what is looked for), or add the step of the README to your workflow',
    });
  const jobs: TestJob[] = [];
  for (const unit of chosen) {
    const asked = person ? await askFor(unit, person) : unit;
    const id = unit.path === '.' ? 'test' : `test-${unit.path.replace(/[^A-Za-z0-9-]+/g, '-')}`;
    const taken = jobs.filter((job) => job.id === id || job.id.startsWith(`${id}-`)).length;
    jobs.push({ id: taken > 0 ? `${id}-${taken + 1}` : id, unit: asked });
  }
  return jobs;
}

/** Package managers whose units test one another's work: the outer one's tests are those of the inner ones too. */
const FAMILIES = [
  ['npm', 'pnpm', 'yarn', 'bun', 'deno'],
  ['pip', 'uv', 'poetry', 'pdm', 'pipenv', 'hatch', 'pixi'],
  ['maven', 'gradle'],
];
/** Runners that drive an application which something else has to start. */
const END_TO_END = new Set(['playwright', 'cypress']);
/** Folders of what is about the project, or what its tests work on. */
const ABOUT = /(^|\/)(docs?|documentation|website|site|tests?|spec)(\/|$)/;

/**
 * The outermost units with tests of each family: a front end beside a back end is tested too. Those that only drive the
 * whole application, and those of documents and below tests, are left out where there are others.
 */
export function testedUnits(units: readonly DetectedUnit[]): DetectedUnit[] {
  const tested = units.filter(({ commands }) => commands.test);
  const plain = tested.filter(({ reporters, path }) => !isEndToEnd(reporters) && !ABOUT.test(path));
  const wanted = plain.length > 0 ? plain : tested;
  return wanted.filter(
    (unit, at) =>
      !wanted.some(
        (other, before) =>
          familyOf(other) === familyOf(unit) &&
          (other.path === unit.path ? before < at : isBelow(unit.path, other.path)),
      ),
  );
}

/**
 * The units as a workflow of its own would test them with results of each; null when it could not. What only the CI calls
 * may be a target that takes no options: then the units' own commands count, with what the CI sets up for them.
 */
export async function unitsAlone(
  root: string,
  units: readonly DetectedUnit[],
  workflows: readonly { path: string }[],
): Promise<readonly DetectedUnit[] | null> {
  if (runsAlone(units)) return units;
  const { units: bare } = await detectStack(root, { without: workflows.map(({ path }) => path) });
  const known = bare.map((unit): DetectedUnit => {
    const own = units.find(({ path }) => path === unit.path);
    if (!own) return unit;
    const { runtimes, services, env, containers, variables } = own;
    return {
      ...unit,
      runtimes,
      services,
      env,
      ...(containers && { containers }),
      ...(variables && { variables }),
    };
  });
  return runsAlone(known) ? known : null;
}

function runsAlone(units: readonly DetectedUnit[]): boolean {
  const chosen = testedUnits(units);
  return (
    chosen.length > 0 &&
    chosen.every(({ reporters }) =>
      reporters.some(({ command, writes }) => command !== null || writes.results),
    )
  );
}

function isEndToEnd([first]: DetectedUnit['reporters']): boolean {
  return first !== undefined && END_TO_END.has(first.runner);
}

function familyOf({ packageManager }: DetectedUnit): number | string {
  const name = packageManager?.value.name ?? '';
  const family = FAMILIES.findIndex((names) => names.includes(name));
  return family < 0 ? name : family;
}

function isBelow(path: string, outer: string): boolean {
  return outer === '.' || path.startsWith(`${outer}/`);
}

async function askFor(unit: DetectedUnit, person: Person): Promise<DetectedUnit> {
  const commands = { ...unit.commands };
  for (const kind of ['install', 'test'] as const) {
    const found = commands[kind];
    if (!found || found.confidence >= UNSURE) continue;
    const run = await person.ask(`Which command does ${kind} in ${unit.path}?`, found.value.run);
    commands[kind] = { ...found, value: { ...found.value, run } };
  }
  return { ...unit, commands };
}
