import { readFile, rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { ChangedFunction } from '@qitops/model';
import type { Pick } from '../choose.ts';
import type { EngineRequest } from '../engine.ts';
import type { Observation } from '../explore/protocol.ts';
import type { Candidate } from '../gate.ts';
import { nameFrom } from '../in-tool/name.ts';
import type { Existing, Tool, ToolRun, Tried, TriedFile } from '../in-tool/tool.ts';
import type { GoFunction, GoMutant, GoPackage, GoTried } from './answer.ts';
import { emitGoTest } from './emit.ts';
import { runGoTests, without } from './go-test.ts';
import { linesOf, mutantId, observationOf, subjectOf } from './observation.ts';
import { buildProgram } from './toolchain.ts';
import { type SwitchedTests, Workshop } from './workshop.ts';

const KILLS_BUDGET_MS = 30_000;
const LONGEST_NAME = 80;
const EVERY_TEST = '.';

/** What is known of a file that was tried. */
interface Shop {
  workshop: Workshop;
  pkg: GoPackage;
}

/** The project's `go test`. A string = why it cannot be used here. */
export async function goTool(request: EngineRequest): Promise<Tool | string> {
  const files = new Set(await request.checkout.files(request.head));
  const program = await buildProgram(request.env);
  return typeof program === 'string' ? program : new GoTool(request, files, program);
}

class GoTool implements Tool {
  readonly name = 'go test';
  readonly typeChecked = true;
  readonly #shops = new Map<string, Shop>();
  readonly #request: EngineRequest;
  readonly #taken: Set<string>;
  readonly #program: { path: string; folder: string };
  readonly #names = new Set<string>();

  constructor(request: EngineRequest, files: Set<string>, program: { path: string; folder: string }) {
    this.#request = request;
    this.#taken = files;
    this.#program = program;
  }

  async tryFile(path: string, functions: readonly ChangedFunction[]): Promise<TriedFile> {
    const module = await this.#module(path);
    if (typeof module === 'string') return failed(functions, module);
    const { checkout, env, base } = this.#request;
    const place = {
      file: join(checkout.root, path),
      root: join(checkout.root, module.root),
      module: module.path,
    };
    const folder = join(this.#program.folder, `file-${this.#shops.size}`);
    const workshop = new Workshop(place, folder, env);
    const pkg = await workshop.read(
      this.#program.path,
      null,
      functions.map(({ line }) => ({ line })),
    );
    if (typeof pkg === 'string') return failed(functions, pkg);
    const tried = await workshop.explore();
    if (typeof tried === 'string') return failed(functions, tried, pkg);
    this.#shops.set(path, { workshop, pkg });
    const now = functions.map((fn, index) => triedOf(fn, index, pkg, tried));
    const text = await checkout.fileAt(base, path);
    const before =
      text === null
        ? []
        : await this.#before(new Workshop(place, `${folder}-base`, env), text, functions, pkg);
    return { now, before, existing: await this.#existing(path, workshop, pkg) };
  }

  /** The module that a file belongs to. */
  async #module(path: string): Promise<{ root: string; path: string } | string> {
    for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
      const manifest = posix.join(folder, 'go.mod');
      if (this.#taken.has(manifest)) {
        const text = (await this.#request.checkout.fileAt(this.#request.head, manifest)) ?? '';
        const name = /^module\s+"?([^\s"]+)/m.exec(text)?.[1];
        return name ? { root: folder, path: name } : `${manifest} names no module`;
      }
      if (folder === '.') return 'it is in no Go module';
    }
  }

  /** The same inputs at the base, for functions that were there. */
  async #before(
    workshop: Workshop,
    text: string,
    functions: readonly ChangedFunction[],
    { answers }: GoPackage,
  ): Promise<(Observation[] | undefined)[]> {
    const there = functions.flatMap((fn, index) => {
      const inputs = answers[index]!.inputs ?? [];
      return fn.complexityBefore === null || inputs.length === 0
        ? []
        : [{ index, fn, asked: { line: fn.line, name: fn.name, inputs } }];
    });
    const before: (Observation[] | undefined)[] = [];
    if (there.length === 0) return before;
    const pkg = await workshop.read(
      this.#program.path,
      text,
      there.map(({ asked }) => asked),
    );
    const tried = typeof pkg === 'string' ? pkg : await workshop.explore();
    // a base that does not compile with the other files of the head has no answers
    if (typeof pkg === 'string' || typeof tried === 'string') return before;
    for (const [n, { index, fn }] of there.entries()) before[index] = triedOf(fn, n, pkg, tried).observations;
    return before;
  }

  /** What the package's own tests run, and which mutants they notice. A string = not known. */
  async #existing(path: string, workshop: Workshop, { answers }: GoPackage): Promise<Existing | string> {
    const own = [...this.#taken].filter(
      (each) => posix.dirname(each) === posix.dirname(path) && each.endsWith('_test.go'),
    );
    if (own.length === 0) return { ran: new Set(), killed: new Set() };
    const mutants = answers.flatMap((answer) => answer.mutants ?? []);
    this.#request.log(`asking ${own.length} existing test files about ${mutants.length} mutants`);
    for (const file of own)
      for (const [, name] of ((await this.#request.checkout.fileAt(this.#request.head, file)) ?? '').matchAll(
        /^func (Test\w+)\(/gm,
      ))
        this.#names.add(name!);
    const tests = await workshop.tests();
    const reached = typeof tests === 'string' ? tests : await tests.plain(EVERY_TEST);
    if (typeof tests === 'string' || typeof reached === 'string')
      return `what the existing tests run is not known: ${reached as string}`;
    const killed = await killedBy(tests, EVERY_TEST, mutants, reached.points);
    return {
      ran: linesOf(
        answers.flatMap((answer) => answer.blocks ?? []),
        reached.blocks,
      ),
      killed: new Set([...killed].map((id) => mutantId(path, id))),
    };
  }

  candidate(fn: ChangedFunction, title: string, picks: readonly Pick[]): Candidate {
    const { pkg } = this.#shops.get(fn.path)!;
    const said = title.replace(/^throws error\b/, 'fails with').replace(/^throws panic\b/, 'panics with');
    const stem = `${posix.basename(fn.path, '.go')}_${fn.name.replace(/\W+/g, '_').toLowerCase()}`;
    const path = this.#free((n) => posix.join(posix.dirname(fn.path), `${stem}${n}_test.go`));
    // after `Test` Go wants no small letter
    const prefix = `Test${fn.name[0]!.toUpperCase()}${fn.name.slice(1).replace(/\W+/g, '_')}_`;
    const name = this.#freeName(
      nameFrom(said, LONGEST_NAME, (words) => prefix + words.map(capital).join('')),
    );
    return {
      path,
      code: emitGoTest(pkg.name, name, picks, pkg.imports),
      module: fn.path,
      title: `${fn.name} ${said}`,
    };
  }

  #free(pathFor: (n: string) => string): string {
    for (let n = 1; ; n++) {
      const path = pathFor(n === 1 ? '' : `_${n}`);
      if (this.#taken.has(path)) continue;
      this.#taken.add(path);
      return path;
    }
  }

  #freeName(name: string): string {
    let own = name;
    for (let n = 2; this.#names.has(own); n++) own = `${name}_${n}`;
    this.#names.add(own);
    return own;
  }

  async run(
    candidates: readonly Candidate[],
    seed: number,
    claimed: ReadonlySet<string> | null,
  ): Promise<ToolRun | string> {
    const { checkout, env } = this.#request;
    const tests = await runGoTests(checkout.root, candidates, seed, env);
    const lines = new Map<string, ReadonlySet<number>>();
    const killed = new Set<string>();
    const [passing, failing] = [true, false].map((passed) =>
      candidates.filter(({ path }) => (tests.get(path)?.passed ?? false) === passed),
    ) as [Candidate[], Candidate[]];
    if (claimed)
      // what does not compile would keep the others from being measured
      await without(failing, checkout.root, async () => {
        for (const [path, own] of Map.groupBy(passing, ({ module }) => module)) {
          const { workshop, pkg } = this.#shops.get(path)!;
          const measured = await this.#measured(workshop, pkg, path, own, claimed);
          lines.set(path, measured.ran);
          for (const id of measured.killed) killed.add(id);
        }
      });
    return { tests, lines, killed };
  }

  /** What candidates run and notice; nothing where they do not compile with the switches. */
  async #measured(
    workshop: Workshop,
    { answers }: GoPackage,
    path: string,
    candidates: readonly Candidate[],
    claimed: ReadonlySet<string>,
  ): Promise<Existing> {
    const tests = await workshop.tests();
    const pattern = `^(${(await testNames(this.#request.checkout.root, candidates)).join('|')})$`;
    const reached = typeof tests === 'string' ? tests : await tests.plain(pattern);
    if (typeof tests === 'string' || typeof reached === 'string')
      return { ran: new Set(), killed: new Set() };
    const mutants = answers
      .flatMap((answer) => answer.mutants ?? [])
      .filter(({ id }) => claimed.has(mutantId(path, id)));
    const deadline = Date.now() + KILLS_BUDGET_MS;
    const killed = new Set<string>();
    for (const { id, point } of mutants)
      if (Date.now() < deadline && reached.points.has(point) && (await tests.notices(pattern, id)))
        killed.add(mutantId(path, id));
    return {
      ran: linesOf(
        answers.flatMap((answer) => answer.blocks ?? []),
        reached.blocks,
      ),
      killed,
    };
  }

  async close(): Promise<void> {
    await rm(this.#program.folder, { recursive: true, force: true });
  }
}

function failed(functions: readonly ChangedFunction[], problem: string, pkg?: GoPackage): TriedFile {
  const now = functions.map((fn, index): Tried => {
    const answer = pkg?.answers[index] ?? { line: fn.line };
    return {
      problem: answer.problem ?? problem,
      observations: [],
      mutants: [],
      subject: subjectOf(answer, fn),
    };
  });
  return { now, before: [], existing: problem };
}

function triedOf(
  fn: ChangedFunction,
  index: number,
  { answers }: GoPackage,
  tried: readonly GoTried[],
): Tried {
  const answer = answers[index]!;
  const found = tried.find((each) => each.function === index);
  const observations = (found?.observations ?? []).flatMap((each) => observationOf(each, answer, fn) ?? []);
  const done = new Set(found?.tried);
  return {
    problem: problemOf(answer, found, observations.length),
    observations,
    mutants: (answer.mutants ?? [])
      .filter(({ id }) => done.has(id))
      .map(({ id, line, words }) => ({ id: mutantId(fn.path, id), line, words })),
    subject: subjectOf(answer, fn),
  };
}

function problemOf({ problem }: GoFunction, tried: GoTried | undefined, seen: number): string | null {
  if (problem) return problem;
  if (!tried) return 'brought its process down';
  if (seen > 0) return null;
  if (tried.hangs > 0) return 'does not end by itself';
  return tried.unstable > 0
    ? 'its results differ from call to call'
    : 'none of its results can be written down';
}

/** Mutants that a test notices, and those that there was no time to ask about. */
async function killedBy(
  tests: SwitchedTests,
  pattern: string,
  mutants: readonly GoMutant[],
  reached: ReadonlySet<number>,
): Promise<Set<number>> {
  const deadline = Date.now() + KILLS_BUDGET_MS;
  const killed = new Set<number>();
  for (const { id, point } of mutants) {
    if (!reached.has(point)) continue;
    if (Date.now() > deadline || (await tests.notices(pattern, id))) killed.add(id);
  }
  return killed;
}

function capital(word: string): string {
  return word[0]!.toUpperCase() + word.slice(1);
}

async function testNames(root: string, candidates: readonly Candidate[]): Promise<string[]> {
  const texts = await Promise.all(candidates.map(({ path }) => readFile(join(root, path), 'utf8')));
  return texts.flatMap((text) => [...text.matchAll(/^func (Test\w+)\(/gm)].map(([, name]) => name!));
}
