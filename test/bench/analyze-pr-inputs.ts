import { ScratchRepository } from '@qitops/repository/testing';

export interface PullRequestSize {
  /** Source files of the repository. */
  sources: number;
  /** Of those, how many the pull request changes. */
  changed: number;
  /** Lines that it adds to each. */
  added: number;
  tests: number;
  /** Coverage reports, each of all sources. */
  shards: number;
  /** Measured lines of each source in each report; one in five has a branch. */
  lines: number;
}

/** A repository with a pull request, its test results and its coverage, as big as asked. */
export function pullRequestOf(size: PullRequestSize): ScratchRepository {
  const repository = new ScratchRepository();
  const path = (i: number): string => `src/part${i % 50}/file${i}.ts`;
  const files: Record<string, string> = {
    '.gitignore': 'junit.xml\n*.info\n',
    'package.json': '{ "name": "big", "devDependencies": { "vitest": "5" } }\n',
  };
  for (let i = 0; i < size.sources; i++) files[path(i)] = `export const first${i} = ${i};\n`;
  const testFiles = Math.ceil(size.tests / 20);
  for (let i = 0; i < testFiles; i++)
    files[testPath(i)] = `import '../${path(i % size.sources).replace(/\.ts$/, '')}';\n`;
  repository.commit('base', files);
  repository.git('checkout', '-q', '-b', 'pr');
  const changes: Record<string, string> = {};
  for (let i = 0; i < size.changed; i++) changes[path(i)] = files[path(i)]! + functions(i, size.added);
  repository.commit('pr', changes);
  repository.write('junit.xml', junit(size.tests));
  for (let shard = 0; shard < size.shards; shard++) {
    const records: string[] = [];
    for (let i = 0; i < size.sources; i++) records.push(lcov(path(i), size.lines, shard));
    repository.write(`shard${shard}/lcov.info`, records.join(''));
  }
  return repository;
}

const testPath = (i: number): string => `test/file${i}.test.ts`;

/** Functions of eight lines with branches in them. */
function functions(file: number, lines: number): string {
  let text = '';
  for (let i = 0; i < lines / 8; i++) {
    text += `export function work${file}_${i}(a: number, b: number): number {
  if (a > ${i}) {
    return a * b + ${i};
  }
  const c = a && b ? a - b : a + ${i};
  for (let k = 0; k < c; k++) if (k % 7 === ${i % 7}) return k;
  return c;
}
`;
  }
  return text;
}

function junit(tests: number): string {
  let text = '<?xml version="1.0"?>\n<testsuites name="vitest tests">\n';
  for (let i = 0; i < tests; i++) {
    const file = testPath(Math.floor(i / 20));
    if (i % 20 === 0) text += `<testsuite name="${file}">\n`;
    text += `<testcase classname="${file}" name="part &gt; does ${i}" time="0.012"/>\n`;
    if (i % 20 === 19 || i === tests - 1) text += '</testsuite>\n';
  }
  return `${text}</testsuites>\n`;
}

function lcov(path: string, lines: number, shard: number): string {
  const parts = [`TN:\nSF:${path}\n`];
  for (let line = 1; line <= lines; line++) {
    const hits = (line * 7 + shard) % 5 === 0 ? 0 : line;
    parts.push(`DA:${line},${hits}\n`);
    if (line % 5 === 0) parts.push(`BRDA:${line},0,0,${hits}\nBRDA:${line},0,1,${shard}\n`);
  }
  parts.push('end_of_record\n');
  return parts.join('');
}
