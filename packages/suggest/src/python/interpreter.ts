import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { plainEnvironment, runStep, type StepRecord } from '@qitops/execute';

/** A Python that has pytest. */
export interface Interpreter {
  command: string;
  /** Options that keep plugins from measuring or spreading the tests. */
  pytest: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What a Python reads to find the project's packages; none of it is a secret. */
const OWN = ['PYTHONPATH', 'VIRTUAL_ENV', 'CONDA_PREFIX', 'LD_LIBRARY_PATH', 'PYENV_VERSION', 'PYENV_ROOT'];
const OLDEST = [3, 8];
const ASKED = `
import importlib.util as u, json, sys
has = lambda name: u.find_spec(name) is not None
print(json.dumps([sys.executable, list(sys.version_info[:2]), has("pytest"), has("pytest_cov"), has("xdist")]))`;

type Asked = [executable: string, version: number[], pytest: boolean, cov: boolean, xdist: boolean];

/**
 * The Python that the project's tests run with: of its virtual environment, else the one on the path. A string = why
 * there is none.
 */
export async function findInterpreter(root: string, env: Environment): Promise<Interpreter | string> {
  const bin = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  const environments = [env.VIRTUAL_ENV, join(root, '.venv'), join(root, 'venv')];
  const inside = environments.flatMap((folder) => (folder ? [join(folder, ...bin)] : []));
  const without: string[] = [];
  for (const command of [...inside.filter((path) => existsSync(path)), 'python3', 'python']) {
    const step = await runPython(command, ['-c', ASKED], { cwd: root, env, timeoutMs: 10_000 });
    if (step.outcome !== 'ok') continue;
    const [own, version, pytest, cov, xdist] = JSON.parse(step.stdout) as Asked;
    const said = `Python ${version.join('.')}`;
    if (version[0]! < OLDEST[0]! || (version[0] === OLDEST[0] && version[1]! < OLDEST[1]!))
      without.push(`${said} is older than ${OLDEST.join('.')}`);
    else if (!pytest) without.push(`pytest is not installed for ${said}`);
    else
      return { command: own || command, pytest: [...(cov ? ['--no-cov'] : []), ...(xdist ? ['-n0'] : [])] };
  }
  return without[0] === undefined
    ? 'no Python is installed here'
    : `${without[0]}: install the test dependencies before this step`;
}

/** Runs Python with the program of this folder importable, without secrets, with no byte code written. */
export function runPython(
  command: string,
  args: readonly string[],
  options: { cwd: string; env: Environment; timeoutMs: number; set?: Record<string, string>; input?: string },
): Promise<StepRecord> {
  const { cwd, env, timeoutMs, set, input } = options;
  const own = Object.fromEntries(OWN.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  const separator = process.platform === 'win32' ? ';' : ':';
  const path = [programFolder(), ...(env.PYTHONPATH ? [env.PYTHONPATH] : [])].join(separator);
  return runStep({
    command,
    args,
    cwd,
    env: {
      ...plainEnvironment(env),
      ...own,
      PYTHONPATH: path,
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONUTF8: '1',
      NO_COLOR: '1',
      ...set,
    },
    timeoutMs,
    ...(input === undefined ? {} : { input }),
  });
}

/** Beside a bundle the program lies in `python`; from source it is this folder's. */
function programFolder(): string {
  const bundled = join(dirname(process.argv[1] ?? '.'), 'python');
  return existsSync(bundled) ? bundled : join(import.meta.dirname, 'program');
}
