import { escapeMarkdown, tableCode } from '@qitops/escape';
import type { AnalyzeDocument } from '@qitops/model';
import type { Block } from './budget.ts';
import type { CommentInput } from './comment-input.ts';
import { placeLink } from './links.ts';

/** Functions that are shown in a comment. */
const SHOWN = 20;

/** Every gate with what it was and what it should be. */
export function gateBlocks({ gates }: AnalyzeDocument): Block[] {
  if (gates.length === 0) return [];
  const rows = gates.map((gate) => {
    const mark = gate.passed ? '✅' : gate.level === 'warn' ? '⚠️' : '❌';
    return `| ${mark} | ${cell(gate.name)} | ${cell(gate.actual)} | ${cell(gate.wanted)} |`;
  });
  const table = ['| | gate | actual | wanted |', '| --- | --- | --- | --- |', ...rows].join('\n');
  return [{ rank: 6, label: 'gates', text: `<details><summary>Gates</summary>\n\n${table}\n\n</details>` }];
}

/** Changed functions with their complexity, and the risk with its reasons. Open when nothing else is known. */
export function functionBlocks(input: CommentInput): Block[] {
  const { changedFunctions, risk, results, patchCoverage } = input.analysis;
  if (changedFunctions.length === 0) return [];
  const rows = changedFunctions.slice(0, SHOWN).map((fn) => {
    const before = fn.complexityBefore === null ? 'new' : String(fn.complexityBefore);
    return `| ${tableCode(fn.name)} | ${placeLink(input, fn.path, fn.line).replaceAll('|', '\\|')} | ${before} → ${fn.complexity} |`;
  });
  const table = ['| function | where | complexity |', '| --- | --- | --- |', ...rows].join('\n');
  const rest = changedFunctions.length > SHOWN ? `\n\nand ${changedFunctions.length - SHOWN} more` : '';
  const reasons = risk.reasons.map((reason) => escapeMarkdown(reason.text)).join('; ');
  const riskText = risk.rank
    ? `\n\nRisk: ${risk.rank}${risk.calibrated ? '' : ' (uncalibrated)'} — ${reasons}`
    : '';
  const known = results.verdict !== 'no-files' || patchCoverage !== null;
  const title = `Changed functions (${changedFunctions.length})`;
  const text = known
    ? `<details><summary>${title}, risk ${risk.rank ?? 'unknown'}</summary>\n\n${table}${rest}${riskText}\n\n</details>`
    : `**${title}**, of which no test result or coverage is known\n\n${table}${rest}${riskText}`;
  return [{ rank: known ? 7 : 2, label: 'changed functions', text }];
}

function cell(text: string): string {
  return escapeMarkdown(text).replaceAll('|', '\\|');
}
