import { escapeMarkdown, tableCode } from '@qitops/escape';
import type { ComponentResult, Ratio } from '@qitops/model';
import type { Block } from './budget.ts';
import type { CommentInput } from './comment-input.ts';
import { placeLink } from './links.ts';

/** Places that are shown; more are counted. */
const SHOWN = 15;

/** What the change leaves untested: missed lines, missed branches, unmeasured files. */
export function coverageBlocks(input: CommentInput): Block[] {
  const { analysis } = input;
  const missed = analysis.findings.filter(
    (finding) => finding.kind === 'missed-lines' || finding.kind === 'missed-branch',
  );
  const blocks: Block[] = [];
  const items = missed.slice(0, SHOWN).map((finding) => {
    const place = finding.path === null ? '' : placeLink(input, finding.path, finding.line);
    return `- ${place} — ${escapeMarkdown(finding.title)}`;
  });
  if (missed.length > SHOWN) items.push(`- and ${missed.length - SHOWN} more`);
  if (items.length > 0) {
    blocks.push({
      rank: 3,
      label: 'missed lines',
      text: `**Changed, not tested** (${missed.length})\n\n${items.join('\n')}`,
    });
  }
  if (analysis.unmeasured.length > 0) {
    const files = analysis.unmeasured
      .slice(0, SHOWN)
      .map(({ path, lineCount }) => `- ${placeLink(input, path, null)} — ${lineCount} added lines`);
    const text = `**Changed, in no coverage report** (${analysis.unmeasured.length})\n\n${files.join('\n')}`;
    blocks.push({ rank: 3, label: 'unmeasured files', text });
  }
  const delta = deltaText(input);
  if (delta) blocks.push({ rank: 4, label: 'project coverage', text: delta });
  const { components } = analysis;
  if (components.length > 0) {
    const rows = components.map((each) => `| ${componentCells(each).join(' | ')} |`);
    const head = '| component | changed lines | project | change |\n| --- | --- | --- | --- |';
    const text = `<details><summary>Components (${components.length})</summary>\n\n${head}\n${rows.join('\n')}\n\n</details>`;
    blocks.push({ rank: 6, label: 'components', text });
  }
  return blocks;
}

function componentCells({ name, patch, lines, change, unmeasured, carriedFrom }: ComponentResult): string[] {
  const changed = patch ? (patch.total === 0 ? 'none' : ratio(patch)) : 'not known';
  const carried = carriedFrom
    ? `, taken over from \`${carriedFrom.sha.slice(0, 7)}\`, ${carriedFrom.days} days old`
    : '';
  return [
    tableCode(name),
    unmeasured > 0 ? `${changed}, ${unmeasured} files unmeasured` : changed,
    lines.total === 0 ? 'not measured' : `${ratio(lines)}${carried}`,
    change === null ? 'not known' : signed(change),
  ];
}

function ratio({ covered, total }: Ratio): string {
  return `${(Math.floor((covered * 1000) / total) / 10).toFixed(1)} % (${covered} of ${total} lines)`;
}

function deltaText({ analysis: { delta, coverage } }: CommentInput): string | null {
  if (!coverage || coverage.lines.total === 0) return null;
  const now = `Project coverage ${ratio(coverage.lines)}`;
  if (!delta.comparable)
    return `${now}; not comparable with the base: ${escapeMarkdown(delta.reason ?? 'unknown')}.`;
  const sum = (delta.direct ?? 0) + (delta.deletions ?? 0) + (delta.indirect ?? 0);
  return `${now}, ${signed(sum)} points: ${signed(delta.direct ?? 0)} by new lines, ${signed(delta.deletions ?? 0)} by deleted ones, ${signed(delta.indirect ?? 0)} elsewhere.`;
}

function signed(value: number): string {
  const rounded = Math.round(value * 100) / 100;
  return `${rounded < 0 ? '−' : '+'}${Math.abs(rounded).toFixed(2)}`;
}
