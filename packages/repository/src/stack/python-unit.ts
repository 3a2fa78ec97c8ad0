import type { Evidence } from '@qitops/model';
import { detected, Manifest, presence } from './manifest.ts';
import { type StackFiles, within } from './stack-files.ts';
import { commandOf, type LanguageCounts, languagesOf, NO_COMMANDS, type UnitDraft } from './unit-draft.ts';

export const PYTHON_MANIFESTS = [
  'pyproject.toml',
  'setup.py',
  'setup.cfg',
  'requirements.txt',
  'pytest.ini',
  'tox.ini',
  'Pipfile',
];
const CONFIGS = [
  'noxfile.py',
  '.coveragerc',
  'conftest.py',
  'Makefile',
  'justfile',
  'mypy.ini',
  'ruff.toml',
  '.flake8',
  'pyrightconfig.json',
];
const FRAMEWORKS: [RegExp, string][] = [
  [/^\s*["']?django(?![\w.-])/im, 'Django'],
  [/^\s*["']?flask(?![\w.-])/im, 'Flask'],
  [/^\s*["']?fastapi(?![\w.-])/im, 'FastAPI'],
];

interface Manager {
  name: string;
  install: string;
  /** What stands before a tool's command so that it runs in the environment. */
  prefix: string;
  evidence: Evidence;
  confidence: number;
}

/** What the manifests of a Python project say of a unit. */
export async function pythonUnit(
  path: string,
  manifests: readonly Manifest[],
  { files, counts }: { files: StackFiles; counts: LanguageCounts },
): Promise<UnitDraft> {
  const configs = [...manifests, ...(await files.readIn(path, CONFIGS))];
  const find = (pattern: RegExp): Evidence | null => {
    for (const config of configs) {
      const found = config.find(pattern);
      if (found) return found;
    }
    return null;
  };
  const manager = managerOf(path, manifests, files);
  const main = manifests[0]!;
  const tests = /(^|\/)(test_[^/]*|[^/]*_test)\.py$/;
  const inside = path === '.' ? '' : `${path}/`;
  const testFile = files.paths.find((file) => file.startsWith(inside) && tests.test(file));
  const pytest = find(/\bpytest\b/) ?? (testFile ? presence(testFile) : null);
  const manage = files.has(within(path, 'manage.py')) && !find(/\bpytest\b/);
  // a locked environment holds only what is named; elsewhere people have their tools
  const brought = (name: string): boolean =>
    manager.prefix === '' || find(new RegExp(`["'\\s]${name}["'\\s=<>~]|^${name}\\s*=`, 'm')) !== null;
  const tool = (name: string, args: string, pattern: RegExp, confidence = 0.7) => {
    const found = brought(name) ? find(pattern) : null;
    return found ? commandOf(`${manager.prefix}${name}${args}`, path, confidence, found) : null;
  };
  const hooks = within(path, '.pre-commit-config.yaml');
  const preCommit = files.has(hooks)
    ? commandOf('pre-commit run --all-files', path, 0.6, presence(hooks))
    : null;
  const own = /^\s*name\s*=\s*["']([\w.-]+)/m.exec(main.text)?.[1]?.toLowerCase();
  const required = main.find(/^\s*(requires-python|python_requires|python)\s*=/m);
  const version = /(?:requires-python|python_requires|python)\s*=\s*["']?([^"'\n]+)/.exec(
    required?.text ?? '',
  )?.[1];
  const test = manage
    ? commandOf(`${manager.prefix}python manage.py test`, path, 0.85, presence(within(path, 'manage.py')))
    : pytest && commandOf(`${manager.prefix}pytest`, path, find(/\bpytest\b/) ? 0.85 : 0.6, pytest);
  return {
    path,
    languages: languagesOf(counts, ['python'], { language: 'python', evidence: main.quote('') }),
    frameworks: FRAMEWORKS.flatMap(([pattern, name]) => {
      const found = name.toLowerCase() === own ? null : find(pattern);
      return found ? [{ name, evidence: found }] : [];
    }),
    packageManager: detected({ name: manager.name, version: null }, manager.confidence, manager.evidence),
    runtimes:
      version && required
        ? [{ runtime: 'python', version: version.trim(), rank: 2, evidence: required }]
        : [],
    commands: {
      ...NO_COMMANDS,
      install: commandOf(manager.install, path, manager.confidence, manager.evidence),
      test,
      typecheck:
        tool('mypy', '', /^\[(tool\.)?mypy\]/m) ??
        tool('pyright', '', /^\[tool\.(base)?pyright\]|"typeCheckingMode"/m),
      lint:
        tool('ruff', ' check .', /^\[tool\.ruff|^\[(lint|format)\]/m) ??
        tool('flake8', '', /^\[flake8\]/m) ??
        preCommit,
    },
    runners: [manage ? 'unittest' : 'pytest'],
    testLine: test?.value.run ?? null,
    configs,
    scripts: {},
    scriptLines: [],
  };
}

function managerOf(path: string, manifests: readonly Manifest[], files: StackFiles): Manager {
  const pyproject = manifests.find((manifest) => manifest.path.endsWith('pyproject.toml'));
  const lock = (name: string): Evidence | null => {
    const found = files.nearest(path, [name]);
    return found ? presence(found) : null;
  };
  const uv = lock('uv.lock') ?? pyproject?.find(/^\[tool\.uv[\].]/m);
  if (uv)
    return {
      name: 'uv',
      install: lock('uv.lock') ? 'uv sync --locked' : 'uv sync',
      prefix: 'uv run ',
      evidence: uv,
      confidence: 0.95,
    };
  const poetry = lock('poetry.lock') ?? pyproject?.find(/^\[tool\.poetry[\].]/m);
  if (poetry)
    return {
      name: 'poetry',
      install: 'poetry install',
      prefix: 'poetry run ',
      evidence: poetry,
      confidence: 0.95,
    };
  const pdm = lock('pdm.lock');
  if (pdm) return { name: 'pdm', install: 'pdm sync', prefix: 'pdm run ', evidence: pdm, confidence: 0.95 };
  const pipfile = lock('Pipfile');
  if (pipfile)
    return {
      name: 'pipenv',
      install: 'pipenv sync --dev',
      prefix: 'pipenv run ',
      evidence: pipfile,
      confidence: 0.9,
    };
  const { run, evidence } = pipInstall(path, manifests, files);
  return { name: 'pip', install: run, prefix: '', evidence, confidence: 0.65 };
}

/** The development dependencies by the way that the project keeps them. */
function pipInstall(
  path: string,
  manifests: readonly Manifest[],
  files: StackFiles,
): { run: string; evidence: Evidence } {
  const names = files.namesIn(path);
  const extra = /^(tests?|testing|dev)\s*=\s*\[/m;
  for (const manifest of manifests) {
    const section = manifest.text.indexOf('[project.optional-dependencies]');
    const own = section < 0 ? '' : manifest.text.slice(section).split(/\n\[(?=[\w.-]+\]\s*$)/m)[0]!;
    const found = extra.exec(own);
    if (found)
      return { run: `pip install -e ".[${found[1]}]"`, evidence: manifest.at(section + found.index) };
  }
  const listed = names.find((name) =>
    /^(requirements[-_.]?(dev|test|tests)|(dev|test)[-_]requirements)\.(txt|in)$/.test(name),
  );
  if (listed) return { run: `pip install -r ${listed}`, evidence: presence(within(path, listed)) };
  const project = manifests.find(
    ({ path: file, text }) =>
      /setup\.py$/.test(file) || (/pyproject\.toml$/.test(file) && /^\[(project|build-system)\]/m.test(text)),
  );
  if (project) return { run: 'pip install -e .', evidence: project.quote('') };
  if (names.includes('requirements.txt'))
    return { run: 'pip install -r requirements.txt', evidence: presence(within(path, 'requirements.txt')) };
  return { run: 'pip install -e .', evidence: manifests[0]!.quote('') };
}

/** A repository without a manifest: Python scripts with tests beside them are common. */
export function barePythonUnit(files: StackFiles): UnitDraft | null {
  const test = files.paths.find((path) => /(^|\/)(test_[^/]*|[^/]*_test)\.py$/.test(path));
  if (!test) return null;
  return {
    path: '.',
    languages: detected(['python'], 0.9, presence(test)),
    frameworks: [],
    packageManager: detected({ name: 'pip', version: null }, 0.4, presence(test)),
    runtimes: [],
    commands: { ...NO_COMMANDS, test: commandOf('pytest', '.', 0.6, presence(test)) },
    runners: ['pytest'],
    testLine: 'pytest',
    configs: [new Manifest(test, '')],
    scripts: {},
    scriptLines: [],
  };
}
