import type { Contract, InputDefinition } from '@qitops/action-kit';
import { defaultText } from './action-yaml.ts';

export type TableName = 'inputs' | 'outputs' | 'permissions';

const MARKER = /<!-- qitops:(inputs|outputs|permissions)(?: ([a-z-]+))? -->\n[\s\S]*?<!-- \/qitops:\1 -->/g;

/**
 * Fills the tables between `<!-- qitops:inputs -->` and `<!-- /qitops:inputs -->` (also outputs, permissions) of
 * a README; `<!-- qitops:inputs analyze-pr -->` takes the contract of that action.
 * @throws Error when a marker names no contract.
 */
export function fillTables(
  readme: string,
  contractOf: (action: string | undefined) => Contract | undefined,
): string {
  return readme.replace(MARKER, (_, table: TableName, action: string | undefined) => {
    const contract = contractOf(action);
    if (!contract) throw new Error(`<!-- qitops:${table} ${action ?? ''} --> names no action`);
    const open = action ? `<!-- qitops:${table} ${action} -->` : `<!-- qitops:${table} -->`;
    return `${open}\n\n${tableOf(contract, table)}\n\n<!-- /qitops:${table} -->`;
  });
}

/** One table of a contract as Markdown. */
export function tableOf(contract: Contract, table: TableName): string {
  switch (table) {
    case 'inputs':
      return markdownTable(
        ['input', 'default', 'what it does'],
        Object.entries(contract.inputs).map(([name, input]) => [
          code(name),
          shownDefault(input),
          inputText(input),
        ]),
      );
    case 'outputs':
      return markdownTable(
        ['output', 'what it is'],
        Object.entries(contract.outputs).map(([name, output]) => [code(name), output.description]),
      );
    case 'permissions':
      return markdownTable(
        ['permission', 'needed', 'why'],
        contract.permissions.map((one) => [
          code(one.permission),
          one.optional ? 'optional' : 'yes',
          one.reason,
        ]),
      );
  }
}

function inputText(input: InputDefinition): string {
  if (input.type === 'enum') return `${input.description} One of ${input.values.map(code).join(', ')}.`;
  if (input.type === 'integer') return `${input.description} From ${input.min} to ${input.max}.`;
  if (input.type === 'lines') return `${input.description} One a line.`;
  return input.description;
}

function shownDefault(input: InputDefinition): string {
  const text = defaultText(input);
  return text === '' ? '' : code(text);
}

function code(text: string): string {
  return `\`${text}\``;
}

/** A table with its columns filled up, as the formatter of this repository leaves it. */
function markdownTable(head: string[], rows: string[][]): string {
  const all = [head, ...rows].map((cells) =>
    cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')),
  );
  const widths = head.map((_, column) => Math.max(3, ...all.map((cells) => cells[column]!.length)));
  const line = (cells: string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const [first, ...rest] = all;
  return [line(first!), line(widths.map((width) => '-'.repeat(width))), ...rest.map(line)].join('\n');
}
