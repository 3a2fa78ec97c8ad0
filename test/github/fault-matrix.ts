import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '@qitops/model';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OPERATIONS } from './description.ts';
import type { Row } from './fault-rows.ts';
import { FaultWorld, makeOrigin } from './fault-world.ts';
import type { Fault } from './faults.ts';
import { RESULTS_WRITES } from './results-service.ts';

/** All of the matrix; else a write fails on its first two tries at once, and what takes real git has a fault of each kind. */
const WHOLE = process.env.QITOPS_FAULTS === 'all';
const OF_EACH_KIND = new Set(['a 502', 'a primary limit', 'a broken connection', 'a 502 after the write']);

/** A day for a limit: nobody waits for it. */
const DAY = 86_400;
/** The signals that end requests whose time is over, and the moment after a write when it is. */
const running = new Set<AbortController>();
const LATE: Fault = {
  kind: 'then',
  happens: () => {
    const reason = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    for (const request of running) request.abort(reason);
    running.clear();
  },
};

interface Case {
  /** As it passes after a moment, and as it lasts. */
  passing: Fault;
  lasting: Fault;
  /** Whether the write is carried out in spite of it. */
  done: boolean;
  /** What is said of the one that lasts. */
  says: RegExp;
}

const NO_ANSWER = /did not (answer|write|take)|do not work here|did not take it|not pinned|Server Error/;
const LIMIT = /rate limit|too many requests|do not work here|did not take it/i;

const CASES: Record<string, Case> = {
  'a 502': same({ kind: 'status', status: 502 }, false, NO_ANSWER),
  'a 429': {
    passing: { kind: 'too-many', retryAfter: 1 },
    lasting: { kind: 'too-many', retryAfter: DAY },
    done: false,
    says: LIMIT,
  },
  'a secondary limit': {
    passing: { kind: 'secondary-limit', retryAfter: 1 },
    lasting: { kind: 'secondary-limit', retryAfter: DAY },
    done: false,
    says: LIMIT,
  },
  'a primary limit': {
    passing: { kind: 'primary-limit', resetInSeconds: 1 },
    lasting: { kind: 'primary-limit', resetInSeconds: DAY },
    done: false,
    says: LIMIT,
  },
  'a broken connection': same({ kind: 'reset' }, false, NO_ANSWER),
  'an answer after the time for it': same(LATE, true, NO_ANSWER),
  'an answer lost after the write': same({ kind: 'lost', as: 'reset' }, true, NO_ANSWER),
  'a 502 after the write': same({ kind: 'lost', as: 502 }, true, NO_ANSWER),
};

function same(fault: Fault, done: boolean, says: RegExp): Case {
  return { passing: fault, lasting: fault, done, says };
}

const folder = mkdtempSync(join(tmpdir(), 'qitops-origins-'));
const origin = makeOrigin(join(folder, 'bare.git'));
/** What rows begin with where it is all in the repository. */
const origins = new Map<string, typeof origin>();
let world: FaultWorld;

/** Another world, with the surroundings of a job in it. */
async function start({ write, permissions, before }: Row): Promise<void> {
  await world?.close();
  const begun = origins.get(write);
  const inGit = /^(git|pulls)\//.test(write);
  world = await FaultWorld.open(begun ?? { ...origin, folder: inGit ? origin.folder : null });
  vi.stubEnv('GITHUB_SERVER_URL', 'https://github.com');
  vi.stubEnv('RUNNER_TEMP', world.folder);
  vi.stubEnv('GITHUB_WORKSPACE', world.folder);
  vi.spyOn(process, 'cwd').mockReturnValue(world.folder);
  const job = { repositoryId: 1, runId: 5, job: 'test', ref: 'refs/heads/main', readableRefs: [] };
  for (const [name, value] of Object.entries(world.github.results.variables(job))) vi.stubEnv(name, value);
  world.allow(permissions);
  if (!before || begun) return;
  await before(world);
  if (!write.startsWith('git/')) return;
  const begunWith = mkdtempSync(join(folder, 'begun-'));
  cpSync(join(world.folder, 'bare.git'), begunWith, { recursive: true });
  origins.set(write, { ...origin, folder: begunWith });
}

function around(): void {
  beforeEach(() => {
    vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
      const request = new AbortController();
      running.add(request);
      return request.signal;
    });
    // the clients of artifacts and caches wait by the clock of the process: it goes a thousand times as fast
    const real = globalThis.setTimeout;
    const quick = (run: () => void, ms = 0, ...rest: []) => real(run, ms / 1000, ...rest);
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(quick as typeof setTimeout);
    vi.spyOn(process.stdout, 'write').mockReturnValue(true); // those clients write to the log of the job
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    expect(world.github.violations).toEqual([]);
  });
  afterAll(async () => {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });
}

/** Where the requests of a write go. */
function target(write: string): { method: string; path: RegExp } {
  if (write === 'graphql') return { method: 'POST', path: /^\/graphql$/ };
  if (write === 'PUT blob') return { method: 'PUT', path: /^\/blobs\// };
  const operation = OPERATIONS.get(write);
  if (!operation) return { method: 'POST', path: new RegExp(`/${write}$`) };
  const path = operation.path.replace('{ref}', '.+').replace(/\{\w+\}/g, '[^/]+');
  return { method: operation.method, path: new RegExp(`^${path}$`) };
}

/** What became of it in words: of what was refused, why and what to do; '' = it was done. */
async function said(row: Row): Promise<string> {
  try {
    const answer = await row.act(world);
    if (answer === null || answer === undefined) return '';
    if (typeof answer === 'string') return answer;
    const { reason, remedy, said: words, done } = answer as Record<string, unknown>;
    if (reason !== undefined) return `${reason}. Fix: ${remedy}`;
    if (words !== undefined) return String(words);
    const [first] = (done ?? []) as { remark?: string }[];
    return first?.remark ?? '';
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

interface Ends {
  undone: unknown;
  done: unknown;
}

const known = new Map<string, Ends>();

/** What is seen of a write before it, and after it when nothing goes wrong. */
async function endsOf(row: Row): Promise<Ends> {
  const before = known.get(row.write);
  if (before) return before;
  await start(row);
  const undone = structuredClone(row.seen(world));
  expect(await said(row)).toBe('');
  const ends = { undone, done: structuredClone(row.seen(world)) };
  expect(ends.done).not.toEqual(undone);
  known.set(row.write, ends);
  return ends;
}

const ofResults = (write: string): boolean => (RESULTS_WRITES as readonly string[]).includes(write);

/** Tests the writes of these rows under every fault. */
export function testRows(rows: readonly Row[]): void {
  describe('the write', () => {
    around();
    describe.each(rows.map((row) => [row.write, row] as const))('%s', testRow);
  });
}

function testRow(write: string, row: Row): void {
  const { method, path } = target(write);
  // artifacts and caches have no limits of the API
  const cases = Object.entries(CASES)
    .filter(([name]) => !ofResults(write) || !/ary limit/.test(name))
    .filter(([name]) => WHOLE || !write.startsWith('git/') || OF_EACH_KIND.has(name));

  it.each(cases)('is done once in spite of %s on its first try, and on its second too', async (_, fault) => {
    const { done } = await endsOf(row);
    for (const times of WHOLE ? [1, 2] : [2]) {
      await start(row);
      world.github.faults.add(method, path, fault.passing, { times });
      expect(await said(row)).toBe('');
      expect(row.seen(world)).toEqual(done);
    }
  });

  it.each(cases)(
    'is not doubled by %s that lasts, what was not done is said, and the next run does it',
    async (_, fault) => {
      const { done, undone } = await endsOf(row);
      await start(row);
      world.github.faults.add(method, path, fault.lasting, { times: Number.POSITIVE_INFINITY });
      const words = await said(row);
      const seen = row.seen(world);
      if (words === '' && !row.leaves) {
        expect(seen).toEqual(done);
        return;
      }
      if (words !== '') {
        expect(words).toMatch(fault.says);
        expect(words).not.toMatch(/: write/);
        if (!row.parts) expect(fault.done ? [undone, done] : [undone]).toContainEqual(seen);
      }
      if (ofResults(write)) return; // the next attempt of a run has names of its own
      world.github.faults.clear();
      expect(await said(row)).toBe('');
      expect(row.seen(world)).toEqual(done);
    },
  );

  it.runIf(row.permissions.length > 0)('names the permission that it takes', async () => {
    const { undone } = await endsOf(row);
    await start(row);
    world.allow([]);
    expect(await said(row)).toContain(row.permissions[0]);
    expect(row.seen(world)).toEqual(undone);
  });
}
