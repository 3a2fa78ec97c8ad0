import { GitStore, History } from '@qitops/history';
import { Git } from '@qitops/repository';
import { sampleRun } from './sample-run.ts';

// A writer in a process of its own: adds runs to a history and says after each how it went.
const [checkout = '', remote = '', name = '', count = '1'] = process.argv.slice(2);
for (let i = 0; i < Number(count); i++) {
  const store = new GitStore({
    git: new Git(checkout),
    ref: 'refs/qitops/history',
    remote: remote === '' ? null : remote,
  });
  const { run } = sampleRun(`${name}${i}`);
  const { appended } = await new History(store, (text) => text).add([{ run, coverage: null }]);
  process.stdout.write(`${JSON.stringify({ key: run.info.key, ...appended })}\n`);
}
