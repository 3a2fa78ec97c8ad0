import type { Evidence } from '@qitops/model';
import { detected, Manifest, presence } from './manifest.ts';
import { CONFIGURED } from './native-units.ts';
import { hatchOf, type OwnCommand, type OwnRunner, pixiOf } from './python-managers.ts';
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
  'hatch.toml',
  'pixi.toml',
];
const FRAMEWORKS: [RegExp, string][] = [
  [/^\s*["']?django(?![\w.-])/im, 'Django'],
  [/^\s*["']?flask(?![\w.-])/im, 'Flask'],
  [/^\s*["']?fastapi(?![\w.-])/im, 'FastAPI'],
];

/** What mypy's settings name to be checked. */
const MYPY_PATHS = /^\[(?:tool\.)?mypy\]\s*\n(?:[^[\n][^\n]*\n|\n)*?(?:files|packages|modules)\s*=/m;

interface Manager {
  name: string;
  install: string;
  /** What stands before a tool's command so that it runs in the environment. */
  prefix: string;
  evidence: Evidence;
  confidence: number;
  /** Its own commands, where it has some. */
  own?: OwnRunner;
}

/** What the manifests of a Python project say of a unit. */
export async function pythonUnit(
  path: string,
  manifests: readonly Manifest[],
  { files, counts }: { files: StackFiles; counts: LanguageCounts },
): Promise<UnitDraft> {
  const lists = [
    ...(await files.readIn(path, [LISTS])),
    ...(await files.readIn(within(path, 'requirements'), [LISTS_APART])),
    // the plain list may hold what the tests need too
    ...manifests.filter(
      ({ path: file, text }) => /(^|\/)requirements\.txt$/.test(file) && /^pytest\b/m.test(text),
    ),
  ];
  const configs = [...manifests, ...lists, ...(await files.readIn(path, CONFIGS))];
  const find = (pattern: RegExp): Evidence | null => {
    for (const config of configs) {
      const found = config.find(pattern);
      if (found) return found;
    }
    return null;
  };
  const manager = managerOf(path, manifests, { files, lists, configs });
  const { own: runner } = manager;
  const main = manifests[0]!;
  const tests = /(^|\/)(test_[^/]*|[^/]*_test)\.py$/;
  const inside = path === '.' ? '' : `${path}/`;
  // the root of a workspace that is no package has the tests of its members below it, and none of its own
  const gathers = manifests.some(
    ({ text }) => /^\[tool\.uv\.workspace\]/m.test(text) && !/^\[project\]/m.test(text),
  );
  const testFile = gathers
    ? undefined
    : files.paths.find((file) => file.startsWith(inside) && tests.test(file));
  const pytest = find(/\bpytest\b/) ?? (testFile ? presence(testFile) : null);
  const manage = files.has(within(path, 'manage.py')) && !find(/\bpytest\b/);
  const hooks = within(path, '.pre-commit-config.yaml');
  const hooked = (await files.read(hooks))?.text ?? '';
  // a locked environment holds only what is named; elsewhere people have their tools, or pre-commit has them
  const brought = (name: string, otherwise = hooked): boolean =>
    (manager.prefix === '' && !otherwise.includes(name)) ||
    find(new RegExp(`["']${name}["'\\s=<>~!;[]|^\\s*${name}\\s*([=<>~]=?|$)`, 'm')) !== null;
  const tool = (name: string, args: string, pattern: RegExp, otherwise?: string) => {
    const found = brought(name, otherwise) ? find(pattern) : null;
    return found ? commandOf(`${manager.prefix}${name}${args}`, path, 0.7, found) : null;
  };
  const preCommit = files.has(hooks)
    ? commandOf('pre-commit run --all-files', path, 0.6, presence(hooks))
    : null;
  const own = /^\s*name\s*=\s*["']([\w.-]+)/m.exec(main.text)?.[1]?.toLowerCase();
  const required = main.find(/^\s*(requires-python|python_requires|python)\s*=/m);
  const version = /(?:requires-python|python_requires|python)\s*=\s*["']?([^"'\n]+)/.exec(
    required?.text ?? '',
  )?.[1];
  const command = (one: OwnCommand | null | undefined, sure: number) =>
    one ? commandOf(one.run, path, sure, one.evidence) : null;
  const test = runner
    ? command(runner.test, 0.85)
    : manage
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
    // what Django prints no machine reads
    ...(manage && !runner ? { prepares: `${pipOf(manager)} install unittest-xml-reporting` } : {}),
    commands: {
      ...NO_COMMANDS,
      install: commandOf(manager.install, path, manager.confidence, manager.evidence),
      test,
      typecheck:
        command(runner?.typecheck, 0.75) ??
        // without a path it checks what its settings name, and nothing when they name nothing
        tool('mypy', find(MYPY_PATHS) ? '' : ' .', /^\[(tool\.)?mypy\]/m, '') ??
        tool('pyright', '', /^\[tool\.(base)?pyright\]|"typeCheckingMode"/m, '') ??
        tool('ty', ' check', /^\[tool\.ty[\].]/m, ''),
      lint:
        command(runner?.lint, CONFIGURED) ??
        tool('ruff', ' check .', /^\[tool\.ruff|^\[(lint|format)\]/m) ??
        tool('flake8', '', /^\[flake8\]/m) ??
        preCommit,
    },
    runners: [runner?.test.run === 'hatch test' ? 'hatch' : manage && !runner ? 'django' : 'pytest'],
    testLine: runner?.test.line ?? test?.value.run ?? null,
    configs,
    scripts: runner ? { test: [runner.test.run.replace(/^(hatch|pixi) (run )?/, '')] } : {},
    texts: {},
    scriptLines: [],
  };
}

/** Pip as it works in the manager's environment. */
function pipOf({ name, prefix }: Manager): string {
  return name === 'uv' ? 'uv pip' : `${prefix}pip`;
}

function managerOf(
  path: string,
  manifests: readonly Manifest[],
  { files, lists, configs }: { files: StackFiles; lists: readonly Manifest[]; configs: readonly Manifest[] },
): Manager {
  const pyproject = manifests.find((manifest) => manifest.path.endsWith('pyproject.toml'));
  const lock = (name: string): Evidence | null => {
    const found = files.nearest(path, [name]);
    return found ? presence(found) : null;
  };
  const uv = lock('uv.lock') ?? pyproject?.find(/^\[tool\.uv[\].]/m);
  if (uv)
    return {
      name: 'uv',
      install: `${lock('uv.lock') ? 'uv sync --locked' : 'uv sync'}${uvGroup(manifests)}`,
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
  const own = pixiOf(configs) ?? hatchOf(configs);
  if (own)
    return {
      name: own.name,
      install: own.install,
      prefix: '',
      evidence: own.evidence,
      confidence: 0.85,
      own,
    };
  const pipfile = lock('Pipfile');
  if (pipfile)
    return {
      name: 'pipenv',
      install: 'pipenv sync --dev',
      prefix: 'pipenv run ',
      evidence: pipfile,
      confidence: 0.9,
    };
  const { run, evidence, brings } = pipInstall(path, manifests, lists);
  // where tox or nox brings pytest into environments of its own, this one has none
  const django =
    files.has(within(path, 'manage.py')) && !manifests.some(({ text }) => /\bpytest\b/.test(text));
  const install = brings || django ? run : `${run} pytest pytest-cov`;
  return { name: 'pip', install, prefix: '', evidence, confidence: 0.65 };
}

/** What `uv sync` leaves out by itself: extras, and groups that are not `dev` and no default. */
function uvGroup(manifests: readonly Manifest[]): string {
  const defaults = /^default-groups\s*=\s*("all"|\[[^\]]*\])/m;
  const set =
    manifests.map(({ text }) => defaults.exec(text)?.[1]).find((found) => found !== undefined) ?? '["dev"]';
  const groups = groupsOf(manifests, 'dependency-groups').filter(({ brings }) => brings);
  if (set === '"all"' || groups.some(({ name }) => set.includes(`"${name}"`))) return '';
  if (manifests.some(({ text }) => /^dev-dependencies\s*=\s*\[[^\]]*\bpytest\b/m.test(text))) return '';
  if (groups[0]) return ` --group ${groups[0].name}`;
  const extra = groupsOf(manifests, 'optional-dependencies').find(({ brings }) => brings);
  return extra ? ` --extra ${extra.name}` : '';
}

/** Files that list what the tests need, in the folder itself or in one for such lists. */
const LISTS = /^(requirements[-_.]?(dev|test|tests)|(dev|test|tests)[-_.]requirements)\.(txt|in)$/;
const LISTS_APART = /^(tests?|dev|testing)\.(txt|in)$/;

interface PipInstall {
  run: string;
  evidence: Evidence;
  /** Whether pytest comes with it. */
  brings: boolean;
}

/** The development dependencies by the way that the project keeps them. */
function pipInstall(path: string, manifests: readonly Manifest[], lists: readonly Manifest[]): PipInstall {
  const project = manifests.find(
    ({ path: file, text }) =>
      /setup\.py$/.test(file) || (/pyproject\.toml$/.test(file) && /^\[(project|build-system)\]/m.test(text)),
  );
  const extras = groupOf(manifests, 'optional-dependencies');
  if (extras)
    return { run: `pip install -e ".[${extras.name}]"`, evidence: extras.evidence, brings: extras.brings };
  const [list] = lists;
  if (list) {
    const file = path === '.' ? list.path : list.path.slice(path.length + 1);
    return {
      run: `pip install -r ${file}`,
      evidence: presence(list.path),
      brings: /pytest|^-r /m.test(list.text),
    };
  }
  const group = groupOf(manifests, 'dependency-groups');
  if (group?.brings)
    return {
      run: `pip install ${project ? '-e . ' : ''}--group ${group.name}`,
      evidence: group.evidence,
      brings: true,
    };
  const brings = manifests.some(
    ({ path: file, text }) =>
      /(setup\.(py|cfg)|requirements\.txt)$/.test(file) && /\bpytest\b(?!\])/.test(text),
  );
  if (project) return { run: 'pip install -e .', evidence: project.quote(''), brings };
  const plain = manifests.find(({ path: file }) => file.endsWith('requirements.txt'));
  if (plain) return { run: 'pip install -r requirements.txt', evidence: presence(plain.path), brings };
  return { run: 'pip install', evidence: manifests[0]!.quote(''), brings: false };
}

interface Group {
  name: string;
  evidence: Evidence;
  /** Whether pytest is in it, or may come with another that it takes in. */
  brings: boolean;
}

/** Groups of dependencies that could be for tests. */
function groupsOf(manifests: readonly Manifest[], section: string): Group[] {
  return manifests.flatMap((manifest) => {
    const own = sectionOf(manifest.text, section);
    return [...(own?.text.matchAll(/^(tests?|testing|dev)\s*=\s*\[/gm) ?? [])].map((match) => {
      const [first = '', ...more] = own!.text.slice(match.index).split('\n');
      const body = /\]\s*$/.test(first) ? first : [first, ...more].join('\n').split(/\n\s*\]/)[0]!;
      return {
        name: match[1]!,
        evidence: manifest.at(own!.at + match.index),
        brings: /\bpytest\b|include-group|\[tests?\]/.test(body),
      };
    });
  });
}

/** The one for tests: that which holds pytest before one that is only called so. */
function groupOf(manifests: readonly Manifest[], section: string): Group | undefined {
  const groups = groupsOf(manifests, section);
  const fit = groups.filter(({ brings }) => brings);
  // the one for development takes in what documents and releases it
  return fit.find(({ name }) => name !== 'dev') ?? fit[0] ?? groups[0];
}

/** A table of a TOML file whose name ends so, up to the next one. */
function sectionOf(text: string, name: string): { text: string; at: number } | null {
  const at = text.search(new RegExp(`^\\[(project\\.)?${name}\\]`, 'm'));
  return at < 0 ? null : { text: text.slice(at).split(/\n\[(?=[\w.-]+\]\s*$)/m)[0]!, at };
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
    texts: {},
    scriptLines: [],
  };
}
