import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { init } from '@qitops/commands';
import { Git } from '@qitops/repository';
import { type Files, Scenario } from '../actions/scenario.ts';
import { EXPECTED_INITS } from './init-expected.ts';

/**
 * Runs the workflow that init writes for clones of public repositories in the local runner, with a pull request that
 * changes one of their files, and prints the first comment. QITOPS_INIT_RUN names them, comma by comma, each with the
 * file that is changed: `owner/name=src/index.ts`; QITOPS_INIT_TOOLS is a folder that stands before PATH, for tools
 * that this machine has by another name or not at all.
 */
export async function run(): Promise<void> {
  const folder = process.env.QITOPS_REPOSITORIES;
  const wanted = (process.env.QITOPS_INIT_RUN ?? '').split(',').filter(Boolean);
  if (!folder || wanted.length === 0) {
    console.log('QITOPS_REPOSITORIES and QITOPS_INIT_RUN name nothing to run');
    return;
  }
  const failed: string[] = [];
  for (const each of wanted) {
    const [repository = '', changed = 'README.md'] = each.split('=');
    const known = EXPECTED_INITS.some((one) => one.repository === repository);
    if (!known) throw new Error(`${repository} is not in the table`);
    if (!(await commented(join(folder, repository.replace('/', '_')), changed))) failed.push(repository);
  }
  if (failed.length > 0) throw new Error(`no first comment with results: ${failed.join(', ')}`);
}

async function commented(clone: string, changed: string): Promise<boolean> {
  const main = await filesOf(clone);
  const text = main[changed];
  if (typeof text !== 'string') throw new Error(`${clone} has no ${changed}`);
  const workflow = await workflowFor(clone);
  // files go into the scenario as texts, without their modes
  const modes = await new Git(clone).text(['ls-files', '--stage']);
  const programs = modes
    .split('\n')
    .flatMap((line) => (line.startsWith('100755') ? [line.split('\t')[1]!] : []));
  for (const wrapper of ['gradlew', 'mvnw']) {
    const own = join(process.env.QITOPS_INIT_TOOLS ?? '', wrapper);
    if (main[wrapper] && process.env.QITOPS_INIT_TOOLS && existsSync(own))
      main[wrapper] = readFileSync(own, 'utf8');
  }
  const scenario = await Scenario.open({ main: [main], topic: { [changed]: edited(changed, text) } });
  try {
    const tools = process.env.QITOPS_INIT_TOOLS;
    const { jobs } = await scenario.runAll(
      withSurroundings(workflow, programs),
      tools ? { path: [tools] } : {},
    );
    console.log(`## ${clone.split('/').at(-1)}`);
    for (const [id, { steps, conclusion }] of Object.entries(jobs))
      if (conclusion !== 'skipped')
        console.log(
          `${id}: ${conclusion}; ${steps.map(({ name, outcome }) => `${outcome === 'success' ? '' : `${outcome}: `}${name.slice(0, 60)}`).join(' · ')}`,
        );
    const [comment = ''] = scenario.comments;
    console.log(comment.slice(0, 1800));
    const failing = Object.values(jobs).find(({ conclusion }) => conclusion === 'failure');
    if (failing && process.env.QITOPS_INIT_LOG) writeFileSync(process.env.QITOPS_INIT_LOG, failing.log);
    return scenario.comments.length === 1 && /\d+ (tests? )?passed|\d+ tests?/.test(comment);
  } finally {
    await scenario.close();
  }
}

/** A change that the language takes wherever it stands: a new function at the end. */
function edited(path: string, text: string): string {
  if (path.endsWith('.py')) return `${text}\n\ndef gift(price):\n    return 0 if price > 10 else price\n`;
  if (path.endsWith('.go'))
    return `${text}\nfunc gift(price int) int {\n\tif price > 10 {\n\t\treturn 0\n\t}\n\treturn price\n}\n`;
  if (/\.[cm]?jsx?$/.test(path))
    return `${text}\nfunction gift(price) {\n  return price > 10 ? 0 : price;\n}\n`;
  if (/\.[cm]?tsx?$/.test(path))
    return `${text}\nexport function gift(price: number): number {\n  return price > 10 ? 0 : price;\n}\n`;
  return `${text}\n`;
}

async function workflowFor(clone: string): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'qitops-bench-init-run-'));
  try {
    for (const [path, text] of Object.entries(await filesOf(clone))) {
      if (text === null) continue;
      cpSync(join(clone, path), join(root, path), { recursive: true });
    }
    execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: root });
    execFileSync('git', ['add', '-A'], { cwd: root, stdio: 'ignore' });
    const log = { info() {}, warn() {} };
    await init({ cwd: root, env: {}, log }, { yes: true, dryRun: false, person: null, show() {} });
    return readFileSync(join(root, '.github/workflows/qitops.yml'), 'utf8');
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** What a clone tracks besides its workflows. */
async function filesOf(clone: string): Promise<Files> {
  const paths = (await new Git(clone).text(['ls-files'])).split('\n');
  const kept = paths.filter(
    (path) => !path.startsWith('.github/workflows/') && existsSync(join(clone, path)),
  );
  return Object.fromEntries(
    kept.flatMap((path) => {
      try {
        return [[path, readFileSync(join(clone, path), 'utf8')]];
      } catch {
        return []; // the folder of a submodule
      }
    }),
  );
}

/** Variables by which this machine reaches its package registries; a job sees nothing else of the machine. */
const REACH =
  /^(npm_config_(cache|registry)|NODE_EXTRA_CA_CERTS|SSL_CERT_\w+|PIP_\w+|REQUESTS_CA_BUNDLE|VIRTUAL_ENV)$/;

function withSurroundings(workflow: string, programs: readonly string[]): string {
  const lines = Object.entries(process.env)
    .filter(([name]) => REACH.test(name))
    .map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`);
  const kept = programs.filter((path) => /^[\w./-]+$/.test(path)).map((path) => `'${path}'`);
  const modes = kept.length > 0 ? `      - run: chmod +x ${kept.join(' ')}\n` : '';
  return workflow
    .replace(/^jobs:$/m, `env:\n${lines.join('\n')}\njobs:`)
    .replaceAll(/^( {6}- uses: actions\/checkout@.*\n(?: {8}.*\n)*)/gm, (whole) => `${whole}${modes}`);
}
