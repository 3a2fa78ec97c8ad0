// The program of a process of its own: tries one function of the project with many inputs and reports, for each, what
// came out, which blocks of the file ran and which mutants it tells from the original. This folder imports nothing but
// Node, so that it also runs from a bundle's folder.
import { answer, job, type Namespace, target, write } from './job.ts';
import { exportOf, loadFromJob, loadSwitched } from './load.ts';
import { noteBlocks, observeAll, startCounting } from './observe.ts';
import { tryMutants } from './try-mutants.ts';
import { closeTheWorld } from './world.ts';

process.on('unhandledRejection', () => undefined);
process.on('uncaughtException', () => undefined);
loadFromJob();
await startCounting();
const original = (await import(target).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
})) as Namespace;
const switched = job.mutants ? await loadSwitched('m') : null;
closeTheWorld();

answer.isFunction = typeof exportOf(original) === 'function';
if (answer.isFunction) {
  await observeAll(original);
  if (switched) await tryMutants(switched);
  await noteBlocks(original);
}
write(job.out, JSON.stringify(answer));
process.exit(0);
