import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openArchive } from '@qitops/github';
import { CANARY, StandIn } from '@qitops/llm/testing';
import type { SuggestProven } from '@qitops/model';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeWithRunner } from '../runner/platform.ts';
import type { WorkflowResult } from '../runner/run-workflow.ts';
import { githubProblems } from './github-parser.ts';
import { errorsOf, warningsOf } from './reading.ts';
import { type Files, Scenario } from './scenario.ts';
import { SHOP } from './shop.ts';
import {
  answers,
  CHANGE,
  leaveProven,
  PUBLISH,
  provenOf,
  provenTest,
  SECRETS,
  shippedWorkflow,
} from './suggest-shop.ts';

// Replayed answers: this shows that the plumbing holds and says nothing about the quality of any model.

let service: StandIn;
let scenario: Scenario;
let dumps: string;
beforeAll(async () => {
  service = await StandIn.start();
  dumps = mkdtempSync(join(tmpdir(), 'qitops-dumps-'));
});
afterAll(async () => {
  await service.stop();
  rmSync(dumps, { recursive: true });
});
afterEach(async () => {
  expect(scenario.github.violations).toEqual([]);
  await scenario.close();
});

/** A test of the pull request that writes down every environment that its processes can see. */
const spying = (): Files => ({
  'test/spy.test.js': `import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { memberKind } from '../src/member.js';
test('spies', () => {
  memberKind('1');
  const seen = [JSON.stringify(process.env)];
  for (const id of readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name))) {
    try { const own = readFileSync('/proc/' + id + '/environ', 'latin1'); if (own.includes('GITHUB_ACTIONS')) seen.push(own); } catch {}
  }
  writeFileSync('${dumps}/' + process.pid + '-' + Date.now(), seen.join('\\n'));
});
`,
});

async function run(
  options: {
    main?: Files;
    topic?: Files;
    fork?: boolean;
    secrets?: Record<string, string>;
    title?: string;
  } = {},
): Promise<WorkflowResult> {
  const { main = SHOP, topic = CHANGE, fork = false, title = 'Check digit' } = options;
  scenario = await Scenario.open({ main: [main], topic, fork, title, body: 'Adds the check digit.' });
  return scenario.runAll(shippedWorkflow('four jobs', service), {
    asWritten: true,
    secrets: options.secrets ?? SECRETS,
  });
}

/** Everything that the jobs left: artifacts by name. */
async function left(): Promise<Map<string, string>> {
  const { artifacts } = scenario.github.results;
  const found = new Map<string, string>();
  for (const one of artifacts.artifacts) {
    const bytes = artifacts.content(one);
    const file = one.name.startsWith('qitops-suggested-tests') ? 'suggested-tests.patch' : 'qitops.json';
    found.set(one.name, new TextDecoder().decode(await openArchive(bytes, file, 1e8)));
  }
  return found;
}

const conclusions = ({ jobs }: WorkflowResult) =>
  Object.fromEntries(Object.entries(jobs).map(([name, { conclusion }]) => [name, conclusion]));

describeWithRunner('suggesting tests in four jobs', () => {
  it('shows what the engine and the model gave, with the key in one job and the right to write in another', async () => {
    answers(service);
    const result = await run({ topic: { ...CHANGE, ...spying() } });
    expect(conclusions(result)).toEqual({
      analyse: 'success',
      propose: 'success',
      prove: 'success',
      publish: 'success',
    });
    const [comment] = scenario.comments;
    expect(comment).toContain('memberKind knows a founder');
    expect(comment).toContain('by the model replay-1');
    expect(comment).toContain('by the engine');
    expect(comment).toContain('https://github.com/acme/shop/new/topic/test?filename=');
    const parcels = await left();
    expect([...parcels.keys()].sort()).toEqual([
      'qitops-suggest-analyse-a1',
      'qitops-suggest-propose-a1',
      'qitops-suggest-prove-a1',
      `qitops-suggested-${scenario.head}`,
      'qitops-suggested-tests',
    ]);
    expect(service.seen).toHaveLength(1);
    expect(service.seen[0]!.headers.authorization).toContain(CANARY);
    expect(service.seen[0]!.body).toContain('Adds the check digit.');
    // the code of the pull request ran, looked, and found no key
    const seen = readdirSync(dumps).map((name) => readFileSync(join(dumps, name), 'utf8'));
    expect(seen.length).toBeGreaterThan(0);
    const jobs = Object.values(result.jobs);
    const said = [
      ...parcels.values(),
      ...scenario.comments,
      ...seen,
      ...service.seen.map(({ body }) => body),
      ...jobs.flatMap(({ log, summary, outputs, steps }) => [log, summary, JSON.stringify([outputs, steps])]),
    ];
    for (const text of said) {
      expect(text).not.toContain(CANARY);
      expect(text).not.toContain(Buffer.from(CANARY).toString('base64'));
    }
    const writers = [...scenario.github.tokens].filter(([, { permissions }]) =>
      Object.values(permissions).includes('write'),
    );
    expect(writers.map(([token]) => token.replace(/t+$/, ''))).toEqual(['ghs_publish']);
    // neither of the two with something to lose has the code
    for (const name of ['propose', 'publish'])
      expect(existsSync(join(result.jobs[name]!.surroundings!.workspace, 'src'))).toBe(false);
  });

  it.each<[string, string, string]>([
    ['the service is down', 'with a service', 'overloaded'],
    ['there is no key', 'without', 'ANTHROPIC_API_KEY is empty'],
  ])('shows what the engine found, and one line, when %s', async (_, at, said) => {
    service.behave((response) => void response.writeHead(503).end());
    scenario = await Scenario.open({ main: [SHOP], topic: CHANGE });
    const workflow = shippedWorkflow('four jobs', at === 'without' ? undefined : service);
    const result = await scenario.runAll(workflow, {
      asWritten: true,
      secrets: at === 'without' ? {} : SECRETS,
    });
    expect(conclusions(result)).toMatchObject({ propose: 'success', publish: 'success' });
    expect(scenario.comments[0]).toContain('by the engine');
    expect(scenario.comments[0]!.match(/what the engine found stands/g)).toHaveLength(1);
    expect(warningsOf(result.jobs.propose!).join()).toContain(said);
  });

  it('proves and shows without the job that asks, as in a pull request of a fork', async () => {
    answers(service);
    const result = await run({ fork: true });
    expect(conclusions(result)).toEqual({
      analyse: 'success',
      propose: 'skipped',
      prove: 'success',
      publish: 'skipped',
    });
    expect(service.seen).toEqual([]);
    expect(scenario.comments).toEqual([]);
    const event = scenario.workflowRun({ name: 'suggest' });
    const told = await scenario.runAll(shippedWorkflow('accepting'), { event, asWritten: true, runId: 2001 });
    expect(conclusions(told)).toEqual({ accept: 'skipped', publish: 'success' });
    expect(scenario.comments[0]).toContain('by the engine');
    expect(scenario.comments[0]).toContain('https://github.com/mallory/shop/new/topic/test?filename=');
  });

  it('says which job is missing, or what is wrong with what one left', async () => {
    answers(service);
    scenario = await Scenario.open({ main: [SHOP], topic: CHANGE });
    const alone = shippedWorkflow('four jobs', service)
      .replace(/ {2}analyse:[\s\S]*?(?= {2}propose:)/, '')
      .replace(/^ +needs: (analyse|prove|\[.*)\n/gm, '')
      .replace(/^ +if: .*\n/gm, '');
    const result = await scenario.runAll(alone, { asWritten: true, secrets: SECRETS });
    for (const name of ['propose', 'prove'])
      expect(errorsOf(result.jobs[name]!).join()).toMatch(
        /the phase analyse left no document.*Fix: have a job with `phase: analyse` before/s,
      );
    expect(errorsOf(result.jobs.publish!).join()).toMatch(/the phase prove left no document/);
  });
});

it.each(['four jobs', 'accepting'] as const)('GitHub takes the workflow of %s', async (title) => {
  scenario = await Scenario.open({ main: [SHOP], topic: CHANGE });
  expect(await githubProblems('suggest.yml', shippedWorkflow(title))).toEqual([]);
});

describeWithRunner('the job that publishes', () => {
  /** Publishes what a hostile job of the gate might have left. */
  async function publishing(change: (proven: SuggestProven) => unknown) {
    scenario = await Scenario.open({ main: [SHOP], topic: CHANGE });
    leaveProven(scenario, change(provenOf(scenario, [provenTest('f')])));
    return (await scenario.runAll(PUBLISH(), { asWritten: true })).jobs.publish!;
  }

  it.each<[string, (proven: SuggestProven) => unknown]>([
    ['no document', () => ['x']],
    ['a key that there is none of', (proven) => ({ ...proven, token: 'x' })],
    ['a commit that is none', (proven) => ({ ...proven, head: '$(id)' })],
    [
      'more than it takes',
      (proven) => ({
        ...proven,
        suggested: { ...proven.suggested, suggestions: Array(501).fill(proven.suggested.suggestions[0]) },
      }),
    ],
  ])('takes nothing of %s, and says so', async (_, change) => {
    const job = await publishing(change);
    expect(job.conclusion).toBe('failure');
    expect(errorsOf(job).join()).toMatch(/no document of the phase prove.*Fix:/s);
    expect(scenario.comments).toEqual([]);
  });

  it('says nothing about another commit than the head', async () => {
    const job = await publishing((proven) => ({ ...proven, head: 'c'.repeat(40) }));
    expect(warningsOf(job).join()).toMatch(/the suggestions are for ccccccc/);
    expect(scenario.comments).toEqual([]);
  });

  it('shows hostile text as text, and offers no file outside tests', async () => {
    const hostile =
      '<img src=x> @everyone ::error::owned ![x](https://evil.example/p) <!-- qitops:shown 0 -->';
    const job = await publishing((proven) => {
      const { suggestions } = proven.suggested;
      const test = suggestions.find((each) => each.test)!;
      const at = (path: string, id: string) => ({
        ...test,
        id: id.repeat(16),
        title: hostile,
        test: { path, code: `${hostile}\n\`\`\`\n- [x] <!-- qitops:apply -->\n` },
      });
      const paths = [
        '.github/workflows/x.test.js',
        '../x.test.js',
        'src/price.js',
        '/etc/x.test.js',
        'a/.git/x.test.js',
        'C:\\x.test.js',
      ];
      const bad = paths.map((path, n) => at(path, String(n)));
      return {
        ...proven,
        suggested: {
          ...proven.suggested,
          suggestions: [at('test/fine.test.js', 'f'), ...bad],
          notes: [hostile],
        },
      };
    });
    expect(errorsOf(job)).toEqual([]);
    const [comment] = scenario.comments;
    const outside = comment!.replace(/(`{3,})[\s\S]*?\n\1/g, '').replace(/(`+)[^`\n](?:.*?[^`\n])?\1/g, '');
    expect(outside).not.toMatch(/<img|@everyone|\]\(https:\/\/evil|filename=(?!fine)/);
    expect(comment).toContain('filename=fine.test.js');
    expect(
      comment!.match(/may be written|plain one inside|written to git|characters that a file/g)!.length,
    ).toBe(6);
  });
});
