import { FileCoverageBuilder, type ShardDocument, shardName, type TestResult } from '@qitops/model';
import { describe, expect, it } from 'vitest';
import { newestShards } from './choose-shards.ts';
import { expectedShards, hasJoiningJob, matrixCells } from './expected-shards.ts';
import { DetailsPacker } from './pack-details.ts';
import { packShard } from './pack-shard.ts';
import { openDelivery } from './shards-to-join.ts';
import { parseShard, shardCoverage, shardTests } from './unpack-shard.ts';

const place = { runId: '1', attempt: 1, job: 'test', cell: '0', matrix: null };

function shard(over: Partial<ShardDocument> = {}): ShardDocument {
  const source = new FileCoverageBuilder('src/a.ts');
  source.line(3, 0);
  source.line(400, 7);
  source.branch(3, 0, 1, 2);
  source.function('f', 3, 0);
  return {
    ...packShard({
      place,
      measured: { schemaVersion: 1, sha: 'a'.repeat(40), tree: null, parents: [], cell: '0' },
      readAt: '2026-11-21T10:00:00.000Z',
      root: '/home/runner/shop',
      results: { files: [], tests: [] },
      coverage: { files: [], merged: new Map([['src/a.ts', source.build()]]) },
    }),
    ...over,
  };
}

const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe('a shard', () => {
  it('arrives as it was sent', () => {
    const arrived = parseShard(bytesOf(shard()));
    const file = shardCoverage(arrived.coverage.sources[0]!);
    expect([...file.lines.line]).toEqual([3, 400]);
    expect([...file.lines.hits]).toEqual([0, 7]);
    expect([...file.branches.arm]).toEqual([1]);
    expect(file.functions).toEqual([{ name: 'f', line: 3, hits: 0 }]);
  });

  it('brings what failed attempts left behind, masked, as far as there is room', () => {
    const secret = `ghp_${'a1'.repeat(18)}`;
    const details = {
      trace: 'Error: 1\n  at a.ts:3',
      steps: [{ name: 'pays', status: 'failed' as const, durationMs: 3, depth: 0, message: 'declined' }],
      stdout: `token ${secret}`,
      attachments: [
        { name: 'trace', contentType: 'application/zip', path: 'out/trace.zip' },
        { name: 'log', contentType: 'text/plain', path: 'src/index.ts' },
      ],
    };
    const test: TestResult = {
      ...{ id: 'x', name: 'pays', suite: ['cart'], file: 'a.ts', status: 'failed', durationMs: 5 },
      ...{ framework: 'playwright', ordinal: 0, flaky: false },
      attempts: [{ status: 'failed', durationMs: 4, message: 'declined', ...details }],
      tags: ['smoke'],
      startMs: Date.UTC(2026, 0, 1),
      worker: 'worker 2',
      labels: [{ name: 'severity', value: 'critical' }],
      parameters: [{ name: 'browser', value: 'firefox' }],
      ...details,
    };
    const results = { files: [], tests: [test] };
    const parts = { place, measured: shard().measured, readAt: shard().readAt, root: '/w' };
    const sent = packShard({ ...parts, results, coverage: { files: [], merged: new Map() } });
    const [arrived] = shardTests(parseShard(bytesOf(sent)), '');
    const [trace, log] = details.attachments;
    // its files stayed in the other job: what has the same path here is another file
    const attachments = [trace, { ...log, path: null }];
    const masked = { ...details, stdout: 'token ***', attachments };
    expect(arrived).toMatchObject({ ...masked, attempts: [{ message: 'declined', ...masked }] });
    expect(arrived).toMatchObject({ tags: test.tags, labels: test.labels, parameters: test.parameters });
    expect(arrived).toMatchObject({ startMs: test.startMs, worker: test.worker });
    expect(new DetailsPacker(300).pack(details)).not.toEqual({});
    expect(new DetailsPacker(30).pack(details)).toEqual({});
  });

  it('brings no ids: they are made from the names, the same in every checkout', () => {
    const test = {
      name: 'reads /w/one/x',
      suite: [],
      file: 'a.ts',
      status: 'passed',
      ms: 1,
      framework: 'vitest',
    };
    const results = (root: string, name: string) =>
      shardTests(shard({ root, results: { files: [], tests: [{ ...test, name } as never] } }), '')[0]!.id;
    expect(results('/w/one', 'reads /w/one/x')).toBe(results('/w/two', 'reads /w/two/x'));
  });

  it.each<[string, unknown]>([
    ['an unknown key', { ...shard(), extra: 1 }],
    ['another version', { ...shard(), schemaVersion: 2 }],
    [
      'a status that there is none of',
      shard({ results: { files: [], tests: [{ status: 'green' } as never] } }),
    ],
    ['negative hits', shard({ coverage: { files: [], sources: [{ hits: [-1] } as never] } })],
    ['nothing', null],
  ])('with %s is refused', (_, value) => {
    expect(() => parseShard(bytesOf(value))).toThrow(/it is no shard of this version/);
  });

  it('is refused when its columns differ in length', () => {
    const source = { ...shard().coverage.sources[0]!, hits: [1] };
    expect(() => parseShard(bytesOf(shard({ coverage: { files: [], sources: [source] } })))).toThrow(
      /numbers that do not belong together/,
    );
  });

  it('is refused when its name says another job or run', () => {
    const delivery = { parcels: [{ name: 'qitops-lint-0-a1', bytes: bytesOf(shard()) }], refused: [] };
    expect(openDelivery(delivery, { runId: '1' }).refused).toHaveLength(1);
    const own = { parcels: [{ name: shardName(place), bytes: bytesOf(shard()) }], refused: [] };
    expect(openDelivery(own, { runId: '2' }).refused).toHaveLength(1);
    expect(openDelivery(own, { runId: '1' })).toMatchObject({ refused: [], documents: [{ place }] });
  });
});

describe('the newest attempt of each shard', () => {
  it('does not depend on the order, and lets other artifacts be', () => {
    const names = [
      'qitops-a-b-0-a2',
      'qitops-a-b-0-a10',
      'qitops-a-b-0-a1',
      'qitops-x-12345678-a1',
      'coverage',
      'qitops-x-0',
    ];
    expect(newestShards(names)).toEqual(['qitops-a-b-0-a10', 'qitops-x-12345678-a1']);
  });
});

describe('the cells of a matrix', () => {
  it('are those of the example in the documentation of GitHub', () => {
    const cells = matrixCells({
      fruit: ['apple', 'pear'],
      animal: ['cat', 'dog'],
      include: [
        { color: 'green' },
        { color: 'pink', animal: 'cat' },
        { fruit: 'apple', shape: 'circle' },
        { fruit: 'banana' },
        { fruit: 'banana', animal: 'cat' },
      ],
    });
    expect(cells).toEqual([
      { fruit: 'apple', animal: 'cat', color: 'pink', shape: 'circle' },
      { fruit: 'apple', animal: 'dog', color: 'green', shape: 'circle' },
      { fruit: 'pear', animal: 'cat', color: 'pink' },
      { fruit: 'pear', animal: 'dog', color: 'green' },
      { fruit: 'banana' },
      { fruit: 'banana', animal: 'cat' },
    ]);
  });

  it('leave out what an exclude fits', () => {
    const cells = matrixCells({ os: ['linux', 'mac'], node: [22, 24], exclude: [{ os: 'mac', node: 22 }] });
    expect(cells).toHaveLength(3);
  });

  it('are not known when the workflow makes them', () => {
    expect(matrixCells({ part: `\${{ fromJSON(needs.plan.outputs.parts) }}` })).toBeNull();
  });
});

describe('what a workflow promises', () => {
  const workflow = (steps: string, last = 'shards: 2') => `jobs:
  test:
    strategy: { matrix: { part: [1, 2] } }
    steps: [${steps}]
  qitops:
    steps: [{ uses: qitops/analyze-pr@v1, with: { ${last} } }]
`;

  it('are the cells of the jobs that hand over', () => {
    const expected = expectedShards(workflow('{ uses: qitops/analyze-pr@v1 }'));
    expect(expected?.map(({ job, matrix }) => [job, matrix])).toEqual([
      ['test', { part: 1 }],
      ['test', { part: 2 }],
    ]);
  });

  it('is nothing when no job hands over, or the text is no workflow', () => {
    expect(expectedShards(workflow('{ run: make }'))).toBeNull();
    expect(expectedShards('a: [')).toBeNull();
  });

  it('is a last job, or none, or not to be told', () => {
    expect(hasJoiningJob(workflow(''))).toBe(true);
    expect(hasJoiningJob(workflow('', 'comment: never'))).toBe(false);
    expect(hasJoiningJob(workflow('{ uses: ./.github/actions/all }', 'comment: never'))).toBeNull();
  });
});
