import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { Candidate } from '../gate.ts';
import type { ToolRun } from '../in-tool/tool.ts';
import { firstLine, runGo } from './toolchain.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Results = Map<string, { passed: boolean; ms: number; why: string | null }>;

/** Runs candidates with `go test`, in an order of the seed. Those that do not compile are left out of the rest's run. */
export async function runGoTests(
  root: string,
  candidates: readonly Candidate[],
  seed: number,
  env: Environment,
): Promise<ToolRun['tests']> {
  const results: Results = new Map();
  for (const [folder, own] of Map.groupBy(candidates, ({ path }) => posix.dirname(path)))
    await runPackage(join(root, folder), root, own, seed, env, results);
  return results;
}

async function runPackage(
  dir: string,
  root: string,
  candidates: readonly Candidate[],
  seed: number,
  env: Environment,
  results: Results,
): Promise<void> {
  const byTest = new Map(candidates.map((each) => [/^func (Test\w+)\(/m.exec(each.code)![1]!, each]));
  const args = [
    'test',
    '-json',
    '-count=1',
    `-shuffle=${seed}`,
    '-run',
    `^(${[...byTest.keys()].join('|')})$`,
    '.',
  ];
  const step = await runGo('go', args, { cwd: dir, env });
  const output = new Map<string, string>();
  for (const event of eventsOf(step.stdout)) {
    const candidate = byTest.get(event.Test ?? '');
    if (!candidate) continue;
    const { path } = candidate;
    if (event.Action === 'output') output.set(path, (output.get(path) ?? '') + event.Output);
    if (event.Action === 'pass' || event.Action === 'fail' || event.Action === 'skip')
      results.set(path, {
        passed: event.Action === 'pass',
        ms: (event.Elapsed ?? 0) * 1000,
        why: event.Action === 'pass' ? null : reasonIn(output.get(path) ?? ''),
      });
  }
  const missing = candidates.filter(({ path }) => !results.has(path));
  const text = `${step.stdout}\n${step.stderr}`;
  const broken = missing.filter(({ path }) => text.includes(posix.basename(path)));
  for (const { path } of broken)
    results.set(path, {
      passed: false,
      ms: 0,
      why: `does not compile: ${errorOf(posix.basename(path), text)}`,
    });
  if (broken.length > 0 && broken.length < missing.length)
    await without(broken, root, () =>
      runPackage(
        dir,
        root,
        missing.filter((each) => !broken.includes(each)),
        seed,
        env,
        results,
      ),
    );
  else
    for (const { path } of missing)
      if (!results.has(path))
        results.set(path, { passed: false, ms: 0, why: firstLine(step.stderr || step.stdout) });
}

/** While files are out of the way. */
export async function without(
  files: readonly Candidate[],
  root: string,
  work: () => Promise<void>,
): Promise<void> {
  const kept = await Promise.all(files.map(({ path }) => readFile(join(root, path))));
  for (const { path } of files) await rm(join(root, path));
  try {
    await work();
  } finally {
    for (const [n, { path }] of files.entries()) await writeFile(join(root, path), kept[n]!);
  }
}

interface Event {
  Action: string;
  Test?: string;
  Output?: string;
  Elapsed?: number;
}

function eventsOf(text: string): Event[] {
  return text.split('\n').flatMap((line) => {
    try {
      return line.startsWith('{') ? [JSON.parse(line) as Event] : [];
    } catch {
      return [];
    }
  });
}

function reasonIn(output: string): string {
  const line = output.split('\n').find((each) => /_test\.go:\d+:|panic:/.test(each));
  return (line ?? output).trim().slice(0, 300);
}

function errorOf(name: string, text: string): string {
  const line = text.split('\n').find((each) => each.includes(`${name}:`)) ?? '';
  const said = /"Output":"((?:[^"\\]|\\.)*)/.exec(line)?.[1] ?? line;
  return said.slice(said.indexOf(name)).replace(/\\n$/, '').slice(0, 200);
}
