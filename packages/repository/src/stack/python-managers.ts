import type { Evidence } from '@qitops/model';
import type { Manifest } from './manifest.ts';

/** A manager that runs tests by commands of its own, in environments that it makes. */
export interface OwnRunner {
  name: 'hatch' | 'pixi';
  evidence: Evidence;
  install: string;
  test: OwnCommand;
  lint: OwnCommand | null;
  typecheck: OwnCommand | null;
}

export interface OwnCommand {
  run: string;
  /** What the command ends up running. */
  line: string;
  evidence: Evidence;
}

/** A script or task of one of the environments. */
interface Task {
  environment: string;
  name: string;
  line: string;
  evidence: Evidence;
}

const TESTS = /^(tests?|unit|pytest|run|run-tests|cov|test-cov)$/;
const TYPES = /^(check|types?|typing|mypy|type-?check|check-types)$/;

/** Hatch, where a project describes environments for it: as a build backend alone it runs nothing. */
export function hatchOf(manifests: readonly Manifest[]): OwnRunner | null {
  const found = firstOf(manifests, /^\[(tool\.hatch\.)?envs\./m, /(^|\/)(pyproject|hatch)\.toml$/);
  if (!found) return null;
  const scripts = tasksOf(manifests, /^\[(?:tool\.hatch\.)?envs\.([\w.-]+?)\.scripts\]\s*$/gm, 'default');
  const run = ({ environment, name }: Task): string =>
    environment === 'default' ? `hatch run ${name}` : `hatch run ${environment}:${name}`;
  const test = bestOf(scripts, TESTS, /\bpytest\b/);
  const own = firstOf(manifests, /^\[(tool\.hatch\.)?envs\.hatch-test[\].]/m, /\.toml$/);
  const types = scripts.find(
    ({ name, line }) => TYPES.test(name) && /\b(mypy|pyright|ty check)\b/.test(line),
  );
  const ruff = firstOf(manifests, /^\[tool\.ruff|^\[(lint|format)\]/m, /\.toml$/);
  return {
    name: 'hatch',
    evidence: found,
    install: 'hatch env create',
    test:
      test && !own
        ? { run: run(test), line: test.line, evidence: test.evidence }
        : { run: 'hatch test', line: 'hatch test', evidence: own ?? found },
    lint: ruff && { run: 'hatch fmt --check', line: 'ruff', evidence: ruff },
    typecheck: types ? { run: run(types), line: types.line, evidence: types.evidence } : null,
  };
}

/** Pixi, where its manifest brings pytest or has a task that runs it. */
export function pixiOf(manifests: readonly Manifest[]): OwnRunner | null {
  const own = manifests.filter(
    ({ path, text }) => /(^|\/)pixi\.toml$/.test(path) || /^\[tool\.pixi[\].]/m.test(text),
  );
  const pytest = firstOf(own, /\bpytest\b/, /./);
  const found = firstOf(own, /^\[(tool\.pixi\.)?(workspace|project|dependencies)\]/m, /./);
  if (!pytest || !found) return null;
  const tasks = tasksOf(own, /^\[(?:tool\.pixi\.)?(?:feature\.([\w-]+)\.)?tasks\]\s*$/gm, 'default');
  const environments = own.flatMap(({ text }) => {
    const section = /^\[(?:tool\.pixi\.)?environments\]\s*\n([\s\S]*?)(?=^\[|$(?![\s\S]))/m.exec(text)?.[1];
    return [...(section ?? '').matchAll(/^\s*"?([\w-]+)"?\s*=\s*([^\n]*(?:\n\s+[^\n]*|\n\])*)/gm)].map(
      (match) => ({ name: match[1]!, text: match[2]! }),
    );
  });
  const run = ({ environment, name }: Pick<Task, 'environment' | 'name'>): string => {
    if (environment === 'default') return `pixi run ${name}`;
    const having = environments
      .filter(({ text }) => text.includes(`"${environment}"`))
      .map((one) => one.name);
    const best =
      having.find((one) => one === 'default') ??
      having.find((one) => one === environment || /^(tests?|dev)$/.test(one)) ??
      having[0] ??
      environment;
    return best === 'default' ? `pixi run ${name}` : `pixi run -e ${best} ${name}`;
  };
  const command = (task: Task | undefined): OwnCommand | null =>
    task ? { run: run(task), line: task.line, evidence: task.evidence } : null;
  return {
    name: 'pixi',
    evidence: found,
    install: 'pixi install',
    test: command(bestOf(tasks, TESTS, /\bpytest\b/)) ?? {
      run: 'pixi run pytest',
      line: 'pytest',
      evidence: pytest,
    },
    lint: command(tasks.find(({ name }) => /^(lint|pre-commit)$/.test(name))),
    typecheck: command(
      tasks.find(({ name, line }) => TYPES.test(name) && /\b(mypy|pyright|ty)\b/.test(line)),
    ),
  };
}

function firstOf(manifests: readonly Manifest[], pattern: RegExp, path: RegExp): Evidence | null {
  for (const manifest of manifests) {
    const found = path.test(manifest.path) ? manifest.find(pattern) : null;
    if (found) return found;
  }
  return null;
}

/** The one whose name comes first among those for tests, and that runs them itself. */
function bestOf(tasks: readonly Task[], names: RegExp, runs: RegExp): Task | undefined {
  const fit = tasks.filter(({ name, line }) => names.test(name) && runs.test(line));
  return fit.find(({ name }) => /^tests?$/.test(name)) ?? fit[0];
}

/** `name = "line"`, or `name = { cmd = "line" }`, below the headings that a pattern finds. */
function tasksOf(manifests: readonly Manifest[], heading: RegExp, otherwise: string): Task[] {
  return manifests.flatMap((manifest) =>
    [...manifest.text.matchAll(heading)].flatMap((match) => {
      const from = match.index + match[0].length;
      const end = manifest.text.slice(from).search(/^\[/m);
      const body = manifest.text.slice(from, end < 0 ? undefined : from + end);
      return [...body.matchAll(/^([\w-]+)\s*=\s*(?:\{[^\n]*?cmd\s*=\s*)?"([^"\n]*)"/gm)].map((task) => ({
        environment: match[1] ?? otherwise,
        name: task[1]!,
        line: task[2]!,
        evidence: manifest.at(from + task.index, 'script'),
      }));
    }),
  );
}
