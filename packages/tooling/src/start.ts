// `npm start`: the main job on the example, as a user's workflow would run it, without GitHub. Ends with the report
// served on 127.0.0.1; `--no-serve` ends instead.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  analyzePr,
  type CommandContext,
  casesCheck,
  commentOf,
  detect,
  flakyDetect,
  historyAdd,
  read,
  report,
  serveFolder,
  suggestTests,
} from '@qitops/commands';
import { escapeTerminal } from '@qitops/escape';

const root = join(import.meta.dirname, '../../..');
const example = join(root, 'fixtures/example');
const work = join(example, '.work/start');
const repository = join(work, 'corner-shop');
const store = join(work, 'history');
const site = join(work, 'report');
const pullRequest = JSON.parse(readFileSync(join(example, 'pull-request.json'), 'utf8')) as {
  number: number;
  title: string;
};

const context: CommandContext = {
  cwd: repository,
  // the example's own run, not the one that this script may itself be part of
  env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(GITHUB|QITOPS)_/.test(name))),
  log: { info: () => undefined, warn: (line) => process.stderr.write(`warning: ${escapeTerminal(line)}\n`) },
};

const started = performance.now();
checkOut();
const last = await addHistory();

say('detect');
const detected = await detect(context, { dir: '.', verify: false });
for (const unit of detected.units) {
  process.stdout.write(
    `  ${unit.path}: ${unit.frameworks?.value.join(', ') ?? 'no framework'}; ${unit.commands.test?.value.run ?? 'no tests'}\n`,
  );
}

say('read');
const results = await read(context, { globs: [join(last, 'junit.xml')] });
process.stdout.write(
  `  ${results.verdict}: ${results.totals.tests} tests, ${results.totals.failed} failed\n`,
);

say('flaky-detect');
const flaky = await flakyDetect(context, { store, triage: true });
const unsteady = flaky.tests.filter((test) => test.state === 'flaky' || test.state === 'quarantined');
for (const test of unsteady) {
  process.stdout.write(
    `  ${test.state}: ${test.name} (${test.evidence.map((item) => item.text).join('; ')})\n`,
  );
}

say('suggest-tests');
const coverage = [join(last, 'lcov.info')];
const range = { base: 'origin/main', head: 'HEAD' };
const suggestions = await suggestTests(context, {
  ...range,
  coverage,
  out: null,
  provider: null,
});
for (const each of suggestions.suggestions) process.stdout.write(`  ${each.kind}: ${each.title}\n`);

say('analyze-pr');
const documents = { suggestions: keep('suggestions.json', suggestions), flaky: keep('flaky.json', flaky) };
const analysis = await analyzePr(context, {
  ...range,
  results: [join(last, 'junit.xml')],
  coverage,
  store,
  ...documents,
  gates: null,
  needs: null,
});
const comment = await commentOf(context, analysis, documents);
writeFileSync(join(work, 'comment.md'), comment);
process.stdout.write(`\n${escapeTerminal(comment)}\n`);

say('cases');
const { document: cases } = await casesCheck(context, { store, results: [join(last, 'junit.xml')] });
for (const { title, status } of cases.cases) process.stdout.write(`  ${status}: ${escapeTerminal(title)}\n`);
for (const { path, line, what } of cases.problems)
  process.stdout.write(`  ${escapeTerminal(`${path}:${line}: ${what}`)}\n`);

say('report');
const written = await report(context, {
  store,
  results: [join(last, 'junit.xml')],
  coverage,
  analysis: keep('analysis.json', analysis),
  ...documents,
  pullRequestTitle: pullRequest.title,
  out: site,
});
process.stdout.write(
  `  ${written.pages} pages, ${written.files} files, ${Math.round(written.bytes / 1024)} KB\n`,
);
say(`done in ${((performance.now() - started) / 1000).toFixed(1)} s`);

if (!process.argv.includes('--no-serve')) await serve();

function say(text: string): void {
  process.stdout.write(`\n▸ ${text}\n`);
}

function keep(name: string, document: unknown): string {
  const path = join(work, name);
  writeFileSync(path, JSON.stringify(document, null, 2));
  return path;
}

/** A fresh clone of the example's repository on the merge that its pull request was tested on. */
function checkOut(): void {
  say('check out the example');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  git(work, 'clone', '--quiet', join(example, 'repository.bundle'), repository);
  git(repository, 'fetch', '--quiet', 'origin', '+refs/pull/*:refs/pull/*');
  git(repository, 'checkout', '--quiet', `refs/pull/${pullRequest.number}/merge`);
}

function git(cwd: string, ...args: string[]): void {
  const result = spawnSync('git', args, { cwd, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`git ${args[0]} failed: ${result.stderr}`);
}

/** Stores every kept run; returns the folder of the last, the pull request's newest. */
async function addHistory(): Promise<string> {
  say('history');
  const runs = join(example, 'runs');
  const folders = readdirSync(runs)
    .sort()
    .map((name) => join(runs, name));
  let stored = 0;
  for (const folder of folders) {
    const { pr, base, ...metadata } = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
    const added = await historyAdd(context, {
      ...metadata,
      ...(pr === null ? {} : { pr }),
      ...(base === null ? {} : { base }),
      store,
      results: [join(folder, 'junit.xml')],
      coverage: [join(folder, 'lcov.info')],
    });
    stored += added.stored;
  }
  process.stdout.write(`  ${stored} runs\n`);
  return folders.at(-1)!;
}

async function serve(): Promise<void> {
  if (!existsSync(join(site, 'index.html'))) throw new Error('the report has no index.html');
  const server = await serveFolder(site, 0);
  process.stdout.write(`\nReport: ${server.url}\n(Ctrl+C ends it)\n`);
  const stop = (): void => {
    void server.close();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}
