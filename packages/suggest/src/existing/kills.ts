import { existsSync, mkdtempSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import type { MutatedModule } from '../mutants/mutate.ts';
import type { Runner, RunOutcome } from '../runners/runner.ts';
import { withSandbox } from './sandbox.ts';

export interface ExistingKillsRequest {
  root: string;
  runner: Runner;
  env: Readonly<Record<string, string | undefined>>;
  /** Files of the checkout. */
  files: readonly string[];
  /** Tests that reach the modules. */
  tests: readonly string[];
  modules: ReadonlyMap<string, MutatedModule>;
  /** Mutants that are asked about; the others are not tried. */
  asked: readonly string[];
}

/** Which mutants the existing tests notice. */
export interface ExistingKills {
  /** Killed, or undecided when the time ran out: what is left is new for certain. */
  killed: ReadonlySet<string>;
  undecided: number;
}

/** Wall time for all runs together. */
const BUDGET_MS = 30_000;
const COVERED = 'QITOPS_COVERED';
const ACTIVE = '__STRYKER_ACTIVE_MUTANT__';

/**
 * Runs the existing tests once to see which mutants they reach at all, then with those mutants switched on: all in
 * one process where the runner lets a test file be loaded again, else one by one while there is time.
 */
export async function existingKills(request: ExistingKillsRequest): Promise<ExistingKills> {
  const { root, files, modules, tests, asked } = request;
  if (tests.length === 0 || asked.length === 0) return { killed: new Set(), undecided: 0 };
  const replaced = new Map([...modules].map(([path, { text }]) => [path, noting(text)]));
  const deadline = Date.now() + BUDGET_MS;
  const found = await withSandbox(root, files, replaced, (folder) => inSandbox(request, folder, deadline));
  return found ?? { killed: new Set(asked), undecided: asked.length };
}

async function inSandbox(
  request: ExistingKillsRequest,
  folder: string,
  deadline: number,
): Promise<ExistingKills> {
  const { asked } = request;
  const scratch = mkdtempSync(join(tmpdir(), 'qitops-covered-'));
  const list = join(scratch, 'ids');
  try {
    const plain = await run(request, folder, { [COVERED]: list, [ACTIVE]: 'none' }, deadline, false);
    if (!plain.passed) return { killed: new Set(asked), undecided: asked.length };
    const covered = new Set(existsSync(list) ? (await readFile(list, 'utf8')).split('\n') : []);
    const reached = asked.filter((id) => covered.has(id));
    const together = await allTogether(request, folder, reached, plain, deadline);
    return together ?? (await oneByOne(request, folder, reached, plain, deadline));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function run(
  { runner, tests, env }: ExistingKillsRequest,
  folder: string,
  set: Record<string, string>,
  deadline: number,
  bail: boolean,
  files = tests,
): Promise<RunOutcome> {
  const timeoutMs = Math.max(1_000, deadline - Date.now());
  return runner.run({ cwd: folder, files, env, coverage: false, timeoutMs, set, bail });
}

/** How often a mutant is run before it counts as one that never ends; existing tests run their code thousands of times. */
const HITS = 1_000_000;
/** What a run with a mutant takes at most, as Stryker has it: half as long again as without, and five seconds, ms. */
const timeOf = (plain: RunOutcome): number => plain.durationMs * 1.5 + 5_000;

/**
 * A module that also writes down each mutant when it is first reached, that throws when a mutant makes it run without
 * end, and that no type check looks at.
 */
function noting(text: string): string {
  const limit = `;{ const state = (globalThis.__stryker__ ??= {}); state.hitCount ??= 0; state.hitLimit ??= ${HITS}; }`;
  const note = `if (!c[a[i]] && process.env.${COVERED}) process.getBuiltinModule('node:fs').appendFileSync(process.env.${COVERED}, a[i] + '\\n');`;
  const noted = text.replace('c[a[i]] = (c[a[i]] || 0) + 1;', (count) => `${note} ${count}`);
  return `// @ts-nocheck\n${noted}\n${limit}\n`;
}

async function oneByOne(
  request: ExistingKillsRequest,
  folder: string,
  reached: readonly string[],
  plain: RunOutcome,
  deadline: number,
): Promise<ExistingKills> {
  const killed = new Set<string>();
  let undecided = 0;
  const waiting = [...reached];
  const worker = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      if (Date.now() + plain.durationMs > deadline) {
        undecided += 1;
        killed.add(id);
        continue;
      }
      const until = Math.min(deadline, Date.now() + timeOf(plain));
      const outcome = await run(request, folder, { [ACTIVE]: id }, until, plain.failed.size === 0);
      if (!outcome.passed || [...outcome.failed.keys()].some((title) => !plain.failed.has(title)))
        killed.add(id);
    }
  };
  await Promise.all([worker(), worker()]);
  return { killed, undecided };
}

/** Mutants that are loaded together. */
const AT_ONCE = 60;

/** One test file that loads the existing ones once for each mutant; null = the runner or the tests do not allow it. */
async function allTogether(
  request: ExistingKillsRequest,
  folder: string,
  reached: readonly string[],
  plain: RunOutcome,
  deadline: number,
): Promise<ExistingKills | null> {
  if (request.runner.id !== 'vitest' || reached.length === 0) return null;
  const [first] = request.tests;
  const driver = join(
    dirname(first!),
    `qitops-mutants${/[._-](?:test|spec)\.[cm]?[jt]sx?$/.exec(first!)?.[0] ?? '.test.ts'}`,
  );
  const killed = new Set<string>();
  for (let at = 0; at < reached.length; at += AT_ONCE) {
    const ids = reached.slice(at, at + AT_ONCE);
    await writeFile(join(folder, driver), driverText(driver, request.tests, ids));
    const outcome = await run(request, folder, { [ACTIVE]: 'none' }, deadline, false, [driver]);
    if (!outcome.passed) return null;
    const titles = [...plain.passed!.keys()];
    // loaded this way every test must still pass when nothing is switched on
    if (titles.length === 0 || titles.some((title) => !outcome.passed!.has(`mutant none ${title}`)))
      return null;
    for (const id of ids)
      if (titles.some((title) => !outcome.passed!.has(`mutant ${id} ${title}`))) killed.add(id);
  }
  return { killed, undecided: 0 };
}

function driverText(driver: string, tests: readonly string[], ids: readonly string[]): string {
  const paths = tests.map((test) => {
    const relative = posix.relative(posix.dirname(driver), test);
    return relative.startsWith('.') ? relative : `./${relative}`;
  });
  const loads = (id: string): string =>
    paths.map((path) => `await import('${path}?mutant=${id}');`).join(' ');
  return [
    '// @ts-nocheck',
    "import { afterAll, beforeAll, beforeEach, describe } from 'vitest';",
    'const state = (globalThis.__stryker__ ??= {});',
    ...['none', ...ids].map((id) =>
      [
        `describe('mutant ${id}', async () => {`,
        `  beforeAll(() => { state.activeMutant = '${id}'; });`,
        '  beforeEach(() => { state.hitCount = 0; state.hitLimit = 20_000; });',
        "  afterAll(() => { state.activeMutant = 'none'; });",
        `  ${loads(id)}`,
        '});',
      ].join('\n'),
    ),
    '',
  ].join('\n');
}
