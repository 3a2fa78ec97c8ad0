import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeWithRunner } from '../runner/platform.ts';
import type { JobResult } from '../runner/run-workflow.ts';
import { Scenario } from './scenario.ts';
import { BROKEN_DISCOUNT, RUN_TESTS, SHOP, workflow } from './shop.ts';

let scenario: Scenario;
let hook: Server;
let host = '';
let heard: { data: { notices: { title: string }[] } }[] = [];
beforeAll(async () => {
  hook = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    heard.push(JSON.parse(text));
    response.end();
  }).listen(0, '127.0.0.1');
  await once(hook, 'listening');
  host = `127.0.0.1:${(hook.address() as AddressInfo).port}`;
});
afterAll(() => hook.close());
beforeEach(() => {
  heard = [];
});
afterEach(async () => {
  expect(scenario.github.violations).toEqual([]);
  await scenario.close();
});

const step = (job: JobResult) => job.steps.find((one) => one.name.includes('qitops/report'))!;
const messages = (job: JobResult, level: string) =>
  job.annotations.filter((each) => each.level === level).map(({ message }) => message);
const CONFIG = `report: { dashboard: issue }
notifications:
  - { to: issue, on: [new-failure] }
  - { to: webhook, url: HOOK }
`;
const steps = () =>
  workflow([
    `run: ${RUN_TESTS} || true`,
    'uses: qitops/flaky-detect@v1',
    `uses: qitops/report@v1\n        env: { HOOK: "http://${host}/x", QITOPS_NOTIFY_ALLOW: "${host}" }`,
  ]);

describeWithRunner('the report of a private repository without Pages', () => {
  it('is an artifact, a pinned issue and a message to who asked for it, each once', async () => {
    const broken = { ...SHOP, ...BROKEN_DISCOUNT, 'qitops.yml': CONFIG };
    scenario = await Scenario.open({ main: [broken], topic: { 'notes.md': 'x' }, hidden: true });
    const permissions = {
      contents: 'write',
      issues: 'write',
      pages: 'read',
      'pull-requests': 'read',
    } as const;
    const job = await scenario.run(steps(), { event: scenario.push(), permissions });
    expect(messages(job, 'error')).toEqual([]);
    expect(step(job).outputs.publish).toBe('false');
    expect(job.summary).toContain('GitHub Pages is off');
    const names = scenario.github.results.artifacts.artifacts.map(({ name }) => name);
    expect(names).toEqual(['qitops-report']);
    const { issues } = scenario.repository;
    const dashboard = issues.find(({ labels }) => labels.includes('qitops-dashboard'))!;
    expect(dashboard.pinned).toBe(true);
    expect(dashboard.body).toContain('### Failing');
    expect(issues.filter(({ labels }) => labels.includes('qitops'))).toHaveLength(1);
    expect(heard.flatMap(({ data }) => data.notices)).toHaveLength(1);

    const again = await scenario.run(steps(), { event: scenario.push(), permissions, runId: 1002 });
    expect(messages(again, 'error')).toEqual([]);
    expect(scenario.repository.issues).toHaveLength(2);
    expect(heard).toHaveLength(1);
  });

  it('says which permission is missing, and writes the report all the same', async () => {
    scenario = await Scenario.open({
      main: [{ ...SHOP, ...BROKEN_DISCOUNT, 'qitops.yml': CONFIG }],
      topic: { 'notes.md': 'x' },
      hidden: true,
    });
    const permissions = { contents: 'read' } as const;
    const job = await scenario.run(steps(), { event: scenario.push(), permissions });
    expect(messages(job, 'error')).toEqual([]);
    expect(messages(job, 'warning').join('\n')).toContain('issues: write');
    expect(Number(step(job).outputs.pages)).toBeGreaterThan(0);
  });
});
