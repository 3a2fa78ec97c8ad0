import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { GoInput, GoPackage, GoTried } from './answer.ts';
import { firstLine, runGo } from './toolchain.ts';

/** A file of a package, and where it lies. */
export interface GoPlace {
  /** Absolute paths of the file and of its module's root. */
  file: string;
  root: string;
  /** Path of the module. */
  module: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A package with switches for all mutants of one file, laid over the checkout without touching it. */
export class Workshop {
  readonly #place: GoPlace;
  readonly #folder: string;
  readonly #env: Environment;
  #builds = 0;

  constructor(place: GoPlace, folder: string, env: Environment) {
    this.#place = place;
    this.#folder = folder;
    this.#env = env;
  }

  get #dir(): string {
    return dirname(this.#place.file);
  }

  /** Reads the package; `text` (null = what is on disk) is the file's. A string = why that failed. */
  async read(
    reader: string,
    text: string | null,
    functions: readonly { line: number; name?: string; inputs?: GoInput[] }[],
  ): Promise<GoPackage | string> {
    await mkdir(this.#folder, { recursive: true });
    const { file, root, module } = this.#place;
    const job = { dir: this.#dir, file, text, module, root, functions, out: this.#folder };
    const step = await this.#run(reader, [], {}, JSON.stringify(job));
    if (step.outcome !== 'ok') return `could not be read: ${firstLine(step.stderr)}`;
    return JSON.parse(await readFile(join(this.#folder, 'package.json'), 'utf8')) as GoPackage;
  }

  /** Calls the functions with their inputs, each mutant switched on in turn. A string = why that failed. */
  async explore(): Promise<GoTried[] | string> {
    const out = join(this.#folder, 'answers');
    await rm(out, { force: true });
    const overlay = await this.#overlay(true);
    const args = ['test', '-overlay', overlay, '-vet=off', '-count=1', '-run', '^TestQitopsExplore$', '.'];
    const step = await this.#run('go', args, { QITOPS_EXPLORE: out });
    const lines = existsSync(out) ? (await readFile(out, 'utf8')).split('\n').filter(Boolean) : [];
    if (lines.length === 0 && step.outcome !== 'ok')
      return step.outcome === 'timeout'
        ? 'does not end by itself'
        : `could not be compiled for trying: ${firstLine(`${step.stderr}\n${step.stdout}`)}`;
    return lines.map((line) => JSON.parse(line) as GoTried);
  }

  /**
   * Compiles the package's tests with the switches in it.
   * @returns what runs them, or why they do not compile.
   */
  async tests(): Promise<SwitchedTests | string> {
    const binary = join(this.#folder, `tests-${++this.#builds}`);
    const overlay = await this.#overlay(false);
    const step = await this.#run('go', ['test', '-overlay', overlay, '-vet=off', '-c', '-o', binary, '.']);
    if (step.outcome !== 'ok') return firstLine(`${step.stderr}\n${step.stdout}`);
    return new SwitchedTests(binary, this.#dir, `${binary}.reached`, this.#env);
  }

  async #overlay(withExplorer: boolean): Promise<string> {
    const at = (name: string): string => join(this.#dir, name);
    const own = (name: string): string => join(this.#folder, name);
    const replace: Record<string, string> = {
      [this.#place.file]: own('mutated.go.txt'),
      [at('qitops_active.go')]: own('active.go.txt'),
      ...(withExplorer ? { [at('qitops_explore_test.go')]: own('explore.go.txt') } : {}),
    };
    const path = own(withExplorer ? 'explore.json' : 'tests.json');
    await writeFile(path, JSON.stringify({ Replace: replace }));
    return path;
  }

  #run(command: string, args: readonly string[], set: Record<string, string> = {}, input?: string) {
    return runGo(command, args, {
      cwd: this.#dir,
      env: this.#env,
      set,
      ...(input === undefined ? {} : { input }),
    });
  }
}

/** What a run reached. */
export interface Reached {
  points: ReadonlySet<number>;
  blocks: ReadonlySet<number>;
}

/** The compiled tests of a package in which mutants can be switched on. */
export class SwitchedTests {
  readonly #binary: string;
  readonly #dir: string;
  readonly #reached: string;
  readonly #env: Environment;

  constructor(binary: string, dir: string, reached: string, env: Environment) {
    this.#binary = binary;
    this.#dir = dir;
    this.#reached = reached;
    this.#env = env;
  }

  /** Runs tests without any mutant. A string = they fail. */
  async plain(pattern: string): Promise<Reached | string> {
    await rm(this.#reached, { force: true });
    const step = await this.#run(pattern, { QITOPS_REACHED: this.#reached }, 60_000);
    if (step.outcome !== 'ok') return firstLine(`${step.stdout}\n${step.stderr}`);
    const text = existsSync(this.#reached) ? await readFile(this.#reached, 'utf8') : '';
    const ids = (kind: string): Set<number> =>
      new Set(
        text
          .split('\n')
          .filter((line) => line.startsWith(kind))
          .map((line) => Number(line.slice(1))),
      );
    return { points: ids('p'), blocks: ids('b') };
  }

  /** Whether a test fails, or does not end, with a mutant on. */
  async notices(pattern: string, mutant: number): Promise<boolean> {
    const step = await this.#run(pattern, { QITOPS_MUTANT: String(mutant) }, 10_000);
    return step.outcome !== 'ok';
  }

  #run(pattern: string, set: Record<string, string>, timeoutMs: number) {
    const args = ['-test.run', pattern, '-test.count=1', '-test.failfast'];
    return runGo(this.#binary, args, { cwd: this.#dir, env: this.#env, set, timeoutMs });
  }
}
