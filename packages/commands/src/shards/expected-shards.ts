import { matrixCell } from '@qitops/model';
import { parse } from 'yaml';
import type { ExpectedShard } from './choose-shards.ts';

type Matrix = Record<string, unknown>;
interface Job {
  strategy?: { matrix?: unknown };
  steps?: { uses?: unknown; with?: Record<string, unknown> }[];
}

/**
 * The shards that a workflow file promises: the cells of the jobs that run analyze-pr without joining others.
 * @param text the workflow's YAML.
 * @returns null when it cannot be told from the file: a matrix that is made while the workflow runs, a job of
 * another file.
 */
export function expectedShards(text: string): ExpectedShard[] | null {
  const expected: ExpectedShard[] = [];
  for (const [job, definition] of Object.entries(jobsOf(text) ?? {})) {
    const step = analyzeStep(definition);
    if (!step || joins(step)) continue;
    const matrix = definition.strategy?.matrix;
    if (matrix === undefined) {
      if (step.with?.shards !== undefined) expected.push({ job, cell: matrixCell(null), matrix: null });
      continue;
    }
    const cells = matrixCells(matrix);
    if (cells === null) return null;
    for (const cell of cells) expected.push({ job, cell: matrixCell(cell), matrix: cell as never });
  }
  return expected.length > 0 ? expected : null;
}

/** Whether a job of the workflow joins shards; null when it cannot be told from the file. */
export function hasJoiningJob(text: string): boolean | null {
  const jobs = jobsOf(text);
  if (!jobs) return null;
  // a job of another file, or a step of a composite action, may do it
  const steps = Object.values(jobs).map((job) => job.steps);
  if (steps.some((list) => !Array.isArray(list))) return null;
  if (steps.flat().some((step) => String(step?.uses ?? '').startsWith('./'))) return null;
  return Object.values(jobs).some((job) => joins(analyzeStep(job)));
}

function jobsOf(text: string): Record<string, Job> | null {
  try {
    const workflow = parse(text, { maxAliasCount: 20 }) as { jobs?: Record<string, Job> } | null;
    return workflow?.jobs ?? null;
  } catch {
    return null; // GitHub ran it, so it is another file than this; nothing is known then
  }
}

function analyzeStep(job: Job): NonNullable<Job['steps']>[number] | undefined {
  return Array.isArray(job?.steps)
    ? job.steps.find((step) => /(^|\/)analyze-pr(@|$)/.test(String(step?.uses ?? '')))
    : undefined;
}

function joins(step: { with?: Record<string, unknown> } | undefined): boolean {
  const shards = step?.with?.shards;
  return shards !== undefined && shards !== 'part';
}

/**
 * The cells of a matrix by GitHub's rules: the product of the lists, without those that an `exclude` fits, then each
 * `include` put into the cells whose own values it does not change, or added as a cell.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrix
 */
export function matrixCells(matrix: unknown): Matrix[] | null {
  if (matrix === null || typeof matrix !== 'object' || JSON.stringify(matrix).includes('${{')) return null;
  const { include = [], exclude = [], ...axes } = matrix as Record<string, unknown>;
  if (![include, exclude, ...Object.values(axes)].every(Array.isArray)) return null;
  let product: Matrix[] = Object.keys(axes).length > 0 ? [{}] : [];
  for (const [name, values] of Object.entries(axes)) {
    product = product.flatMap((cell) => (values as unknown[]).map((value) => ({ ...cell, [name]: value })));
  }
  const excluded = exclude as Matrix[];
  const cells = product
    .filter((cell) => !excluded.some((one) => agrees(cell, one, Object.keys(one))))
    .map((own) => ({ own, all: { ...own } }));
  const added: Matrix[] = [];
  for (const one of include as Matrix[]) {
    const shared = Object.keys(one).filter((name) => name in axes);
    const fitting = cells.filter(({ own }) => agrees(own, one, shared));
    if (fitting.length === 0) added.push(one);
    for (const cell of fitting) Object.assign(cell.all, one);
  }
  return [...cells.map(({ all }) => all), ...added];
}

function agrees(cell: Matrix, other: Matrix, names: readonly string[]): boolean {
  return names.every((name) => JSON.stringify(cell[name]) === JSON.stringify(other[name]));
}
