import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileSource, readCoverageFile, readResultFile, readResultFiles } from '@qitops/readers';
import { XMLParser } from 'fast-xml-parser';
import { SaxesParser } from 'saxes';

// One subject of the readers' benchmark, in a process of its own: node readers-subject.ts <subject> <path>.
// Prints { seconds, rssMb, found } as JSON.

/** What other projects' readers are installed as, beside the readers they are compared with. */
const peers = createRequire(new URL('../../packages/readers/package.json', import.meta.url));

const subjects: Record<string, (path: string) => Promise<number>> = {
  'qitops results': async (path) => (await readResultFile(fileSource(path))).tests,
  'qitops coverage': async (path) => (await readCoverageFile(fileSource(path))).file.lines.total,
  'qitops many': async (path) => {
    const sources = readdirSync(path).map((name) => fileSource(join(path, name)));
    const { totals } = await readResultFiles(sources, { project: 'bench', root: path, alternatives: false });
    return totals.tests;
  },
  'qitops one': async (path) => {
    const { totals } = await readResultFiles([fileSource(path)], { project: 'bench', root: path });
    return totals.tests;
  },
  saxes: tokenize,
  'fast-xml-parser': async (path) => {
    const tree = new XMLParser({ ignoreAttributes: false }).parse(readFileSync(path, 'utf8')) as object;
    return Object.keys(tree).length;
  },
  'lcov-parse': async (path) => {
    const parse = peers('lcov-parse') as (
      path: string,
      done: (error: unknown, data: { lines: { found: number } }[]) => void,
    ) => void;
    return new Promise((resolve, reject) => {
      parse(path, (error, data) =>
        error ? reject(error) : resolve(data.reduce((sum, file) => sum + file.lines.found, 0)),
      );
    });
  },
  'parse-lcov': async (path) => {
    const module = peers('parse-lcov') as { default?: (text: string) => { lines: { found: number } }[] };
    return module.default!(readFileSync(path, 'utf8')).reduce((sum, file) => sum + file.lines.found, 0);
  },
  'junit-to-ctrf': async (path) => {
    const module = (await import(peers.resolve('junit-to-ctrf'))) as {
      convertJUnitToCTRFReport(pattern: string): Promise<{ results: { tests: unknown[] } } | null>;
    };
    return (await module.convertJUnitToCTRFReport(path))?.results.tests.length ?? 0;
  },
};

/** What any reader must at least do: decode the file and tokenize it. */
async function tokenize(path: string): Promise<number> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  let elements = 0;
  parser.on('opentag', () => {
    elements += 1;
  });
  parser.on('text', () => {});
  parser.on('cdata', () => {});
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 256 * 1024 }))
    parser.write(chunk as string);
  parser.close();
  return elements;
}

if (import.meta.main) {
  const [name = '', path = ''] = process.argv.slice(2);
  const start = performance.now();
  const found = await subjects[name]!(path);
  const seconds = (performance.now() - start) / 1000;
  console.log(JSON.stringify({ seconds, rssMb: process.resourceUsage().maxRSS / 1024, found }));
}
