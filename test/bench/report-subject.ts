import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { report } from '@qitops/commands';

// One subject of the report's benchmark, in a process of its own: node report-subject.ts <report|parse> <folder>.
// Prints { seconds, cpu, rssMb } as JSON; the time to load the program is not counted.

const quiet = { info: () => {}, warn: () => {} };

const subjects: Record<string, (folder: string) => Promise<unknown>> = {
  report: (folder) =>
    report({ cwd: folder, env: {}, log: quiet } as never, {
      store: 'history',
      results: ['results.json'],
      coverage: [],
      analysis: null,
      suggestions: null,
      flaky: null,
      out: 'site',
    }),
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
