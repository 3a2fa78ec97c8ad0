import { StandIn } from '@qitops/llm/testing';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeWithRunner } from '../runner/platform.ts';
import { Scenario } from './scenario.ts';
import { SHOP } from './shop.ts';
import {
  ACCEPT,
  APP,
  answers,
  CHANGE,
  installApp,
  MEMBER,
  SECRETS,
  shippedWorkflow,
  shopWith,
} from './suggest-shop.ts';

// Replayed answers: this shows that the plumbing holds and says nothing about the quality of any model.

let service: StandIn;
let scenario: Scenario;
beforeAll(async () => {
  service = await StandIn.start();
});
afterAll(() => service.stop());
afterEach(async () => {
  expect(scenario.github.violations).toEqual([]);
  await scenario.close();
});

const section = (): string => scenario.comments.find((body) => body.startsWith('<!-- qitops -->'))!;
const topic = (): string => scenario.repository.pulls.get(7)!.head.sha;
/** Each run measures the change anew: milliseconds for three of them on a busy machine. */
const LONG = 600_000;
let runId = 1000;

/** The four jobs on the head of the moment. */
async function suggesting(options: { model?: boolean; attempt?: number } = {}): Promise<void> {
  const { model = false, attempt = 1 } = options;
  if (attempt === 1) runId += 1;
  const workflow = shippedWorkflow('four jobs', model ? service : undefined);
  const { jobs } = await scenario.runAll(workflow, {
    asWritten: true,
    secrets: model ? SECRETS : {},
    runId,
    attempt,
  });
  expect(jobs.publish!.conclusion).toBe('success');
}

async function asking(body: string): Promise<string> {
  const event = scenario.written(body);
  await scenario.runAll(ACCEPT, { event, asWritten: true, secrets: { APP_TOKEN: APP }, runId: 9001 });
  return scenario.comments.findLast((each) => each.startsWith('<!-- qitops:answer'))!;
}

/** A pull request whose suggestions can be accepted. */
async function open(): Promise<void> {
  const { 'src/price.js': price } = CHANGE;
  scenario = await Scenario.open({
    main: [shopWith('suggest:\n  commands: true\n')],
    topic: { 'src/price.js': price! },
  });
  installApp(scenario);
  await suggesting();
}

describeWithRunner('a push that leaves the functions as they are', () => {
  it(
    'asks no model and changes no byte of the comment, nor does one that moves them ask',
    async () => {
      answers(service);
      scenario = await Scenario.open({ main: [SHOP], topic: { 'src/member.js': MEMBER } });
      await suggesting({ model: true });
      expect(section()).toContain('knows a founder');
      expect(service.seen).toHaveLength(1);
      const [before, edits] = [section(), scenario.repository.comments[0]!.edits];
      scenario.pushToTopic({ 'README.md': 'A shop.\n' });
      await suggesting({ model: true });
      expect(service.seen).toHaveLength(1);
      expect(section()).toBe(before);
      expect(scenario.repository.comments[0]!.edits).toBe(edits);
      scenario.pushToTopic({ 'src/member.js': `// moved\n\n${MEMBER}` });
      await suggesting({ model: true });
      expect(service.seen).toHaveLength(1);
      expect(section()).toContain('knows a founder');
    },
    LONG,
  );
});

describeWithRunner('a suggestion that was rejected', () => {
  it(
    'is not shown again on the next push, until its function changes',
    async () => {
      await open();
      const title = /\*\*1\.\*\* (.*)/.exec(section())![1]!;
      const others = [...section().matchAll(/\*\*[2-9]\.\*\* (.*)/g)].map(([, other]) => other!);
      expect(await asking('/qitops reject 1 we know')).toContain('Committed as');
      scenario.pushToTopic({ 'README.md': 'A shop.\n' });
      await suggesting();
      expect(section()).not.toContain(`** ${title}\n`);
      expect(section()).toContain('was rejected, and the function is as it was then');
      for (const other of others) expect(section()).toContain(other);
      scenario.pushToTopic({
        'src/price.js': CHANGE['src/price.js']!.replace('return net * quantity;', 'return quantity * net;'),
      });
      await suggesting();
      expect(section()).toContain(`** ${title}\n`);
    },
    LONG,
  );
});

describeWithRunner('a test that a person edited', () => {
  const edit = (code: string) => `/qitops edit 1\n\n\`\`\`js\n${code}\`\`\``;
  const test = (expected: number) =>
    `import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { price } from '../src/price.js';\n\ntest('many are cheaper', () => assert.equal(price(1, 200), ${expected}));\n`;

  it(
    'is proven by the run that showed it, shown when it passes, and accepted then',
    async () => {
      await open();
      expect(await asking(edit(test(180)))).toContain('is being proven');
      expect(scenario.repository.runAgain).toEqual([runId]);
      expect(scenario.textAt(topic(), 'tests/qitops/.decisions.yaml')).toBeNull();
      await suggesting({ attempt: 2 });
      expect(section()).toContain('many are cheaper');
      expect(section()).toContain('edited by a person');
      expect(await asking('/qitops accept 1')).toContain('Committed as');
      expect(scenario.textAt(topic(), 'test/price.price.test.js')).toBe(test(180));
    },
    LONG,
  );

  it(
    'is not shown when it fails, and why is said',
    async () => {
      await open();
      const title = /\*\*1\.\*\* (.*)/.exec(section())![1]!;
      await asking(edit(test(1)));
      await suggesting({ attempt: 2 });
      expect(section()).not.toContain('many are cheaper');
      expect(section()).toContain(title);
      expect(section()).toMatch(/the edited test is not shown: it did not pass five times of five/);
    },
    LONG,
  );
});
