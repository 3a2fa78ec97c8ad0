import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileCoverageBuilder, type SiteManifest, SiteSummary } from '@qitops/model';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { historyOf, inputOf } from './report-fixture.ts';
import { writeReport } from './write-report.ts';

let base: string;
let shell: string;
let out: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'qitops-report-'));
  shell = join(base, 'shell');
  out = join(base, 'out');
  mkdirSync(join(shell, 'a'), { recursive: true });
  writeFileSync(
    join(shell, 'index.html'),
    '<title><!--qitops:title--></title><noscript><!--qitops:noscript--></noscript>',
  );
  writeFileSync(
    join(shell, 'report.template.html'),
    '<!--qitops:title--><script><!--qitops:data--></script>',
  );
  writeFileSync(join(shell, 'a/x.js'), '1');
});

afterEach(() => rmSync(base, { recursive: true, force: true }));

const manifest = () => JSON.parse(readFileSync(join(out, 'data/manifest.json'), 'utf8')) as SiteManifest;

test('an empty history still makes a site, which says so', async () => {
  const document = await writeReport(inputOf(historyOf([]), { shell, out }));
  expect(document).toMatchObject({ pages: 2, runs: 0, tests: 0 });
  expect(manifest().pages).toEqual(['index', 'about']);
  expect(readFileSync(join(out, 'index.html'), 'utf8')).toContain('No test run has been recorded yet');
});

test('the count of files and bytes is what lies in the folder', async () => {
  const document = await writeReport(inputOf(historyOf(['pf', 'pp']), { shell, out }));
  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, file) => sum + readFileSync(join(file.parentPath, file.name)).length, 0);
  expect(document).toMatchObject({ files: files.length, bytes });
});

test('titles and names are escaped, and text that looks like a mark or a pattern stays text', async () => {
  const title = "</title><script>1</script><!--qitops:noscript-->$&$'";
  await writeReport(inputOf(historyOf(['f']), { shell, out, title }));
  for (const name of ['index.html', 'report.html']) {
    const html = readFileSync(join(out, name), 'utf8');
    expect(html).not.toContain('<script>1');
    expect(html).toContain('&lt;!--qitops:noscript--&gt;$&amp;$&#39;');
  }
});

test('what was not measured is null in the summary and absent in the navigation', async () => {
  await writeReport(inputOf(historyOf(['p']), { shell, out }));
  const summary = SiteSummary.parse(JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')));
  expect(summary).toMatchObject({ verdict: 'passed', passRate: 100, lineCoverage: null, flakyTests: null });
  expect(manifest().pages).toEqual(['index', 'runs', 'tests', 'slow', 'about']);
  expect(readFileSync(join(out, 'badge/coverage.svg'), 'utf8')).toContain('not measured');
});

test('a source file has its lines, and its text when it can be read', async () => {
  const builder = new FileCoverageBuilder('src/a.ts');
  builder.line(1, 0);
  builder.line(2, 3);
  const coverage = { sha: 'a'.repeat(40), files: new Map([['src/a.ts', builder.build()]]) };
  await writeReport(
    inputOf(historyOf(['p']), { shell, out, coverage, readSource: async () => 'one\ntwo\n' }),
  );
  const { files } = JSON.parse(readFileSync(join(out, manifest().files.coverage!), 'utf8'));
  const source = JSON.parse(readFileSync(join(out, files[0].data), 'utf8'));
  expect(source).toMatchObject({
    text: 'one\ntwo\n',
    lines: [
      [1, 0],
      [2, 3],
    ],
  });
});

test('an older report is replaced, and files that are not a report’s stay', async () => {
  await writeReport(inputOf(historyOf(['pp']), { shell, out }));
  const old = manifest().files.overview;
  writeFileSync(join(out, 'CNAME'), 'example.org');
  await writeReport(inputOf(historyOf(['pf', 'ff']), { shell, out }));
  expect(existsSync(join(out, old))).toBe(false);
  expect(existsSync(join(out, 'CNAME'))).toBe(true);
});

test('links lead to an https repository only', async () => {
  await writeReport(inputOf(historyOf(['p']), { shell, out, repositoryUrl: 'javascript:alert(1)' }));
  expect(manifest().repositoryUrl).toBeNull();
  await writeReport(inputOf(historyOf(['p']), { shell, out, repositoryUrl: 'https://github.com/a/b.git' }));
  expect(manifest().repositoryUrl).toBe('https://github.com/a/b');
});

test('a missing shell is a sentence with a remedy', async () => {
  await expect(writeReport(inputOf(historyOf([]), { shell: join(base, 'none'), out }))).rejects.toThrow(
    /missing.*Fix: build/,
  );
});

test('the feed tells where the main branch broke and was mended', async () => {
  await writeReport(inputOf(historyOf(['p', 'f', 'f', 'p']), { shell, out }));
  const titles = [
    ...readFileSync(join(out, 'feed.atom'), 'utf8').matchAll(/<entry>.*?<title>(.*?)<\/title>/g),
  ].map(([, title]) => title);
  expect(titles).toEqual(['Mended at 0000003: nothing fails', '1 failure at 0000001 (0 before)']);
});
