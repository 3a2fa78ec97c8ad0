import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CaseLink,
  type CaseLinkState,
  type CaseProblem,
  type CasesDocument,
  type CoverLink,
  caseStatus,
  isDead,
  type LinkedCase,
  requirementsOf,
} from '@qitops/model';
import { declares } from '@qitops/repository';
import type { PlacedCase } from './case-files.ts';
import type { KnownTests } from './known-tests.ts';
import type { SourceTests } from './source-tests.ts';
import { readName } from './test-names.ts';

export interface LinkPlaces {
  root: string;
  known: KnownTests;
  source: SourceTests;
}

/** Follows what cases lead to: code and tests. */
export async function linkCases(cases: readonly PlacedCase[], places: LinkPlaces): Promise<LinkedCase[]> {
  const texts = new Map<string, Promise<string | null>>();
  const linked: LinkedCase[] = [];
  for (const one of cases) {
    const covers: CoverLink[] = [];
    for (const [at, { path, symbol }] of (one.case.covers ?? []).entries()) {
      const state = await coverState(places.root, path, symbol, texts);
      covers.push({ path, symbol: symbol ?? null, state, line: one.lineOf(['covers', at]) });
    }
    const automatedBy: CaseLink[] = [];
    for (const [at, text] of (one.case.automatedBy ?? []).entries())
      automatedBy.push({ ...(await linkOf(text, places)), line: one.lineOf(['automatedBy', at]) });
    linked.push(linkedCase(one, covers, automatedBy));
  }
  return linked;
}

function linkedCase(
  { case: one, ...place }: PlacedCase,
  covers: CoverLink[],
  automatedBy: CaseLink[],
): LinkedCase {
  return {
    id: one.id,
    title: one.title,
    path: place.path,
    line: place.line,
    alone: place.alone,
    type: one.type ?? null,
    priority: one.priority ?? null,
    owner: one.owner ?? null,
    source: one.source ?? 'manual',
    tags: one.tags ?? [],
    requirements: requirementsOf(one),
    preconditions: one.preconditions ?? [],
    steps: one.steps ?? [],
    parameters: one.parameters ?? [],
    covers,
    automatedBy,
    status: caseStatus(automatedBy),
    deadLinks: [...covers, ...automatedBy].filter(isDead).length,
  };
}

async function linkOf(text: string, { known, source }: LinkPlaces): Promise<Omit<CaseLink, 'line'>> {
  const { tests, renamed } = known.find(text);
  const shown = tests.map(({ current: _, ...test }) => test);
  if (tests.some(({ current }) => current)) return { text, state: 'found', tests: shown, renamed };
  const { file, parts } = readName(text, () => false);
  const first = tests[0];
  const written = first?.file
    ? await source.has(first.file, [...first.suite, first.name])
    : file === null
      ? null
      : await source.has(file, parts);
  return { text, state: stateOf(tests.length > 0, written, known.all.length > 0), tests: shown, renamed };
}

/** @param ran whether the history knows it. @param written whether the source has it. @param any whether any run is known. */
function stateOf(ran: boolean, written: boolean | null, any: boolean): CaseLinkState {
  if (written) return ran ? 'found' : 'source';
  if (ran) return 'gone';
  return written === false || any ? 'unknown' : 'unverified';
}

async function coverState(
  root: string,
  path: string,
  symbol: string | undefined,
  texts: Map<string, Promise<string | null>>,
): Promise<CoverLink['state']> {
  const plain = path.replace(/^\.\//, '').replace(/\/$/, '');
  if (plain.startsWith('/') || plain.split('/').includes('..')) return 'no-file';
  const there = await stat(join(root, plain)).catch(() => null);
  if (!there) return 'no-file';
  if (symbol === undefined) return 'found';
  if (!there.isFile()) return 'unverified';
  const known = texts.get(plain) ?? readFile(join(root, plain), 'utf8').catch(() => null);
  texts.set(plain, known);
  const text = await known;
  const declared = text === null ? null : await declares(plain, text, symbol);
  return declared === null ? 'unverified' : declared ? 'found' : 'no-symbol';
}

/** Links that lead nowhere, each with what to do about it. */
export function deadLinks(cases: readonly LinkedCase[]): CaseProblem[] {
  return cases.flatMap(({ path, covers, automatedBy }) => [
    ...covers.filter(isDead).map((cover): CaseProblem => {
      const gone = cover.state === 'no-file';
      return {
        ...{ path, line: cover.line, column: 1, kind: 'dead-link' },
        what: gone
          ? `covers ${cover.path}, which is not there`
          : `covers ${cover.symbol}, which ${cover.path} does not declare`,
        remedy: `name the ${gone ? 'file' : 'symbol'} that it is about now, or take the entry out`,
      };
    }),
    ...automatedBy.filter(isDead).map((link): CaseProblem => {
      const seen = link.tests[0]?.at.slice(0, 10);
      return {
        ...{ path, line: link.line, column: 1, kind: 'dead-link' },
        what:
          link.state === 'gone'
            ? `is automated by "${link.text}", which last ran on ${seen} and is in the source no more`
            : `is automated by "${link.text}", which no run and no source has`,
        remedy: 'name the test that does it now (`file > suite > name`), or take the entry out',
      };
    }),
  ]);
}

const EXAMPLES = 20;

/** Tests of the newest runs, and those that no case leads to; null when no run is known. */
export function uncased(cases: readonly LinkedCase[], known: KnownTests): CasesDocument['tests'] {
  const current = known.all.filter((test) => test.current);
  if (current.length === 0) return null;
  const led = new Set(
    cases.flatMap((one) => one.automatedBy.flatMap(({ tests }) => tests.map(({ id }) => id))),
  );
  const without = current.filter(({ id }) => !led.has(id));
  return {
    known: current.length,
    withoutCase: without.length,
    examples: without.slice(0, EXAMPLES).map(({ id, suite, name, file }) => ({ id, suite, name, file })),
  };
}
