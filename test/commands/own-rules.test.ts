import { AnalyzeDocument } from '@qitops/model';
import { ScratchRepository } from '@qitops/repository/testing';
import { describe, expect, it } from 'vitest';
import { qitops } from './qitops.ts';

describe('a pull request that changes its own rules', () => {
  it('is judged by the old ones, and told so', async () => {
    const changed = new ScratchRepository();
    changed.commit('base', {
      'qitops.yml': 'gates:\n  tests: true\n',
      'a.ts': 'export const a = 1;\n',
      '.gitignore': '*.xml\n',
    });
    changed.git('checkout', '-q', '-b', 'pr');
    changed.commit('pr', { 'qitops.yml': 'gates:\n  newFailures: 99\n' });
    changed.write(
      'red.xml',
      '<testsuite name="shop"><testcase name="buys"><failure message="no"/></testcase></testsuite>',
    );
    const result = await qitops(changed.root, [
      'analyze-pr',
      '--base',
      'main',
      '--head',
      'pr',
      '--results',
      'red.xml',
      '--json',
    ]);
    const document = AnalyzeDocument.parse(result.json);
    expect(document.gates.find((gate) => gate.name === 'tests')?.passed).toBe(false);
    expect(document.notes.join()).toMatch(
      /changes qitops\.yml \(gates\..* → .*\); it was judged by the rules of its base/,
    );
    changed.dispose();
  });
});
