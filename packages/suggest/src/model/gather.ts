import type { ChangedFunction, FunctionMaterial, ModuleMaterial, SuggestDocument } from '@qitops/model';
import { languageOf } from '@qitops/repository';
import type { EngineRequest } from '../engine.ts';
import { MOST_TESTS } from '../group.ts';
import { openLines } from '../places.ts';
import { signaturesOf } from '../source/signatures.ts';
import { reached, subjectFor } from '../subject.ts';
import { ofModel } from './ask.ts';
import { assertionsOf } from './candidate.ts';
import { mutantsOf, openMutants } from './evidence.ts';
import { functionMaterial, moduleMaterial } from './material.ts';
import { type MeasuredFunctions, measuringFor } from './measuring.ts';
import { actsOutside } from './reach.ts';

export interface GatherRequest extends EngineRequest {
  /** Lines that the change added, by path. */
  changedLines: ReadonlyMap<string, ReadonlySet<number>>;
  /** What the engine found. */
  engine: Pick<SuggestDocument, 'suggestions'>;
}

export interface Gathered {
  materials: ModuleMaterial[];
  omitted: SuggestDocument['omitted'];
}

/** Gathers what a model needs to know of each changed function that can be asked about; the others are listed. */
export async function gatherMaterial(request: GatherRequest): Promise<Gathered> {
  const gathered: Gathered = { materials: [], omitted: [] };
  const measured = await measuringFor(request, request.engine);
  if (!measured) return gathered;
  for (const path of measured.texts.keys()) {
    const module = await moduleOf(path, request, measured, (fn, reason) => {
      gathered.omitted.push({ path, function: fn.name, reason: ofModel(reason) });
    });
    if (module.functions.length > 0) gathered.materials.push(module);
  }
  return gathered;
}

type Omit = (fn: ChangedFunction, reason: string) => void;

async function moduleOf(
  path: string,
  request: GatherRequest,
  { measuring, executable, texts, styles }: MeasuredFunctions,
  omit: Omit,
): Promise<ModuleMaterial> {
  const { checkout, head } = request;
  const text = texts.get(path)!;
  const signatures = await signaturesOf(languageOf(path)!.grammar, text);
  const style = await styles.for(path, new Set());
  const [nearest] = measuring.baseline.testsReaching([path]);
  const outside = await actsOutside(checkout, head, path);
  const functions: FunctionMaterial[] = [];
  const told: ChangedFunction[] = [];
  for (const fn of executable.filter((each) => each.path === path)) {
    const found = outside ?? reached(fn.name, signatures);
    if (typeof found === 'string') {
      omit(fn, found);
      continue;
    }
    const material = await openMaterial(fn, request, measuring, text);
    if (typeof material === 'string') omit(fn, material);
    else {
      functions.push(material);
      told.push(fn);
    }
  }
  return {
    ...moduleMaterial({
      path,
      text,
      signatures,
      functions: told,
      given: [...signatures.values()]
        .filter(({ exportedAs }) => exportedAs !== null)
        .map((each) => subjectFor(each, path).local),
      nearestTest: nearest ? ((await checkout.fileAt(head, nearest)) ?? '') : '',
      assertions: assertionsOf(style),
    }),
    functions,
  };
}

/** What is told of a function, or why nothing is left to ask about it. */
async function openMaterial(
  fn: ChangedFunction,
  request: GatherRequest,
  measuring: MeasuredFunctions['measuring'],
  text: string,
): Promise<FunctionMaterial | string> {
  const has = measuring.proven.filter(({ module, subject }) => module === fn.path && subject === fn.name);
  const room = MOST_TESTS - has.length;
  if (room <= 0) return `it has ${MOST_TESTS} tests already`;
  const { open, undecided } = await openMutants(fn, measuring);
  if (open.length === 0 && undecided === 0 && mutantsOf(fn, measuring).length > 0)
    return 'every mutant is noticed already';
  const existing = measuring.baseline.existing(fn.path);
  return functionMaterial({
    checkout: request.checkout,
    base: request.base,
    fn,
    text,
    changedLines: request.changedLines.get(fn.path) ?? new Set(),
    open: openLines(existing.kind === 'covered' ? existing.coverage : null, fn),
    mutants: open,
    room,
  });
}
