import { describe, expect, it } from 'vitest';
import { cutDurations } from './cut-durations.ts';
import { parseRun } from './run-file.ts';

const INFO = {
  key: 'k',
  project: '',
  framework: 'vitest',
  sha: 'a'.repeat(40),
  tree: null,
  ref: 'refs/heads/main',
  base: null,
  pr: null,
  event: 'push',
  trust: 'branch',
  runId: '1',
  attempt: 1,
  job: 'tests',
  cell: '0',
  startedAt: '2026-01-01T00:00:00.000Z',
  durationMs: null,
};

/** A run file with this text in the place of its durations, and this text before them. */
const runText = (durations: string, before = '"a":[]'): string =>
  `{"v":1,"info":${JSON.stringify(INFO)},"cat":[],"o":"p3",${before},"d":${durations},"e":[],"msg":["]"]}`;
const parse = (text: string) => parseRun(Buffer.from(text), 'runs/2026-01/k.json');
const cut = (text: string) => cutDurations(Buffer.from(text))?.durations;

describe('the durations of a run file', () => {
  it.each([
    ['[12,0,-1]', [12, 0, -1]],
    ['[]', []],
    ['[999999999]', [999_999_999]],
  ])('are read without the rest: %s', (text, expected) => {
    expect([...cut(runText(text))!]).toEqual(expected);
    expect([...(parse(runText(text)).d as Int32Array)]).toEqual(expected);
  });

  it.each(['[12, 0,-1]', '[ ]', '[1000000000]', '[1e3]', '[1.0]', '[\n1]'])(
    'are read as JSON where they are written in another way: %s',
    (text) => {
      expect(cut(runText(text))).toBeUndefined();
      expect([...(parse(runText(text)).d as Int32Array)]).toEqual(JSON.parse(text));
    },
  );

  it.each(['[1,]', '[,1]', '[01]', '[-2]', '[1.5]', '["1"]', '[[1]]', '[1', 'null', '[-]', '[-1-1]'])(
    'that are none are refused: %s',
    (text) => {
      expect(cut(runText(text)) ?? null).toBeNull();
      expect(() => parse(runText(text))).toThrow();
    },
  );

  it('are those at the top, not others of that name', () => {
    const nested = runText('[1,2,3]', '"a":[],"x":{"y":1,"d":[7]}');
    expect([...cut(nested)!]).toEqual([7]);
    expect([...(parse(nested).d as Int32Array)]).toEqual([1, 2, 3]);
    const missing = nested.replace(',"d":[1,2,3]', '');
    expect(() => parse(missing)).toThrow(/not the shape/);
    const twice = runText('[1]', '"a":[],"d":[9]');
    expect([...(parse(twice).d as Int32Array)]).toEqual([1]);
    const message = runText('[5]').replace('"]"', String.raw`",\"d\":[8]"`);
    expect([...(parse(message).d as Int32Array)]).toEqual([5]);
  });

  it('end before what comes after them in the store', () => {
    const bytes = Buffer.from(`${runText('[3,4]')}{"d":[9]}`);
    expect([...cutDurations(bytes.subarray(0, runText('[3,4]').length))!.durations]).toEqual([3, 4]);
  });
});
