import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { archive } from '@qitops/github/testing';
import { CANARY, envelope, type StandIn } from '@qitops/llm/testing';
import { phaseParcel, SCHEMA_VERSION, type Suggestion, type SuggestProven } from '@qitops/model';
import { ROOT } from '@qitops/tooling';
import type { Files, Scenario } from './scenario.ts';
import { SHOP } from './shop.ts';

/** A check digit: what the engine tries hardly ever has the right one. */
export const MEMBER = `/** Whether a number of a membership is right: ten digits, the last one their weighted sum modulo 11. */
export function memberKind(id) {
  if (!/^\\d{10}$/.test(id)) return 'malformed';
  let sum = 0;
  for (let i = 0; i < 9; i++) sum += Number(id[i]) * (10 - i);
  if ((11 - (sum % 11)) % 11 !== Number(id[9])) return 'wrong';
  return id.startsWith('9') ? 'founder' : 'member';
}
`;

/** A change that the engine and a model can both say something about. */
export const CHANGE: Files = {
  'src/member.js': MEMBER,
  'src/price.js': `export function price(net, quantity) {
  if (quantity > 100) return net * quantity * 0.9;
  return net * quantity;
}
`,
};

/** The shop with a configuration. */
export const shopWith = (config: string): Files => ({ ...SHOP, 'qitops.yml': config });

/** The workflow that the README of suggest-tests shows under a heading, with a model on this machine. */
export function shippedWorkflow(title: 'four jobs' | 'accepting', service?: StandIn): string {
  const readme = readFileSync(join(ROOT, 'actions/suggest-tests/README.md'), 'utf8');
  const blocks = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text!);
  const mark = title === 'four jobs' ? 'phase: propose' : 'issue_comment:';
  const text = blocks.find((block) => block.includes(mark))!;
  const bare = text.replace(/^ *- run: npm .*\n/gm, '');
  if (!service) return bare;
  return bare
    .replace(/provider: .*/, `provider: ${service.baseUrl('chat')}`)
    .replace(
      /^( *)ANTHROPIC_API_KEY: (.*)\n/m,
      (_, indent: string, key: string) =>
        `${indent}QITOPS_MODEL_KEY: ${key}\n${indent}QITOPS_MODEL: replay-1\n${indent}QITOPS_MODEL_ALLOW: "${service.host}"\n`,
    );
}

export const SECRETS = { ANTHROPIC_API_KEY: CANARY };

/** What a service answers about the check digit, and nothing about other functions. */
export function answers(service: StandIn, body = "assert.equal(memberKind('9000000009'), 'founder');"): void {
  const known = {
    function: 'memberKind',
    title: 'knows a founder',
    body,
    aim: 'L7',
    oracle_source: 'spec',
    confidence: 1,
  };
  service.behave((response, { body: asked }) => {
    const cases = asked.includes('memberKind') ? [known] : [];
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(envelope('chat', { text: JSON.stringify({ cases }) }));
  });
}

/** A test that the gate let pass, as the document of the phase prove has it. */
export function provenTest(letter: string, over: Partial<Suggestion> = {}): Suggestion {
  return {
    id: letter.repeat(16),
    kind: 'test',
    lane: 'harden',
    target: { path: 'src/price.js', function: 'price', line: 2 },
    title: `price of ${letter}`,
    test: { path: `test/price.${letter}.test.js`, code: `// ${letter}\n` },
    evidence: { kills: ['> → >= at L2'], branches: [], repeats: 5, durationMs: 3 },
    author: 'engine',
    typeChecked: null,
    ...over,
  };
}

/** What the gate would have left for the head of a scenario. */
export function provenOf({ base, head }: Scenario, suggestions: Suggestion[]): SuggestProven {
  const spend = { calls: 0, inputTokens: 0, outputTokens: 0, usd: 0 };
  const fn = {
    path: 'src/price.js',
    name: 'price',
    line: 1,
    complexity: 2,
    branches: 2,
    hash: 'e'.repeat(16),
  };
  const suggested = {
    schemaVersion: SCHEMA_VERSION,
    functions: [fn],
    suggestions,
    omitted: [],
    spend,
    notes: [],
  } as const;
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: 'proven',
    base,
    head,
    suggested: { ...suggested, functions: [fn], omitted: [], notes: [] },
  };
}

/** Leaves a document in the place of what the job of the gate leaves. */
export function leaveProven({ github }: Scenario, document: unknown, runId = 1001): void {
  const { artifacts } = github.results;
  const name = phaseParcel('prove', 1);
  const known = artifacts.artifacts.findIndex((each) => each.name === name && each.run === `run-1-${runId}`);
  if (known >= 0) artifacts.artifacts.splice(known, 1);
  const content = archive({ name: 'qitops.json', text: JSON.stringify(document) });
  artifacts.add({ run: `run-1-${runId}`, job: 'job-prove' }, name, content, 'application/zip');
}

/** The last of the four jobs by itself. */
export const PUBLISH = (): string =>
  shippedWorkflow('four jobs')
    .replace(/ {2}analyse:[\s\S]*?(?= {2}publish:)/, '')
    .replace(/^ +(needs|if): .*\n/gm, '');

/** The token of an app that may push. */
export const APP = `ghs_app${'a'.repeat(33)}`;

export function installApp({ github }: Scenario): void {
  const permissions = { contents: 'write', metadata: 'read' } as const;
  github.tokens.set(APP, { login: 'quality-app[bot]', id: 9, type: 'Bot', permissions });
}

/** The workflow that accepts, the token of its app taken from a secret. */
export const ACCEPT = shippedWorkflow('accepting').replace(
  / {6}- uses: actions\/create-github-app-token[\s\S]*?(?= {6}- uses: qitops)/,
  `      - id: app\n        run: echo "token=$TOKEN" >> "$GITHUB_OUTPUT"\n        env:\n          TOKEN: \${{ secrets.APP_TOKEN }}\n`,
);
