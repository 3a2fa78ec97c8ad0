import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ActionScope, type Contract, inputVariable, runAction } from '@qitops/action-kit';
import {
  type EventInfo,
  isForeign,
  mayWriteHistory,
  readEvent,
  repositoryUrl,
  revisionsOf,
  runUrl,
  shardExchange,
} from '@qitops/github';
import { loadContracts, ROOT } from '@qitops/tooling';
import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/** Events and inputs that are tried; more by the variable. */
const TRIED = Number(process.env.QITOPS_PAYLOADS ?? 2000);

const contracts = await loadContracts();
const { roleOf } = (await import(pathToFileURL(join(ROOT, 'actions/analyze-pr/src/role.ts')).href)) as {
  roleOf: (shards: string | null, scope: unknown, event: EventInfo) => unknown;
};

const folder = mkdtempSync(join(tmpdir(), 'qitops-payloads-'));
const payloadFile = join(folder, 'event.json');
const environment = { ...process.env };
let printed = '';
beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sha = fc.stringMatching(/^[0-9a-f]{40}$/).filter((text) => !/^0+$/.test(text));
const count = fc.nat();
const repository = fc.record({ id: count, default_branch: fc.constantFrom('main', 'dev') });
const side = fc.record({ sha, ref: fc.string(), repo: fc.option(repository, { freq: 5 }) });

/** Payloads as GitHub sends them, as far as they are read. */
const PAYLOADS: Record<string, fc.Arbitrary<object>> = {
  pull_request: fc.record({
    action: fc.constantFrom('opened', 'synchronize'),
    pull_request: fc.record({ number: count, head: side, base: side }),
    repository,
  }),
  merge_group: fc.record({ merge_group: fc.record({ base_sha: sha, head_sha: sha }), repository }),
  push: fc.record({ before: fc.oneof(sha, fc.constant('0'.repeat(40))), after: sha, repository }),
  schedule: fc.record({ schedule: fc.string(), repository }),
  workflow_dispatch: fc.record({ inputs: fc.option(fc.dictionary(fc.string(), fc.string())), repository }),
  workflow_run: fc.record({
    workflow_run: fc.record({
      id: count,
      head_sha: sha,
      head_branch: fc.option(fc.string()),
      event: fc.constantFrom('pull_request', 'push', ''),
      head_repository: fc.option(fc.record({ id: count, owner: fc.record({ login: fc.string() }) })),
    }),
    repository,
  }),
  issue_comment: fc.record({
    action: fc.constantFrom('created', 'edited'),
    issue: fc.record({ number: count, pull_request: fc.option(fc.constant({})) }),
    comment: fc.record({ id: count, body: fc.string(), user: fc.option(fc.record({ login: fc.string() })) }),
    sender: fc.record({ login: fc.string(), type: fc.constantFrom('User', 'Bot') }),
    repository,
  }),
};

/** What has to be at a path, so that the event is understood; written down a second time on purpose. */
const COMMIT = (value: unknown) => typeof value === 'string' && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value);
const NUMBER = (value: unknown) => Number.isSafeInteger(value);
const NEEDED: Record<string, [string[], (value: unknown) => boolean][]> = {
  pull_request: [
    [['pull_request', 'number'], NUMBER],
    [['pull_request', 'head', 'sha'], COMMIT],
    [['pull_request', 'base', 'sha'], COMMIT],
  ],
  merge_group: [
    [['merge_group', 'base_sha'], COMMIT],
    [['merge_group', 'head_sha'], COMMIT],
  ],
  push: [
    [['before'], COMMIT],
    [['after'], COMMIT],
  ],
  schedule: [],
  workflow_dispatch: [],
  workflow_run: [
    [['workflow_run', 'id'], NUMBER],
    [['workflow_run', 'head_sha'], COMMIT],
  ],
  issue_comment: [
    [['issue', 'number'], NUMBER],
    [['comment', 'id'], NUMBER],
  ],
};

function isReadable(event: string, text: string): boolean {
  let payload: unknown;
  try {
    payload = JSON.parse(text);
  } catch {
    return false;
  }
  return NEEDED[event]!.every(([path, fits]) => {
    let here: unknown = payload;
    for (const key of path)
      here = here === null || typeof here !== 'object' ? undefined : (here as Record<string, unknown>)[key];
    return fits(here);
  });
}

/** A value with something in it replaced, taken away, or put in. */
function spoiled(value: unknown, at: number, by: unknown): unknown {
  if (value === null || typeof value !== 'object') return by;
  const keys = Object.keys(value);
  if (keys.length === 0) return by;
  const key = keys[at % keys.length]!;
  const rest = Math.floor(at / keys.length);
  const copy: Record<string, unknown> = { ...(value as Record<string, unknown>) };
  if (rest % 5 === 4) delete copy[key];
  else copy[key] = rest % 3 === 2 ? by : spoiled(copy[key], rest, by);
  return copy;
}

const junk = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(null, '', 0, -1, 1e300, [], {}, 'main', '0'.repeat(40)),
);

/** The payload's text: whole, spoiled in a place or two, cut off, or anything. */
const payloadText = (event: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: PAYLOADS[event]!.map((payload) => JSON.stringify(payload)) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(PAYLOADS[event]!, fc.array(fc.tuple(fc.nat(), junk), { minLength: 1, maxLength: 3 }))
        .map(([payload, changes]) =>
          JSON.stringify(changes.reduce<unknown>((one, [at, by]) => spoiled(one, at, by), payload)),
        ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(PAYLOADS[event]!, fc.nat())
        .map(([payload, at]) => JSON.stringify(payload).slice(0, at % 400)),
    },
    { weight: 1, arbitrary: fc.jsonValue().map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.string() },
  );

const text = fc.string({ unit: 'grapheme' }).map((value) => value.replaceAll('\0', ''));
const VALUES: Record<string, string[]> = {
  boolean: ['true', 'false', 'TRUE', 'ture'],
  integer: ['0', '1', '3', '-1', '1e9'],
  lines: ['a.xml', 'a\nb', '\n\n'],
  string: ['.', 'ref:refs/qitops/history', '../..', '/etc', 'cache'],
};
const inputsOf = (contract: Contract): fc.Arbitrary<Record<string, string | undefined>> =>
  fc.record(
    Object.fromEntries(
      Object.entries(contract.inputs).map(([name, definition]) => {
        const usual = definition.type === 'enum' ? [...definition.values] : VALUES[definition.type]!;
        return [name, fc.oneof({ weight: 3, arbitrary: fc.constantFrom('', ...usual) }, text)];
      }),
    ),
    { requiredKeys: [] },
  );

interface Tried {
  contract: Contract;
  event: string;
  payload: string;
  inputs: Record<string, string | undefined>;
  context: string;
  env: Record<string, string | undefined>;
}

const tried: fc.Arbitrary<Tried> = fc
  .tuple(fc.constantFrom(...contracts.values()), fc.constantFrom(...Object.keys(PAYLOADS)))
  .chain(([contract, event]) =>
    fc.record({
      contract: fc.constant(contract),
      event: fc.constant(event),
      payload: payloadText(event),
      inputs: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, inputsOf(contract)),
      context: fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom('', 'null', '{"os":"linux"}') },
        fc.jsonValue().map((value) => JSON.stringify(value)),
        text,
      ),
      env: fc.oneof(
        { weight: 3, arbitrary: fc.constant({}) },
        fc.record(
          {
            GITHUB_SHA: text,
            GITHUB_RUN_ID: text,
            GITHUB_RUN_ATTEMPT: text,
            GITHUB_SERVER_URL: text,
            GITHUB_API_URL: text,
            GITHUB_REPOSITORY: text,
          },
          { requiredKeys: [] },
        ),
      ),
    }),
  );

const RIGHT = {
  GITHUB_SHA: 'a'.repeat(40),
  GITHUB_REPOSITORY: 'acme/shop',
  GITHUB_RUN_ID: '1001',
  GITHUB_RUN_ATTEMPT: '1',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_API_URL: 'https://api.github.com',
  GITHUB_EVENT_PATH: payloadFile,
};

/** What the actions read of an event before they do anything. */
function read({ env, inputs, matrix, context }: ActionScope<Contract>): void {
  const event = readEvent(env);
  const { shards = null } = inputs as { shards?: string | number | null };
  if (shards === null || typeof shards === 'string') roleOf(shards, { matrix }, event);
  context((inputs as { 'working-directory'?: string })['working-directory']);
  const { base, head } = revisionsOf(event);
  expect([base, head].every((one) => COMMIT(one))).toBe(true);
  for (const address of [runUrl(event), repositoryUrl(event)]) expect(URL.canParse(address)).toBe(true);
  for (const answer of [isForeign(event), mayWriteHistory(event)]) expect(typeof answer).toBe('boolean');
  const run = () => Promise.reject(new Error('git is not started'));
  expect(shardExchange({ event, env, git: { run } }).description).toMatch(/this run$/);
}

/** Runs an action's reading as the runner does. Returns whether it is green and what it printed. */
async function act({ contract, event, payload, inputs, context, env }: Tried) {
  for (const name of Object.keys(process.env))
    if (/^(INPUT|GITHUB|STATE|RUNNER)_/.test(name)) delete process.env[name];
  Object.assign(process.env, RIGHT, env, { GITHUB_EVENT_NAME: event, INPUT_CONTEXT: context });
  for (const [name, value] of Object.entries(inputs)) process.env[inputVariable(name)] = value ?? '';
  writeFileSync(payloadFile, payload);
  process.exitCode = undefined;
  printed = '';
  await runAction(contract, async (scope) => {
    read(scope);
    return {};
  });
  return { green: !process.exitCode, errors: printed.split('\n').filter((line) => /^::error/.test(line)) };
}

describe('an action, of any event, payload and inputs', () => {
  it('is never green by an event that it cannot read, and never red without saying what to do', async () => {
    let greens = 0;
    await fc.assert(
      fc.asyncProperty(tried, async (one) => {
        const { green, errors } = await act(one);
        if (green) greens += 1;
        if (!isReadable(one.event, one.payload)) expect(green).toBe(false);
        if (green) expect(errors).toEqual([]);
        else {
          expect(errors).toHaveLength(1);
          expect(errors[0]).toContain('Fix: ');
          expect(errors[0]).not.toContain('mistake in qitops');
        }
      }),
      { numRuns: TRIED },
    );
    expect(greens).toBeGreaterThan(TRIED / 20);
  });

  it('is green by whole payloads and inputs that are left out', async () => {
    for (const contract of contracts.values())
      for (const [event, payloads] of Object.entries(PAYLOADS))
        for (const payload of fc.sample(payloads, 20)) {
          const whole = {
            contract,
            event,
            payload: JSON.stringify(payload),
            inputs: {},
            context: '',
            env: {},
          };
          expect(await act(whole)).toEqual({ green: true, errors: [] });
        }
  });
});
