import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { flakyDetect, report } from '@qitops/commands';

// One subject of the report's benchmark, in a process of its own:
// node report-subject.ts <flaky|report|alone|parse> <folder>.
// Prints { seconds, cpu, rssMb } as JSON; the time to load the program is not counted.

const quiet = { info: () => {}, warn: () => {} };
const contextOf = (folder: string) => ({ cwd: folder, env: {}, log: quiet }) as never;

const reportOf = (folder: string, flaky: string | null) =>
  report(contextOf(folder), {
    store: 'history',
    results: ['results.json'],
    coverage: [],
    analysis: null,
    suggestions: null,
    flaky,
    out: 'site',
  });

const subjects: Record<string, (folder: string) => Promise<unknown>> = {
  /** The step before: it keeps the detector's state, and leaves its document to the report of the same job. */
  flaky: async (folder) => {
    const options = { store: 'history', triage: true, keepState: true };
    writeFileSync(join(folder, 'flaky.json'), JSON.stringify(await flakyDetect(contextOf(folder), options)));
  },
  report: (folder) => reportOf(folder, 'flaky.json'),
  /** The report in a job of its own, which goes on from the state. */
  alone: (folder) => reportOf(folder, null),
  /** What any reader of these runs must at least do. */
  parse: async (folder) => {
    const runs = join(folder, 'history/runs');
    return readdirSync(runs, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => JSON.parse(readFileSync(join(entry.parentPath, entry.name), 'utf8')));
  },
};

if (import.meta.main) {
  const [name = '', folder = ''] = process.argv.slice(2);
  const before = process.cpuUsage();
  const start = performance.now();
  await subjects[name]!(folder);
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  const rssMb = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ seconds, cpu: (user + system) / 1e6, rssMb }));
}
