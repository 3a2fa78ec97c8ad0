import { escapeMarkdown, inlineCode } from '@qitops/escape';
import type { AnalyzeDocument } from '@qitops/model';
import { agentPromptBlocks } from './agent-prompt.ts';
import { type Block, fit } from './budget.ts';
import type { CommentInput } from './comment-input.ts';
import { coverageBlocks } from './coverage.ts';
import { functionBlocks, gateBlocks } from './details.ts';
import { suggestionBlocks } from './suggestions.ts';
import { testBlocks } from './tests.ts';

/** The pull request comment (and, with a larger budget, the job summary) as Markdown. */
export function renderComment(input: CommentInput): string {
  const { analysis } = input;
  const blocks: Block[] = [
    { rank: 0, label: 'verdict', text: verdictText(input) },
    ...(input.origin ? [{ rank: 0, label: 'origin', text: `> ${input.origin}` }] : []),
    ...testBlocks(input),
    ...coverageBlocks(input),
    ...suggestionBlocks(input),
    ...remedyBlocks(analysis),
    ...gateBlocks(analysis),
    ...functionBlocks(input),
    // nobody should hand an agent a text that a stranger wrote
    ...(input.origin ? [] : agentPromptBlocks(input)),
    { rank: 1, label: 'footer', text: footer(input) },
  ];
  return `${fit(blocks, input.budget - 1)}\n`;
}

const MARKS: Record<AnalyzeDocument['verdict'], string> = {
  failed: '❌ Failed',
  passed: '✅ Passed',
  unknown: '⚠️ Not known',
};

/** Three lines: the verdict, the sentence, and what has to change. */
function verdictText({ analysis, job }: CommentInput): string {
  const failed = analysis.gates.filter((gate) => !gate.passed);
  const lines = [
    `### ${MARKS[analysis.verdict]}${job ? ` · ${inlineCode(job)}` : ''}`,
    headline(analysis.headline),
  ];
  for (const gate of failed.filter(({ level }) => level === 'fail')) {
    lines.push(
      `**Gate “${escapeMarkdown(gate.name)}”**: ${escapeMarkdown(gate.actual)}, wanted ${escapeMarkdown(gate.wanted)}.`,
    );
  }
  for (const gate of failed.filter(({ level }) => level === 'warn')) {
    lines.push(
      `Warning, “${escapeMarkdown(gate.name)}”: ${escapeMarkdown(gate.actual)}, wanted ${escapeMarkdown(gate.wanted)}.`,
    );
  }
  return lines.join('\n');
}

/** The headline's own backticks mark paths; everything else in it is escaped. */
function headline(text: string): string {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? inlineCode(part) : escapeMarkdown(part)))
    .join('');
}

function remedyBlocks({ remedies, notes, results }: AnalyzeDocument): Block[] {
  const blocks: Block[] = [];
  // without results the headline names the first remedy itself
  const listed = results.verdict === 'no-files' ? remedies.slice(1) : remedies;
  if (listed.length > 0) {
    const items = listed.map((remedy) => `- ${headline(remedy)}`);
    blocks.push({ rank: 2, label: 'remedies', text: `**To have more read:**\n${items.join('\n')}` });
  }
  if (notes.length > 0) {
    blocks.push({
      rank: 4,
      label: 'notes',
      text: notes.map((note) => `> ${escapeMarkdown(note)}`).join('\n>\n'),
    });
  }
  return blocks;
}

function footer({ analysis, runUrl }: CommentInput): string {
  const { base, head, baseRun, confidence, historyRuns } = analysis;
  const compared = baseRun
    ? `tests compared with \`${baseRun.sha.slice(0, 7)}\`${baseRun.distance > 0 ? `, ${baseRun.distance} commits before the base` : ''}`
    : 'no base results yet';
  const parts = [
    `\`${base.slice(0, 7)}\` → \`${head.slice(0, 7)}\``,
    compared,
    `history: ${historyRuns}${historyRuns < 10 ? ' of 10' : ''} runs`,
    `evidence ${Math.round((confidence.coverage ?? confidence.value) * 100)} %`,
    runUrl ? `[run](${runUrl})` : '',
  ];
  return `<sub>${parts.filter(Boolean).join(' · ')}</sub>`;
}
