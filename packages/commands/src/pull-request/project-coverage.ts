import { judgeComponent, notComparable, type PatchInput, patchCoverage } from '@qitops/analysis';
import {
  type AnalyzeDocument,
  type ComponentResult,
  type CoverageDelta,
  coverageTotals,
  type FileCoverage,
  FileCoverageBuilder,
  type GateResult,
} from '@qitops/model';
import type { BaseCoverage, MeasuredAncestor } from './base-coverage.ts';
import type { Component } from './components.ts';
import { only, projectDelta } from './project-delta.ts';

export interface ProjectCoverageInput {
  components: readonly Component[];
  /** Changed files and the coverage of the head, for patch coverage; null = no coverage report. */
  patch: PatchInput | null;
  /** What this run measured, by path, without what is ignored. */
  head: ReadonlyMap<string, FileCoverage>;
  /** Shards that it is made of, sorted. */
  shards: readonly string[];
  /** Paths in the tree of the head. */
  headFiles: ReadonlySet<string>;
  /** Whether a path is left out of every figure. */
  ignored: (path: string) => boolean;
  /** Null = no history. */
  stored: BaseCoverage | null;
  /** Date of the head's commit, ISO 8601. */
  headDate: string;
  dateOf: (sha: string) => Promise<string>;
  /** Coverable lines under which a percentage is not judged. */
  minLines: number;
}

export interface ProjectCoverage {
  /** Lines and branches of the project; null = no coverage report. */
  totals: AnalyzeDocument['coverage'];
  delta: CoverageDelta;
  components: ComponentResult[];
  /** Gates of the components. */
  gates: GateResult[];
}

type Carried = Map<Component, { from: MeasuredAncestor; files: ReadonlyMap<string, FileCoverage> }>;

/** Coverage of the project and of its components, against the nearest measured ancestor. */
export async function projectCoverage(input: ProjectCoverageInput): Promise<ProjectCoverage> {
  if (!input.patch) return unmeasured(input);
  const carried = await carryForward(input);
  const head = new Map(input.head);
  for (const { files } of carried.values()) for (const [path, file] of files) head.set(path, file);
  const base = await input.stored?.nearest();
  const deltaOf = (has?: Component['has']): CoverageDelta => {
    if (!input.stored) return notComparable('no history');
    if (!base) return notComparable('no ancestor with stored coverage');
    return projectDelta({ ...input, base, head, ...(has ? { has } : {}) });
  };
  const totals = coverageTotals(head.values());
  const result: ProjectCoverage = {
    totals: { lines: totals.lines, branches: totals.branches },
    delta: deltaOf(),
    components: [],
    gates: [],
  };
  for (const component of input.components) {
    const from = carried.get(component)?.from ?? null;
    const change = from ? null : changeBy(deltaOf(component.has));
    const patch = patchCoverage({
      ...input.patch,
      files: input.patch.files.filter((file) => component.has(file.path)),
    });
    result.components.push({
      name: component.config.name,
      lines: coverageTotals(only(head, component.has).values()).lines,
      patch: patch.lines,
      change,
      unmeasured: patch.unmeasured.length,
      carriedFrom: from && {
        sha: from.sha,
        distance: from.distance,
        days: daysBetween(await input.dateOf(from.sha), input.headDate),
      },
    });
    result.gates.push(...gatesOf(component, input.minLines, patch, change));
  }
  return result;
}

/** Without coverage every figure is unknown, and a gate on it says so. */
function unmeasured({ components, minLines }: ProjectCoverageInput): ProjectCoverage {
  return {
    totals: null,
    delta: notComparable('no coverage report was found'),
    components: components.map(({ config: { name } }) => ({
      name,
      lines: { covered: 0, total: 0 },
      patch: null,
      change: null,
      unmeasured: 0,
      carriedFrom: null,
    })),
    gates: components.flatMap((component) => gatesOf(component, minLines, null, null)),
  };
}

function gatesOf(
  { config }: Component,
  minLines: number,
  patch: ReturnType<typeof patchCoverage> | null,
  change: number | null,
): GateResult[] {
  const projectDrop = change === null ? null : -change;
  return judgeComponent(config.name, { config: config.gates ?? {}, minLines, patch, projectDrop });
}

/** The sum of a delta's parts in percentage points; null when it is not comparable. */
export function changeBy({ comparable, direct, deletions, indirect }: CoverageDelta): number | null {
  if (!comparable || direct === null || deletions === null || indirect === null) return null;
  return Math.round((direct + deletions + indirect) * 100) / 100;
}

/** Coverage of the components that ask for it and that this run measured nothing of. */
async function carryForward({ components, head, stored }: ProjectCoverageInput): Promise<Carried> {
  const carried: Carried = new Map();
  for (const component of components) {
    const { config, has } = component;
    if (!config.carryForward || [...head.keys()].some(has)) continue;
    const from = await stored?.nearest(has);
    if (from) carried.set(component, { from, files: stillThere(from, has) });
  }
  return carried;
}

/** Lines of an ancestor's coverage that still stand unchanged at the head. */
function stillThere(from: MeasuredAncestor, has: (path: string) => boolean): Map<string, FileCoverage> {
  const files = new Map<string, FileCoverage>();
  for (const [path, file] of from.files) {
    const to = from.mapPath(path);
    if (to === null || !has(to)) continue;
    const builder = new FileCoverageBuilder(to);
    file.lines.line.forEach((line, i) => {
      const at = from.mapLine(path, line);
      if (at) builder.line(at.line, file.lines.hits[i]!);
    });
    files.set(to, builder.build());
  }
  return files;
}

function daysBetween(from: string, to: string): number {
  return Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 86_400_000));
}
