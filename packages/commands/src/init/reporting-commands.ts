import type { ReportingLine } from '@qitops/model';
import { quoted } from '@qitops/model/workflow/job-steps';
import { readWorkflow, type WorkflowFile, type WorkflowStep } from '@qitops/repository';

/** Lines that come after another one. */
export interface Insertion {
  /** Line after which they come, 1-based. */
  after: number;
  lines: string[];
}

interface Reporting {
  /** The file with the commands in their places. */
  lines: string[];
  /** The variables of steps. */
  insertions: Insertion[];
  /** What of the wanted is in them. */
  done: ReportingLine[];
}

/**
 * A workflow with the commands and variables that make its tests write results. Something is put in only where the file,
 * read again, says the same as before but for that.
 */
export function reportingIn(workflow: WorkflowFile, wanted: readonly ReportingLine[]): Reporting {
  const result: Reporting = { lines: workflow.text.split(/\r?\n/), insertions: [], done: [] };
  for (const one of wanted) {
    const job = workflow.jobs.find(({ id }) => id === one.job);
    const onWindows = job && mayRunOnWindows(result.lines.slice(job.line - 1, job.endLine));
    if (!job || (onWindows && POSIX.test(one.command))) continue;
    // units that share a line, by a matrix, may want different things of it
    const same = wanted.filter(({ line }) => line === one.line);
    if (!same.every((each) => told(each.command, each.env) === told(one.command, one.env))) continue;
    if (result.done.some(({ line }) => line === one.line) || putIn(result, one)) result.done.push(one);
  }
  return result;
}

function putIn(result: Reporting, one: ReportingLine): boolean {
  const before = stepsOf(result.lines);
  const at = before.findIndex(({ line, endLine }) => line <= one.line && one.line <= endLine);
  const step = before[at];
  if (!step?.run?.includes(one.run)) return false;
  const variables = variablesOf(result.lines, step, one.env ?? {});
  if (variables && result.insertions.some(({ after }) => after === variables.after)) return false;
  const run = step.run.replace(one.run, () => one.command);
  const wanted = before.map((each, index) =>
    index === at ? told(run, { ...step.env, ...one.env }) : told(each.run, each.env),
  );
  const found = candidates(result.lines[one.line - 1]!, one)
    .map((text) => result.lines.with(one.line - 1, text))
    .find((lines) => {
      const after = stepsOf(variables ? lines.toSpliced(variables.after, 0, ...variables.lines) : lines);
      return after.length === wanted.length && after.every(({ run, env }, i) => told(run, env) === wanted[i]);
    });
  if (!found) return false;
  result.lines = found;
  if (variables) result.insertions.push(variables);
  return true;
}

function told(run: string | null, env: object | undefined): string {
  return JSON.stringify([run, Object.entries(env ?? {}).sort()]);
}

/** How a line could be written: the command where it stands, or the whole value in quotes. */
function candidates(text: string, { run, command }: ReportingLine): string[] {
  const [, key, value] = /^(\s*(?:- )?run:\s*)(.*?)\s*$/.exec(text) ?? [];
  const whole = key !== undefined && value?.replace(/^(['"])(.*)\1$/, '$2') === run;
  return [
    ...(text.split(run).length === 2 ? [text.replace(run, () => command)] : []),
    ...(whole ? [`${key}${quoted(command)}`] : []),
  ];
}

/** Variables of a step, below those that it has or at its end; null for none. */
function variablesOf(
  lines: readonly string[],
  { line, endLine }: WorkflowStep,
  env: Readonly<Record<string, string>>,
): Insertion | null {
  const variables = Object.entries(env).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  if (variables.length === 0) return null;
  const indent = ' '.repeat(lines[line - 1]!.search(/[^\s-]/));
  const own = lines.findIndex(
    (text, at) => at >= line - 1 && at < endLine && new RegExp(`^${indent}env:\\s*(#.*)?$`).test(text),
  );
  const inner = own < 0 ? `${indent}  ` : ' '.repeat(lines[own + 1]!.search(/\S/));
  return {
    after: own < 0 ? endLine : own + 1,
    lines: [...(own < 0 ? [`${indent}env:`] : []), ...variables.map((text) => inner + text)],
  };
}

function stepsOf(lines: readonly string[]): WorkflowStep[] {
  return readWorkflow('', lines.join('\n')).jobs.flatMap(({ steps }) => steps);
}

/** What PowerShell does not know: it keeps a pipe from hiding a failure. */
const POSIX = /\bset -o pipefail\b/;

/** Whether a job may run where commands go to PowerShell. */
function mayRunOnWindows(lines: readonly string[]): boolean {
  const text = lines.join('\n');
  return /windows/i.test(text) && !/^\s*shell:\s*bash\b/m.test(text);
}
