import { join } from 'node:path';
import { maskSecrets } from '@qitops/escape';
import { plainEnvironment, runStep, type StepRecord } from '@qitops/execute';
import { type DetectedUnit, evidence, type VerifiedCommand } from '@qitops/model';
import type { CommandContext } from '../context.ts';
import { wordsOf } from './words.ts';

/** In the order in which they build on each other. */
const ORDER = ['install', 'build', 'typecheck', 'test'] as const;
type Kind = (typeof ORDER)[number];
type Failure = NonNullable<VerifiedCommand['failure']>;

/** Bytes of output that are looked at, and characters that are shown. */
const MOST_OUTPUT = 256 * 1024;
const SHOWN = 2000;

/** What is left of a confidence after a failure: tests that fail, or lack a service, were found and run. */
const LEFT: Record<Failure, number> = {
  install: 0.3,
  build: 0.3,
  tests: 0.8,
  'needs-service': 0.8,
  timeout: 0.5,
};
const SURE = 0.99;

/** What programs say when what they talk to is not there. */
const NO_SERVICE =
  /ECONNREFUSED|connection refused|could not connect to (server|the)|is the server running|docker daemon|connection to server at|no such host|getaddrinfo (ENOTFOUND|EAI_AGAIN)|MongoServerSelectionError|NoBrokersAvailable|Can't connect to (local )?(MySQL|server)/i;

export interface VerifyLimits {
  /** Milliseconds that each command may take. */
  timeoutMs: number;
}

/**
 * Runs what was detected, one command after another, with `CI=1` and none of our secrets, and says how it went: the
 * confidence of what works rises, that of what fails falls. Without an install that works nothing else is run.
 */
export async function verifyUnits(
  context: CommandContext,
  root: string,
  units: readonly DetectedUnit[],
  limits: VerifyLimits,
): Promise<DetectedUnit[]> {
  // units of one workspace are installed by one command
  const known = new Map<string, VerifiedCommand>();
  const verified: DetectedUnit[] = [];
  for (const unit of units) verified.push(await verifyUnit(unit, { context, root, limits, known }));
  return verified;
}

interface Surroundings {
  context: CommandContext;
  root: string;
  limits: VerifyLimits;
  known: Map<string, VerifiedCommand>;
}

async function verifyUnit(unit: DetectedUnit, surroundings: Surroundings): Promise<DetectedUnit> {
  const { context, root, limits, known } = surroundings;
  const commands = { ...unit.commands };
  const verified: VerifiedCommand[] = [];
  for (const kind of ORDER) {
    const command = commands[kind];
    if (!command) continue;
    const { run, cwd } = command.value;
    const words = wordsOf(run);
    if (!words) {
      context.log.warn(`${unit.path}: \`${run}\` needs a shell and was not run`);
      continue;
    }
    const key = JSON.stringify([kind, run, cwd]);
    const before = known.get(key);
    if (!before) context.log.info(`${unit.path}: ${run}`);
    const result =
      before ?? (await runCommand(kind, run, { words, cwd: join(root, cwd), limits, env: context.env }));
    known.set(key, result);
    verified.push(result);
    commands[kind] = judged(command, result);
    if (kind === 'install' && !result.works) break;
  }
  return { ...unit, commands, verified };
}

async function runCommand(
  kind: Kind,
  run: string,
  {
    words,
    cwd,
    limits,
    env,
  }: { words: string[]; cwd: string; limits: VerifyLimits; env: CommandContext['env'] },
): Promise<VerifiedCommand> {
  const [command, ...args] = words as [string, ...string[]];
  const record = await runStep({
    command,
    args,
    cwd,
    env: plainEnvironment(env),
    timeoutMs: limits.timeoutMs,
    maxOutput: MOST_OUTPUT,
  });
  const output = maskSecrets(`${record.stdout}\n${record.stderr}`.trim());
  return {
    command: kind,
    run,
    works: record.outcome === 'ok',
    failure: failureOf(kind, record, output),
    exitCode: record.code,
    durationMs: record.durationMs,
    output: output.slice(-SHOWN),
  };
}

function failureOf(kind: Kind, { outcome }: StepRecord, output: string): Failure | null {
  if (outcome === 'ok') return null;
  if (outcome === 'timeout') return 'timeout';
  if (kind === 'install') return 'install';
  if (kind !== 'test') return 'build';
  return NO_SERVICE.test(output) ? 'needs-service' : 'tests';
}

function judged<T extends NonNullable<DetectedUnit['commands'][Kind]>>(
  command: T,
  result: VerifiedCommand,
): T {
  const seconds = (result.durationMs / 1000).toFixed(1);
  const text = result.works
    ? `ran in ${seconds} s`
    : `failed after ${seconds} s: ${result.failure}${result.exitCode === null ? '' : `, exit code ${result.exitCode}`}`;
  const left = result.failure === null ? 1 : LEFT[result.failure];
  return {
    ...command,
    confidence: result.works ? Math.max(command.confidence, SURE) : command.confidence * left,
    evidence: [...command.evidence, evidence('verified', text)],
  };
}
