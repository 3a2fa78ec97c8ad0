import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

/** Writes the pieces of `text` to `path`, holding little of it in memory. Returns the bytes written. */
async function write(path: string, text: Iterable<string>): Promise<number> {
  const stream: WriteStream = createWriteStream(path);
  let buffer = '';
  let bytes = 0;
  const flush = async (): Promise<void> => {
    bytes += Buffer.byteLength(buffer);
    if (!stream.write(buffer)) await once(stream, 'drain');
    buffer = '';
  };
  for (const piece of text) {
    buffer += piece;
    if (buffer.length > 1 << 20) await flush();
  }
  await flush();
  stream.end();
  await finished(stream);
  return bytes;
}

/** A JUnit file as Surefire writes it: `cases` cases, 500 a suite, 1 in 200 failing with a stack, some with output. */
export function junitFile(path: string, cases: number, outputEvery = 50, outputLines = 60): Promise<number> {
  const frames = Array.from(
    { length: 12 },
    (_, i) => `\tat org.shop.part${i}.Part${i}.run${i}(Part${i}.java:${100 + i})\n`,
  );
  const stack = frames.join('');
  const output = Array.from(
    { length: outputLines },
    (_, i) => `10:00:00.${i} INFO  o.s.Cart - item ${i} of the order was checked\n`,
  );
  return write(path, junitText(cases, stack, output.join(''), outputEvery));
}

function* junitText(cases: number, stack: string, output: string, outputEvery: number): Iterable<string> {
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="all" tests="${cases}">\n`;
  for (let first = 0; first < cases; first += 500) {
    const count = Math.min(500, cases - first);
    const suite = `org.shop.suite${first / 500}.Suite${first / 500}Test`;
    yield `  <testsuite name="${suite}" tests="${count}" time="6.0" timestamp="2026-01-02T10:00:00">\n`;
    for (let i = first; i < first + count; i++) {
      const head = `    <testcase classname="${suite}" name="ordersArePaid_${i}[currency=${i % 7}, mode=fast]" time="0.012"`;
      const parts: string[] = [];
      if (i % 200 === 199) {
        parts.push(
          `<failure message="expected:&lt;${i}&gt; but was:&lt;0&gt;" type="AssertionError"><![CDATA[${stack}]]></failure>`,
        );
      }
      if (i % outputEvery === outputEvery - 1) parts.push(`<system-out><![CDATA[${output}]]></system-out>`);
      yield parts.length > 0 ? `${head}>\n${parts.join('\n')}\n    </testcase>\n` : `${head}/>\n`;
    }
    yield '  </testsuite>\n';
  }
  yield '</testsuites>\n';
}

/** One flat suite whose cases belong to `classes` classes, four each, interleaved. */
export function flatJunitFile(path: string, classes: number): Promise<number> {
  function* text(): Iterable<string> {
    yield `<testsuite name="flat" tests="${classes * 4}">\n`;
    for (let round = 0; round < 4; round++) {
      for (let i = 0; i < classes; i++)
        yield `<testcase classname="org.shop.C${i}" name="case ${round}" time="0.01"/>\n`;
    }
    yield '</testsuite>\n';
  }
  return write(path, text());
}

/** LCOV of `files` files with `lines` lines each, a function every 12 lines and a branch of two arms every 8. */
export function lcovFile(path: string, files: number, lines: number): Promise<number> {
  function* text(): Iterable<string> {
    let seed = 7;
    const random = (limit: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
      return (seed >>> 8) % limit;
    };
    for (let file = 0; file < files; file++) {
      const part: string[] = [
        'TN:',
        `SF:/home/ci/shop/packages/part${file % 400}/src/mod${file % 50}/file${file}.ts`,
      ];
      const functions = Math.max(1, Math.floor(lines / 12));
      for (let i = 0; i < functions; i++) part.push(`FN:${i * 14 + 1},fn${i}`);
      for (let i = 0; i < functions; i++) part.push(`FNDA:${random(5)},fn${i}`);
      let hit = 0;
      for (let i = 0; i < lines; i++) {
        const hits = random(4);
        if (hits > 0) hit += 1;
        part.push(`DA:${i + 1 + Math.floor(i / 6)},${hits}`);
      }
      part.push(`LF:${lines}`, `LH:${hit}`);
      for (let i = 0; i < Math.floor(lines / 8); i++) {
        const line = i * 8 + 1 + Math.floor((i * 8) / 6);
        part.push(`BRDA:${line},${i},0,${random(3)}`, `BRDA:${line},${i},1,${random(2) === 0 ? '-' : '1'}`);
      }
      part.push('end_of_record', '');
      yield part.join('\n');
    }
  }
  return write(path, text());
}

/** JaCoCo with `files` source files of 60 lines and a class with three methods each. */
export function jacocoFile(path: string, files: number): Promise<number> {
  function* text(): Iterable<string> {
    yield '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="shop">';
    for (let file = 0; file < files; file++) {
      if (file % 50 === 0) yield `${file > 0 ? '</package>' : ''}<package name="org/shop/part${file / 50}">`;
      yield `<class name="org/shop/part${Math.floor(file / 50)}/C${file}" sourcefilename="C${file}.java">`;
      for (let i = 0; i < 3; i++) {
        yield `<method name="run${i}" desc="()V" line="${i * 20 + 3}"><counter type="INSTRUCTION" missed="4" covered="9"/><counter type="METHOD" missed="0" covered="1"/></method>`;
      }
      yield `</class><sourcefile name="C${file}.java">`;
      for (let line = 3; line < 63; line++) {
        yield `<line nr="${line}" mi="${line % 3 === 0 ? 3 : 0}" ci="${line % 3 === 0 ? 0 : 4}" mb="${line % 9 === 0 ? 1 : 0}" cb="${line % 9 === 0 ? 1 : 0}"/>`;
      }
      yield '<counter type="LINE" missed="20" covered="40"/></sourcefile>';
    }
    yield '</package></report>';
  }
  return write(path, text());
}
