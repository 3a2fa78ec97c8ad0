import { FileCoverageBuilder } from '@qitops/model';
import { describe, expect, it } from 'vitest';
import { type ChangedFile, patchCoverage } from './patch-coverage.ts';

function covered(path: string, lines: Record<number, number>, branches: [number, number, number][] = []) {
  const builder = new FileCoverageBuilder(path);
  for (const [line, hits] of Object.entries(lines)) builder.line(Number(line), hits);
  for (const [line, arm, hits] of branches) builder.branch(line, 0, arm, hits);
  return [path, builder.build()] as const;
}
function patch(
  files: Partial<ChangedFile>[],
  coverage: (readonly [string, ReturnType<FileCoverageBuilder['build']>])[],
) {
  return patchCoverage({
    base: 'b',
    head: 'h',
    measured: { sha: 'h', tree: 't' },
    files: files.map((file) => ({ path: 'a.ts', added: [], generated: false, coverable: true, ...file })),
    coverage: new Map(coverage),
  });
}

describe('patchCoverage', () => {
  it('counts added lines that were measured, and no others', () => {
    const result = patch([{ added: [1, 2, 3] }], [covered('a.ts', { 1: 1, 2: 0, 9: 0 })]);
    expect(result.lines).toEqual({ covered: 1, total: 2 });
    expect(result.files).toEqual([{ path: 'a.ts', covered: [1], missed: [2], partial: [] }]);
  });
  it('is neutral, neither 0 nor 100 %, when nothing coverable changed', () => {
    expect(patch([{ added: [7] }], [covered('a.ts', { 1: 1 })])).toMatchObject({ neutral: true, files: [] });
  });
  it('lists a source file in no report as unmeasured instead of calling it covered', () => {
    const result = patch([{ path: 'new.ts', added: [1, 2] }], [covered('a.ts', { 1: 1 })]);
    expect(result.unmeasured).toEqual([{ path: 'new.ts', lineCount: 2 }]);
    expect(result.neutral).toBe(true);
  });
  it('lists generated files and counts none of their lines', () => {
    const result = patch([{ added: [1], generated: true }], [covered('a.ts', { 1: 0 })]);
    expect(result).toMatchObject({
      generated: [{ path: 'a.ts', lineCount: 1 }],
      lines: { covered: 0, total: 0 },
    });
  });
  it('calls a line partial when it ran and one of its branches did not', () => {
    const result = patch(
      [{ added: [4] }],
      [
        covered('a.ts', { 4: 3 }, [
          [4, 0, 3],
          [4, 1, 0],
        ]),
      ],
    );
    expect(result.files[0]).toMatchObject({ covered: [4], partial: [4] });
    expect(result.branches).toEqual({ covered: 1, total: 2, lowerBound: false });
  });
});
