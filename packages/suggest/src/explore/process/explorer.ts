// The program of a process of its own: tries functions of the project with many inputs, one job after the other, and
// reports, for each input, what came out, which blocks of the file ran and which mutants it tells from the original.
// This folder imports nothing but Node, so that it also runs from a bundle's folder.
import type { FromExplorer, ToExplorer } from '../protocol.ts';
import { replaceGlobals } from './call.ts';
import { world } from './clock.ts';
import { learnAliases } from './find.ts';
import { answer, beginJob, copyName, job, type Namespace, onBeat } from './job.ts';
import { exportOf, listen, load, loadSwitched } from './load.ts';
import { noteBlocks, observeAll, startCounting } from './observe.ts';
import { loadFastCheck } from './property.ts';
import { tryMutants } from './try-mutants.ts';
import { prepareWorld } from './world.ts';

const [send, exit] = [process.send!.bind(process), process.exit.bind(process)];
const tell = (message: FromExplorer): void => void send(message);
Reflect.deleteProperty(process, 'send');
onBeat(() => tell({ kind: 'beat' }));

process.on('unhandledRejection', () => undefined);
process.on('uncaughtException', () => undefined);
process.on('disconnect', () => exit(0));
process.on('message', (message: ToExplorer) => void run(message));
listen();
await startCounting();
prepareWorld();
tell({ kind: 'ready' });

async function run({ job: next }: ToExplorer): Promise<void> {
  beginJob(next);
  learnAliases(next.aliases);
  if (job.scenarios.some(({ property }) => property)) loadFastCheck();
  const original = await load();
  if (typeof original === 'string') return tell({ kind: 'unloadable', why: original });
  const switched = job.mutants ? await loadSwitched(copyName('all')) : null;
  tell({ kind: 'loaded' });
  const subject = exportOf(original);
  // what `memo` and `forwardRef` give is an object
  answer.isFunction =
    typeof subject === 'function' || (job.kind === 'component' && subject instanceof Object);
  if (answer.isFunction) await tryAll(original, switched);
  tell({ kind: 'answer', answer, heap: process.memoryUsage().heapUsed });
}

async function tryAll(original: Namespace, switched: Namespace | null): Promise<void> {
  world.closed = true;
  try {
    await observeAll(original);
    if (switched) await tryMutants(switched);
    if (job.places) await noteBlocks(original);
  } finally {
    replaceGlobals({});
    world.closed = false;
  }
}
