import { join } from 'node:path';
import { type Runner, type RunOutcome, runCommand } from './runner.ts';

/** Node's own runner; each file is a process of its own, in an order of its own. */
export function nodeTest(): Runner {
  return {
    id: 'node:test',
    run: (request) =>
      runCommand(request, (out) => ({
        args: [
          '--test',
          '--test-reporter=junit',
          `--test-reporter-destination=${join(out, 'report.xml')}`,
          ...(request.coverage
            ? [
                '--experimental-test-coverage',
                '--test-reporter=lcov',
                `--test-reporter-destination=${join(out, 'lcov.info')}`,
              ]
            : []),
          ...shuffled(request.files),
        ],
        report: join(out, 'report.xml'),
        read: readJunit,
        lcov: join(out, 'lcov.info'),
      })),
  };
}

function shuffled(files: readonly string[]): string[] {
  return files
    .map((file) => ({ file, order: Math.random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ file }) => file);
}

/** Node writes suites as nested elements, one tag a line. */
export function readJunit(text: string): Pick<RunOutcome, 'passed' | 'failed'> {
  const passed = new Map<string, number>();
  const failed = new Map<string, string>();
  const suites: string[] = [];
  let open: string | null = null;
  for (const [, tag = '', rest = ''] of text.matchAll(/<(\/?[a-z]+)((?:\s+[\w:-]+="[^"]*")*\s*\/?)>/g)) {
    // Node escapes quotes twice
    const name = unescaped(unescaped(/\sname="([^"]*)"/.exec(rest)?.[1] ?? ''));
    if (tag === 'testsuite') suites.push(name);
    else if (tag === '/testsuite') suites.pop();
    else if (tag === 'testcase') {
      const title = [...suites, name].join(' ');
      passed.set(title, Number(/\stime="([\d.]+)"/.exec(rest)?.[1] ?? 0) * 1000);
      open = rest.trimEnd().endsWith('/') ? null : title;
    } else if ((tag === 'failure' || tag === 'error' || tag === 'skipped') && open !== null) {
      passed.delete(open);
      failed.set(open, unescaped(/\smessage="([^"]*)"/.exec(rest)?.[1] ?? tag));
    } else if (tag === '/testcase') open = null;
  }
  return { passed, failed };
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hex, name) =>
    name === undefined
      ? String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16))
      : (ENTITIES[name] ?? whole),
  );
}
