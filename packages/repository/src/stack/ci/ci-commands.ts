import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { StackFiles } from '../stack-files.ts';
import { placed } from './moved-lines.ts';
import type { Mapping, WorkflowFile, WorkflowJob } from './workflow-file.ts';

/** A line that some CI runs, with the place where it stands. */
export interface CiLine {
  run: string;
  cwd: string;
  path: string;
  line: number;
  /** What its step sets, `NAME=value` each, where that may hold options; absent = nothing. */
  variables?: string;
  /** The line of the CI that led to this one of a script or a Makefile; absent for those of the CI itself. */
  caller?: { path: string; line: number };
  /** The GitHub job that runs it; null in other CIs. */
  job: WorkflowJob | null;
}

/** Whether a line runs in a folder. */
export function runsIn({ cwd }: CiLine, folder: string): boolean {
  if (!cwd.includes('*')) return cwd === folder;
  const parts = cwd.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]+')}$`).test(folder);
}

/** Lines that the workflows run. Continued lines (`\`) are one. */
export function workflowLines(workflows: readonly WorkflowFile[]): CiLine[] {
  return workflows.flatMap(({ jobs }) =>
    jobs.flatMap((job) =>
      job.steps.flatMap((step) =>
        placed(linesOf(step.run ?? '', step.runLine), step.workingDirectory).map((one) => ({
          ...one,
          path: step.path,
          job,
          ...variablesOf({ ...job.env, ...step.env }),
        })),
      ),
    ),
  );
}

function variablesOf(env: Mapping): { variables?: string } {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${String(value)}`);
  return variables.length > 0 ? { variables: variables.join(' ') } : {};
}

const OTHERS =
  /^(\.gitlab-ci\.ya?ml|\.travis\.ya?ml|\.circleci\/config\.ya?ml|azure-pipelines\.ya?ml|bitbucket-pipelines\.ya?ml)$/;
/** Keys under which those CIs keep what they run. */
const RUNS = new Set(['script', 'before_script', 'install', 'before_install', 'run', 'command', 'bash']);

/** Lines that GitLab, Travis, CircleCI and their like run: any text under a key that holds commands. */
export async function otherCiLines(files: StackFiles): Promise<CiLine[]> {
  const found = files.paths.filter((path) => OTHERS.test(path)).map((path) => files.read(path));
  const lines: CiLine[] = [];
  for (const manifest of await Promise.all(found)) {
    if (!manifest) continue;
    const counter = new LineCounter();
    const document = parseDocument(manifest.text, { lineCounter: counter, prettyErrors: false });
    const textsOf = (node: unknown): { run: string; line: number }[] => {
      if (isSeq(node)) return node.items.flatMap(textsOf);
      if (!isScalar(node) || typeof node.value !== 'string' || !node.range) return [];
      const first = counter.linePos(node.range[0]).line;
      const block = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
      return linesOf(node.value, first + (block ? 1 : 0));
    };
    const visit = (node: unknown): void => {
      if (isSeq(node)) for (const item of node.items) visit(item);
      if (!isMap(node)) return;
      for (const { key, value } of node.items) {
        if (RUNS.has(String(key)))
          for (const one of placed(textsOf(value), '.'))
            lines.push({ ...one, path: manifest.path, job: null });
        visit(value);
      }
    };
    visit(document.contents);
  }
  return lines;
}

/** Text that is handed to a program: to another machine, or into a file. */
const HANDED_OVER = /<<-?\s*(["']?)([A-Za-z_]\w*)\1/;

/** The commands of a script with the lines that they begin on. */
export function linesOf(text: string, first: number): { run: string; line: number }[] {
  const found: { run: string; line: number }[] = [];
  let open: { run: string; line: number } | null = null;
  let until: string | null = null;
  for (const [index, raw] of text.split('\n').entries()) {
    if (until !== null) {
      if (raw.trim() === until) until = null;
      continue;
    }
    until = HANDED_OVER.exec(raw)?.[2] ?? null;
    const current: { run: string; line: number } = open ?? { run: '', line: first + index };
    // what ends in an operator goes on as well
    const continued = /\\\s*$|(&&|\|\|?)\s*$/.test(raw) && !/^\s*#/.test(raw);
    current.run = `${current.run} ${raw.replace(/\\\s*$/, '').trim()}`.trim();
    open = continued ? current : null;
    if (!continued && current.run !== '' && !current.run.startsWith('#')) found.push(current);
  }
  return found;
}
