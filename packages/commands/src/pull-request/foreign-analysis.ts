import { headlineOf, judgeGates } from '@qitops/analysis';
import { type AnalyzeDocument, type Delivery, ForeignReport, MIN_LINES, messageOf } from '@qitops/model';
import type { z } from 'zod';
import { configOf } from '../config.ts';
import type { CommandContext } from '../context.ts';

/** What is known of a pull request from the host, whatever its own run says. */
export interface TrustedFacts {
  headSha: string;
  baseSha: string;
  /** Name of the branch it goes to. */
  baseRef: string;
  /** Revision whose `qitops.yml` counts: of the default branch. */
  rules: string;
}

/** Opens what was delivered; what is no report of the run is refused with the reason. */
export function openReports(
  { parcels, refused }: Delivery,
  runId: string,
): { reports: ForeignReport[]; refused: Delivery['refused'] } {
  const reports: ForeignReport[] = [];
  const problems = [...refused];
  for (const { name, bytes } of parcels) {
    try {
      reports.push(readReport(ForeignReport, bytes, runId));
    } catch (error) {
      problems.push({ name, reason: messageOf(error) });
    }
  }
  return { reports, refused: problems };
}

/** What a run says of itself. @throws Error with the reason why it is no report of that run. */
export function readReport<T extends { runId: string }>(
  shape: z.ZodType<T>,
  bytes: Uint8Array,
  runId: string,
): T {
  const parsed = shape.safeParse(jsonOf(bytes));
  const issue = parsed.error?.issues[0];
  if (!parsed.success) {
    throw new Error(`it is no report of this version (${issue?.path.join('.')}: ${issue?.code})`);
  }
  if (parsed.data.runId !== runId) throw new Error('it is of another run');
  return parsed.data;
}

function jsonOf(bytes: Uint8Array): unknown {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error('it is not JSON', { cause: error });
  }
}

/**
 * The analysis of a pull request's own run as it may be shown: its commits are those that the host names, its sentence
 * is written anew, its figures are judged by the rules of the default branch, and a gate that failed over there stays
 * failed.
 */
export async function retellAnalysis(
  context: CommandContext,
  { analysis }: Pick<ForeignReport, 'analysis'>,
  facts: TrustedFacts,
): Promise<AnalyzeDocument> {
  const config = await configOf(context, facts.rules);
  const { tests, patchCoverage: patch, results, risk, confidence, delta } = analysis;
  const points = [delta.direct, delta.deletions, delta.indirect];
  const judged = judgeGates({
    config: config.gates ?? {},
    minLines: config.minLines ?? MIN_LINES,
    resultsVerdict: results.verdict,
    unreadableFiles: results.verdict === 'unreadable' ? results.files : 0,
    tests,
    patch,
    projectDrop: delta.comparable ? -points.reduce<number>((sum, part) => sum + (part ?? 0), 0) : null,
    risk,
    evidence: confidence.coverage ?? 0,
  });
  const here = new Map(judged.map((gate) => [gate.name, gate]));
  const there = analysis.gates.filter((gate) => !gate.passed && here.get(gate.name)?.passed !== false);
  for (const gate of there) here.set(gate.name, gate);
  const gates = [...here.values()];
  const failed = gates.filter((gate) => !gate.passed && gate.level === 'fail');
  return {
    ...analysis,
    base: facts.baseSha,
    head: facts.headSha,
    verdict: failed.length > 0 ? 'failed' : results.verdict === 'no-files' ? 'unknown' : 'passed',
    headline: headlineOf({
      resultsVerdict: results.verdict,
      tests,
      totalTests: results.totals.tests,
      baseName: facts.baseRef,
      patch,
      likelyFrom: [],
      failedGates: failed.map((gate) => gate.name),
      howTo: null,
    }),
    gates,
  };
}
