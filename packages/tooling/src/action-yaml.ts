import { CONTEXT_INPUT, type Contract, type InputDefinition } from '@qitops/action-kit';

const HEAD = '# Written from contract.ts by `npm run contracts`: change it there.';

/** The default of an input as the text that stands in `action.yml`. */
export function defaultText(input: InputDefinition): string {
  if (input.type === 'string' && input.defaultExpression) return expression(input.defaultExpression);
  if (input.type === 'lines') return input.default.join('\n');
  return input.default === null ? '' : String(input.default);
}

/** `action.yml` of a contract. */
export function actionYaml(contract: Contract): string {
  const inputs = Object.entries(contract.inputs).flatMap(([name, input]) =>
    yamlInput(name, input.description, defaultText(input)),
  );
  const reserved = yamlInput(
    CONTEXT_INPUT.name,
    CONTEXT_INPUT.description,
    expression(CONTEXT_INPUT.defaultExpression),
  );
  const outputs = Object.entries(contract.outputs).flatMap(([name, output]) => [
    `  ${name}:`,
    `    description: ${quoted(output.description)}`,
  ]);
  return [
    HEAD,
    `name: ${quoted(`qitops ${contract.name}`)}`,
    `description: ${quoted(contract.description)}`,
    'author: qitops',
    'branding:',
    `  icon: ${contract.branding.icon}`,
    `  color: ${contract.branding.color}`,
    'inputs:',
    ...inputs,
    ...reserved,
    'outputs:',
    ...outputs,
    'runs:',
    '  using: node24',
    '  main: dist/index.js',
    ...(contract.post ? ['  post: dist/index.js', '  post-if: always()'] : []),
    '',
  ].join('\n');
}

function yamlInput(name: string, description: string, value: string): string[] {
  return [
    `  ${name}:`,
    `    description: ${quoted(description)}`,
    '    required: false',
    `    default: ${quoted(value)}`,
  ];
}

/** Text that the runner evaluates. */
function expression(text: string): string {
  return `\${{ ${text} }}`;
}

/** A JSON string is a double-quoted YAML scalar. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
