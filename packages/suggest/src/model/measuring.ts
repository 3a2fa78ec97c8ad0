import type { ChangedFunction, SuggestDocument } from '@qitops/model';
import type { EngineRequest } from '../engine.ts';
import { Baseline } from '../existing/baseline.ts';
import type { GateOptions } from '../gate.ts';
import { mutate } from '../mutants/mutate.ts';
import { detectRunner } from '../runners/detect.ts';
import { Styles } from '../styles.ts';
import { notExecuted } from '../subject.ts';
import type { Measuring } from './evidence.ts';

export interface MeasuredFunctions {
  measuring: Measuring;
  executable: ChangedFunction[];
  /** Text of each module at the head. */
  texts: ReadonlyMap<string, string>;
  styles: Styles;
}

/** What proposed tests are measured against; null = nothing can be run here, which the engine has said. */
export async function measuringFor(
  { checkout, head, functions, coverage, parseLcov, env }: EngineRequest,
  { suggestions }: Pick<SuggestDocument, 'suggestions'>,
): Promise<MeasuredFunctions | null> {
  const runner = await detectRunner(checkout, head);
  const executable = functions.filter(({ path }) => notExecuted(path) === null);
  if (typeof runner === 'string' || executable.length === 0) return null;
  const gate: GateOptions = { runner, parseLcov, root: checkout.root, env };
  const texts = new Map<string, string>();
  for (const { path } of executable) texts.set(path, (await checkout.fileAt(head, path)) ?? '');
  const measuring: Measuring = {
    gate,
    baseline: await Baseline.of(checkout, head, executable, coverage, gate),
    files: await checkout.files(head),
    modules: await mutate(
      [...texts].map(([path, text]) => ({ path, text, ranges: executable.filter((fn) => fn.path === path) })),
    ),
    proven: suggestions.flatMap(({ test, target, title }) =>
      test ? [{ ...test, module: target.path, subject: target.function, title }] : [],
    ),
  };
  return { measuring, executable, texts, styles: await Styles.at(checkout, head, runner.id) };
}
