import type { ReportingLine } from '@qitops/model';
import type { CiLine } from './ci/ci-commands.ts';
import { mappingOf, type WorkflowJob } from './ci/workflow-file.ts';
import { isWorkflow } from './ci/workflows.ts';
import { NO_RUN, testCommand } from './finish-unit.ts';
import { numbered, reporterOf, type TestCommand } from './reporter-evidence.ts';
import { REPORTERS, type ReporterAdvice } from './reporters.ts';
import type { UnitDraft } from './unit-draft.ts';

/** A line of a workflow that runs tests and writes no results, with the file that it stands in. */
export type PlacedLine = ReportingLine & { path: string };

/** What is changed of a line: its command, or variables of its step. */
type Change = Pick<ReportingLine, 'command' | 'env'>;

/**
 * What the lines of workflows that run a unit's tests would have to be for results: each file that they write once in a
 * job, so that a second run does not write over the first. Lines that write results already, and those whose runner
 * cannot be given options where it stands, are left out.
 * @param tests lines that run them, with those of the scripts and targets that they call.
 */
export function reportingLines(draft: UnitDraft, tests: readonly CiLine[]): PlacedLine[] {
  const found: PlacedLine[] = [];
  const written = new Map<string, number>();
  for (const { run, path, line, job, caller, variables } of tests) {
    if (!job || caller || !isWorkflow(path)) continue;
    if (found.some((one) => one.path === path && one.line === line)) continue;
    const called = tests.filter((one) => one.caller?.path === path && one.caller.line === line);
    for (const key of draft.runners) {
      const advice = REPORTERS[key]!;
      if (advice.tells.results?.test(variables ?? '')) break;
      const change = withResults(draft, key, run) ?? withVariable(draft, key, called);
      if (!change || (change.env?.NODE_OPTIONS && runsOldNode(job))) continue;
      const place = `${path}\0${job.id}\0${key}`;
      const times = (written.get(place) ?? 0) + 1;
      written.set(place, times);
      const { runner } = advice;
      const command = measures(advice, job) ? change.command : withoutCoverage(change.command, advice);
      const own = times === 1 ? { ...change, command } : apart({ ...change, command }, advice, times);
      found.push({
        path,
        line,
        job: job.id,
        unit: draft.path,
        runner,
        run,
        ...own,
        command: own.command || run,
      });
      break;
    }
  }
  return found;
}

/** Expressions and variables, which may hold anything and stay where they are. */
const EXPRESSION = /\$\{\{.*?\}\}|"?\$\{?\w+\}?"?/g;
/** Stands for one while a command is read: a word that no command has. */
const STAND_IN = 'qitopsExpression';

/** The line with the runner's options in the one part of it that runs the tests; null when none can be given. */
function withResults(draft: UnitDraft, key: string, run: string): Change | null {
  const [, code = '', comment = ''] = /^([^'"]*?)(\s+#.*)$/.exec(run) ?? [run, run];
  const parts = code.replace(EXPRESSION, STAND_IN).split(/(\s*(?:&&|;)\s*)/);
  const changed = parts.map((part, at) => (at % 2 === 0 ? partWithResults(draft, key, part) : null));
  const [only, ...more] = changed.filter((part) => part !== null);
  if (!only || more.length > 0) return null;
  const expressions = code.match(EXPRESSION) ?? [];
  const command = parts
    .map((part, at) => changed[at]?.command ?? part)
    .join('')
    .replaceAll(STAND_IN, () => expressions.shift() ?? '');
  return { ...only, command: command + comment };
}

/** Words that only begin a command which runs something. */
const LAUNCHERS =
  /^(npx|npm|pnpm|yarn|bun|bunx|node|deno|corepack|uv|uvx|poetry|pdm|pipenv|hatch|rye|pixi|tox|nox|python[\d.]*|py|coverage|c8|nyc|bundle|composer|php[\w.]*|rake|xvfb-run|cross-env|dotenv|timeout|time|env|turbo|nx|lerna)$/;

function partWithResults(draft: UnitDraft, key: string, part: string): Change | null {
  const advice = REPORTERS[key]!;
  const [, variables = '', own = ''] = /^((?:\w+=\S*\s+)*)(.*)$/.exec(part.trim())!;
  const word = own.split(/\s/)[0]!.replace(/^.*\//, '');
  const runs =
    LAUNCHERS.test(word) || advice.invoked.test(word) || advice.invoked.test(own.split(/\s/, 2).join(' '));
  if (!runs || NO_RUN.test(own) || /\s--help\b/.test(own)) return null;
  const byTox = key === 'pytest' ? throughTox(draft, own) : null;
  if (byTox) return { command: `${variables}${byTox}` };
  const test = calledBy(draft, key, own);
  if (!test || !advice.invoked.test(test.line)) return null;
  const { command, writes } = reporterOf(key, {
    commands: [{ run: test.line, path: '', line: 0 }],
    configs: draft.configs,
    test,
  });
  if (writes.results || command === null) return null;
  // a step has its variables in every shell
  const [, name, value, same] = /^([A-Z]\w*)="([^"]*)" (.*)$/.exec(command) ?? [];
  return name && value !== undefined && same === test.run
    ? { command: part, env: { [name]: value } }
    : { command: `${variables}${command}` };
}

const SCRIPT =
  /^(?:npm|pnpm|yarn|bun|composer)(?: -[\w-]+)*(?: run| run-script)?(?: -[\w-]+)* (?<name>[\w:.-]+)(?<rest>(?:\s.*)?)$/;

/** How a part of a line comes to the runner: by itself, or by a script that hands options on to it. */
function calledBy(draft: UnitDraft, key: string, part: string): TestCommand | null {
  const { name = '', rest = '' } = SCRIPT.exec(part.replace(/^(npm|pnpm|yarn) t$/, '$1 test'))?.groups ?? {};
  const text = draft.texts[name];
  if (text === undefined) return { run: part, line: part, join: ' ' };
  const { handedOn } = draft;
  if (handedOn && draft.scripts.test?.includes(name))
    return part === handedOn.run || part.startsWith(`${handedOn.run} `)
      ? { run: part, line: handedOn.line + rest, join: /\s--\s/.test(rest) ? ' ' : handedOn.join }
      : null;
  const line = `${text}${rest.replace(/^\s+--(?=\s)/, '')}`;
  // what another script does in between may keep options for itself
  if (!draft.scriptLines.some(({ run }) => run === text)) {
    if (!draft.scripts.test?.includes(name)) return null;
    const known = testCommand(draft, key, part);
    // what the script does besides is left out nowhere
    return known.run === part && known.line !== '' ? { ...known, line: known.line + rest } : null;
  }
  const join = /^(npm|composer)\b/.test(part) && !/\s--\s/.test(part) ? ' -- ' : ' ';
  return { run: part, line, join };
}

/** tox hands what stands behind two dashes on where its commands have a place for it. */
function throughTox(draft: UnitDraft, part: string): string | null {
  if (!/(^|\s)tox\b(?!-)/.test(part) || !/\s(-e|--env)\b/.test(part) || /\s--(\s|$)|[|>`$]/.test(part))
    return null;
  const handsOn = draft.configs.some(
    ({ path, text }) =>
      /(^|\/)(tox\.ini|tox\.toml|pyproject\.toml|setup\.cfg)$/.test(path) &&
      /pytest[\s\S]*posargs/.test(text),
  );
  return handsOn ? `${part} -- ${REPORTERS.pytest!.options}` : null;
}

/** Variables that reach the runner through a target or script which runs it once. */
function withVariable(draft: UnitDraft, key: string, called: readonly CiLine[]): Change | null {
  const { invoked, variable, options, tells } = REPORTERS[key]!;
  const runs = called.filter(({ run }) => invoked.test(run));
  if (!variable || !options || runs.length !== 1) return null;
  if (
    tells.results &&
    (tells.results.test(runs[0]!.run) || draft.configs.some(({ text }) => tells.results!.test(text)))
  )
    return null;
  return { command: '', env: { [variable]: options } };
}

/** The first Node of which all releases of today take the options of its test runner from a variable. */
const TAKES_OPTIONS = 18;

/** Whether a job, or a cell of its matrix, runs a Node that would end at once for options it does not know. */
function runsOldNode({ steps, matrix }: WorkflowJob): boolean {
  const axes = Object.entries(mappingOf(matrix)).filter(([name]) => /node|^include$/i.test(name));
  const named = [...steps.map((step) => step.with['node-version']), ...axes.map(([, values]) => values)];
  const majors = JSON.stringify(named).matchAll(/(?<![\w.])v?(\d{1,2})(?:\.[\dx.]*)?(?![\w-])/g);
  return [...majors].some(([, major]) => Number(major) < TAKES_OPTIONS);
}

/** PHPUnit fails where it is to measure and nothing that measures is set up. */
function measures({ runner }: ReporterAdvice, { steps }: WorkflowJob): boolean {
  return (
    runner !== 'phpunit' || steps.some(({ with: { coverage } }) => /xdebug|pcov/i.test(String(coverage)))
  );
}

function withoutCoverage(command: string, { coverageOptions }: ReporterAdvice): string {
  return [coverageOptions?.options, coverageOptions?.where?.options, coverageOptions?.measured]
    .flatMap((options) => options || [])
    .reduce((text, options) => text.replace(` ${options}`, ''), command);
}

/** A change that writes its results, and its coverage where that can be, under names of their own. */
function apart({ command, env }: Change, advice: ReporterAdvice, count: number): Change {
  const kept = advice.coverageFolder ? command : withoutCoverage(command, advice);
  const named = Object.entries(env ?? {}).map(([name, text]) => [name, numbered(advice, text, count)]);
  return { command: numbered(advice, kept, count), ...(env ? { env: Object.fromEntries(named) } : {}) };
}
