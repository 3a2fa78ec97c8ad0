import { matrixCells } from '@qitops/commands';
import { parse, stringify } from 'yaml';

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}

interface Job {
  needs?: string | string[];
  strategy?: { matrix?: Record<string, unknown> };
  steps?: Step[];
}

/** Actions that the local runner knows, or for which something stands in. */
const KNOWN =
  /^([.$]\/|qitops\/|actions\/(checkout|setup-\w+|cache|upload-artifact|download-artifact)@|pnpm\/(action-)?setup@|astral-sh\/setup-uv@|ruby\/setup-ruby@|shivammathur\/setup-php@|oven-sh\/setup-bun@|denoland\/setup-deno@)/;
const OURS = /^qitops\//;
/** Steps that judge how code is written, before which a strange function would end the job. */
const STYLE = /^[^\n]*\b(lint|eslint|prettier|format|fmt|biome|oxlint)\b[^\n]*$/;

/** A repository's own workflow, as much of it as one machine can run. */
export interface Reduced {
  workflow: string;
  /** Jobs that hand over results. */
  tests: string[];
  /** Actions that were left out. */
  left: string[];
}

/**
 * The jobs of a workflow that run tests or judge them, with one cell of each matrix, on Linux and with the newest
 * versions; the gate waits for as many. Actions that nothing stands in for are left out and named, and linters.
 */
export function reduced(text: string): Reduced {
  const workflow = parse(text) as { jobs: Record<string, Job> };
  const ours = (job: Job): Step[] => (job.steps ?? []).filter(({ uses }) => OURS.test(uses ?? ''));
  const wanted = new Set(Object.keys(workflow.jobs).filter((id) => ours(workflow.jobs[id]!).length > 0));
  for (const id of wanted) for (const needed of [workflow.jobs[id]?.needs ?? []].flat()) wanted.add(needed);
  const left = new Set<string>();
  const jobs: Record<string, Job> = {};
  for (const id of wanted) {
    const job = workflow.jobs[id];
    if (!job) continue;
    const cell = job.strategy?.matrix ? cellOf(id, job.strategy.matrix) : null;
    const own = cell ? (parse(withCell(stringify(job), cell)) as Job) : job;
    if (cell) own.strategy = { ...own.strategy, matrix: { include: [cell] } };
    for (const { uses } of own.steps ?? []) if (uses && !KNOWN.test(uses)) left.add(uses);
    jobs[id] = {
      ...own,
      steps: (own.steps ?? []).filter(({ uses, run = '' }) => (uses ? KNOWN.test(uses) : !STYLE.test(run))),
    };
  }
  const gates = Object.values(jobs).flatMap((job) => ours(job).filter((step) => step.with?.needs));
  const tests = Object.keys(jobs).filter((id) =>
    ours(jobs[id]!).some(({ uses, with: inputs }) => uses!.startsWith('qitops/analyze-pr') && !inputs?.needs),
  );
  for (const step of gates) if (step.with?.shards) step.with.shards = tests.length;
  return { workflow: stringify({ ...workflow, jobs }), tests, left: [...left] };
}

/** Its cell on Linux with the newest versions. */
function cellOf(id: string, matrix: Record<string, unknown>): Record<string, unknown> {
  const cells = matrixCells(matrix);
  if (!cells) throw new Error(`the matrix of ${id} is made while it runs`);
  const linux = cells.filter((cell) => !/windows|macos/i.test(JSON.stringify(cell)));
  const [best] = (linux.length > 0 ? linux : cells).toSorted((a, b) => newer(b, a));
  return best!;
}

function newer(a: Record<string, unknown>, b: Record<string, unknown>): number {
  return JSON.stringify(a).localeCompare(JSON.stringify(b), 'en', { numeric: true });
}

/** The text with the values of a cell in the places of its expressions. */
function withCell(text: string, cell: Record<string, unknown>): string {
  return text.replace(/\$\{\{\s*matrix\.([\w-]+)\s*\}\}/g, (whole, name: string) =>
    ['string', 'number', 'boolean'].includes(typeof cell[name]) ? String(cell[name]) : whole,
  );
}
