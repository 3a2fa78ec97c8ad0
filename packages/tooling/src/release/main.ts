import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gitCredentials } from '@qitops/github';
import { digestOf } from '../digest.ts';
import { actionNames, ROOT } from '../layout.ts';
import { ReleaseGit } from './git.ts';
import { publish } from './publish.ts';
import { checksums, contents, stageRelease } from './stage.ts';
import { parseVersion } from './version.ts';

/**
 * `release stage --version 1.2.3 --to FOLDER`: what is released, with its checksums.
 * `release publish --version 1.2.3 --from FOLDER [--try]`: pushes and tags it; with `--try` into empty repositories
 * below FOLDER/try, so that all happens but for the world seeing it.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    version: { type: 'string', default: '' },
    to: { type: 'string', default: '' },
    from: { type: 'string', default: '' },
    try: { type: 'boolean', default: false },
  },
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function stage(): void {
  const version = parseVersion(values.version);
  const folder = resolve(values.to);
  stageRelease(version, folder);
  const sums = checksums(contents(folder));
  writeFileSync(`${folder}.sha256`, sums);
  const digest = digestOf([sums]);
  if (process.env.GITHUB_OUTPUT) appendFileSync(process.env.GITHUB_OUTPUT, `digest=${digest}\n`);
  say(`${version.tag} is staged in ${folder}: ${sums.split('\n').length - 1} files, digest ${digest}`);
}

function pushAll(): void {
  const version = parseVersion(values.version);
  const staged = resolve(values.from);
  const server = process.env.GITHUB_SERVER_URL ?? 'https://github.com';
  const owner = process.env.GITHUB_REPOSITORY_OWNER ?? 'qitops';
  const tried = `${staged}.try`;
  const addressOf = (name: string): string =>
    values.try ? join(tried, `${name}.git`) : `${server}/${owner}/${name}.git`;
  if (values.try) makeEmpty(tried);
  publish({
    version,
    staged,
    source: new ReleaseGit(ROOT).text(['rev-parse', 'HEAD']),
    addressOf,
    env: values.try ? {} : gitCredentials(server, process.env.RELEASE_TOKEN ?? ''),
    log: say,
  });
}

/** Repositories without a commit, in which a release is tried. */
function makeEmpty(folder: string): void {
  for (const name of ['qitops', ...actionNames()]) {
    const repository = join(folder, `${name}.git`);
    if (existsSync(repository)) continue;
    mkdirSync(repository, { recursive: true });
    new ReleaseGit(tmpdir()).text(['init', '-q', '--bare', '-b', 'main', repository]);
  }
}

const work = { stage, publish: pushAll }[positionals[0] as 'stage' | 'publish'];
try {
  if (work) work();
  else
    throw new Error(
      'say `release stage --version V --to FOLDER` or `release publish --version V --from FOLDER`',
    );
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
