import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { plainEnvironment, runStep, type StepRecord } from '@qitops/execute';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the go command reads of the environment; none of it is a secret. */
const OWN = [
  'GOPATH',
  'GOCACHE',
  'GOMODCACHE',
  'GOROOT',
  'GOPROXY',
  'GONOSUMDB',
  'GOTOOLCHAIN',
  'CGO_ENABLED',
];
const TIMEOUT_MS = 120_000;

/** Runs a command of the Go toolchain, or a program that it built, without secrets. */
export function runGo(
  command: string,
  args: readonly string[],
  options: {
    cwd: string;
    env: Environment;
    set?: Record<string, string>;
    input?: string;
    timeoutMs?: number;
  },
): Promise<StepRecord> {
  const { cwd, env, set, input, timeoutMs } = options;
  const own = Object.fromEntries(OWN.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  return runStep({
    command,
    args,
    cwd,
    env: { ...plainEnvironment(env), ...own, ...set },
    timeoutMs: timeoutMs ?? TIMEOUT_MS,
    ...(input === undefined ? {} : { input }),
  });
}

/**
 * Builds the program that reads a package's types, in a folder of its own.
 * @returns its path, or why it could not be built.
 */
export async function buildProgram(env: Environment): Promise<{ path: string; folder: string } | string> {
  const version = await runGo('go', ['env', 'GOVERSION'], { cwd: tmpdir(), env, timeoutMs: 20_000 });
  if (version.outcome !== 'ok') return 'Go is not installed here';
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(version.stdout) ?? [];
  if (Number(major) === 1 && Number(minor) < 18) return `${version.stdout.trim()} is older than go1.18`;
  const folder = await mkdtemp(join(tmpdir(), 'qitops-go-'));
  await cp(programFolder(), join(folder, 'program'), { recursive: true });
  const path = join(folder, process.platform === 'win32' ? 'reader.exe' : 'reader');
  // a go.work or flags of the project are not this program's
  const set = { GOWORK: 'off', GOFLAGS: '' };
  const built = await runGo('go', ['build', '-o', path, '.'], { cwd: join(folder, 'program'), env, set });
  if (built.outcome === 'ok') return { path, folder };
  await rm(folder, { recursive: true, force: true });
  return `the program that reads Go packages could not be built: ${firstLine(built.stderr)}`;
}

/** The first line that says something, without the names of packages around it. */
export function firstLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return (lines.find((line) => line && !line.startsWith('#')) ?? 'no reason was given').slice(0, 200);
}

/** Beside a bundle the program lies in `go`; from source it is this folder's. */
function programFolder(): string {
  const bundled = join(dirname(process.argv[1] ?? '.'), 'go');
  return existsSync(bundled) ? bundled : join(import.meta.dirname, 'program');
}
