import { performance } from 'node:perf_hooks';
import { gzipSync } from 'node:zlib';
import type { ReadTest } from '@qitops/model';
import { describe, expect, test } from 'vitest';
import { readCoverageFile } from './read-coverage-file.ts';
import { type ResultFileRead, readResultFile } from './read-result-file.ts';
import { bytesSource } from './source.ts';

async function read(
  content: string | Uint8Array,
  chunk = 64 * 1024,
): Promise<ResultFileRead & { all: ReadTest[] }> {
  const all: ReadTest[] = [];
  const file = await readResultFile(bytesSource('r.xml', content, chunk), (each) => all.push(each));
  return { ...file, all };
}

const named = (name: string, encoding = 'UTF-8'): string =>
  `<?xml version="1.0" encoding="${encoding}"?>\n<testsuite name="s"><testcase classname="c" name="${name}" time="0.1"/></testsuite>`;

function utf16(text: string, bigEndian: boolean, bom: boolean): Buffer {
  const bytes = Buffer.from((bom ? '\ufeff' : '') + text, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
}

describe('encodings', () => {
  test.each([
    ['UTF-8', Buffer.from(named('café ✓ 😀'))],
    ['UTF-8 with byte order mark', Buffer.from(`\ufeff${named('café ✓ 😀')}`)],
    ['UTF-16 little endian', utf16(named('café ✓ 😀', 'UTF-16'), false, true)],
    ['UTF-16 big endian', utf16(named('café ✓ 😀', 'UTF-16'), true, true)],
    ['UTF-16 without mark', utf16(named('café ✓ 😀', 'UTF-16'), false, false)],
    ['UTF-8 that calls itself UTF-16', Buffer.from(named('café ✓ 😀', 'utf-16'))],
    ['UTF-8, gzipped', gzipSync(named('café ✓ 😀'))],
  ])('%s is read, wherever it is cut', async (_, bytes) => {
    for (const chunk of [1, 2, 3, 5, 4096]) {
      const got = await read(bytes, chunk);
      expect(got.message).toBeUndefined();
      expect(got.all.map((each) => each.name)).toEqual(['café ✓ 😀']);
    }
  });

  test.each([false, true])(
    'JSON in UTF-16, as PowerShell writes it, is read (big endian: %s)',
    async (bigEndian) => {
      const ctrf = {
        reportFormat: 'CTRF',
        results: { tool: { name: 't' }, tests: [{ name: 'é😀', status: 'failed', duration: 1 }] },
      };
      for (const chunk of [1, 3, 4096]) {
        const got = await read(utf16(JSON.stringify(ctrf), bigEndian, true), chunk);
        expect(got).toMatchObject({ status: 'ok', failed: 1 });
        expect(got.all[0]!.name).toBe('é😀');
      }
    },
  );

  test('Latin-1 is read as it declares itself', async () => {
    const got = await read(Buffer.from(named('café', 'ISO-8859-1'), 'latin1'));
    expect(got.all[0]!.name).toBe('café');
  });

  test('an encoding nobody knows is named', async () => {
    const got = await read(named('x', 'klingon-8'));
    expect(got.message).toBe(
      'r.xml:1: the encoding "klingon-8" is not known. Write the report as UTF-8, or correct the encoding in its first line.',
    );
  });
});

describe('illegal text', () => {
  test('control characters are replaced, with the line', async () => {
    const got = await read(
      '<testsuite name="s">\n<testcase name="a\u0008b"><failure>\u0000null \u001b[31m</failure></testcase></testsuite>',
    );
    expect(got).toMatchObject({ status: 'ok', tests: 1, failed: 1 });
    expect(got.all[0]!.name).toBe('a\ufffdb');
    expect(got.warnings).toEqual(['r.xml:2: characters that XML forbids (control characters) were replaced']);
  });

  test('references to forbidden characters are kept as text', async () => {
    const got = await read(suite('<testcase name="a&#8;b"/>'));
    expect(got).toMatchObject({ status: 'ok', tests: 1 });
    expect(got.all[0]!.name).toBe('a&#8;b');
  });

  test('names of Object.prototype are names like any other', async () => {
    const got = await read(
      '<testsuite name="__proto__"><testcase classname="constructor" name="__proto__"><failure message="&constructor;"/></testcase><testcase classname="toString" name="hasOwnProperty"/></testsuite>',
    );
    expect(got.all.map((each) => [each.suite, each.name])).toEqual([
      [['__proto__', 'constructor'], '__proto__'],
      [['__proto__', 'toString'], 'hasOwnProperty'],
    ]);
    expect(got.all[0]!.message).toBe('&constructor;');
  });
});

describe('attacks', () => {
  test('a DTD that declares entities is refused', async () => {
    const bomb = `<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>${suite('<testcase name="a"><failure message="&b;"/></testcase>')}`;
    const got = await read(bomb);
    expect(got).toMatchObject({ status: 'error', tests: 0 });
    expect(got.message).toContain('its DTD declares entities, which are never expanded');
  });

  test('external entities are never opened', async () => {
    const got = await read(
      `<!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/passwd">]>${suite('<testcase name="a">&x;</testcase>')}`,
    );
    expect(got.status).toBe('error');
  });

  test('a DTD that names a file only is passed over', async () => {
    expect(await read(`<!DOCTYPE t SYSTEM "junit.dtd">${suite('<testcase name="a"/>')}`)).toMatchObject({
      status: 'ok',
      tests: 1,
    });
  });

  test.each([
    ['comments', `<testsuite>${'<!-- -->'.repeat(200_000)}<testcase name="a"/></testsuite>`, 1],
    ['sections', `<testsuite>${'<![CDATA[]]>'.repeat(100_000)}<testcase name="a"/></testsuite>`, 1],
    ['deep nesting', '<testsuite>'.repeat(200_000), 0],
    ['one long attribute', `<testsuite><testcase name="${'x'.repeat(20_000_000)}"/></testsuite>`, 1],
    [
      'one long text',
      `<testsuite><testcase name="a"><failure>${'y'.repeat(20_000_000)}</failure></testcase></testsuite>`,
      1,
    ],
    ['a long opening bracket', `{"a":${'['.repeat(1_000_000)}`, 0],
  ])('%s: read or refused within seconds', async (_, content, tests) => {
    const start = performance.now();
    const got = await read(content);
    expect(got.tests).toBe(tests);
    if (tests === 0) expect(got.status).toBe('error');
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  test('a line that claims billions of branches is named and not counted', async () => {
    const line = '<line number="1" hits="1" condition-coverage="50% (1/2000000000)"/>';
    const xml = `<coverage line-rate="1"><packages><class filename="a"><lines>${line}</lines></class></packages></coverage>`;
    const { file } = await readCoverageFile(bytesSource('c.xml', xml));
    expect(file).toMatchObject({
      status: 'partial',
      lines: { covered: 1, total: 1 },
      branches: { covered: 0, total: 0 },
    });
    expect(file.message).toContain('line 1 claims 2000000000 branches');
  });

  test('captured text is cut while it is read', async () => {
    const long = 'z'.repeat(300_000);
    const got = await read(
      suite(`<testcase name="a"><failure message="${long}"><![CDATA[${long}]]></failure></testcase>`),
    );
    expect(got.all[0]!.message).toHaveLength(2048);
    expect(got.all[0]!.trace).toHaveLength(8192);
  });
});

function suite(cases: string): string {
  return `<testsuite name="s">${cases}</testsuite>`;
}
