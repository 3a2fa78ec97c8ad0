import { relative } from 'node:path';
import { generatedFiles, loadContracts, ROOT } from '@qitops/tooling';
import { describe, expect, it } from 'vitest';

const files = await generatedFiles();
const contracts = await loadContracts();

describe('what is written from the contracts', () => {
  it.each(files.map((file) => [relative(ROOT, file.path), file] as const))('%s is as they say', (_, file) => {
    expect(file.current, 'run `npm run contracts`').toBe(file.wanted);
  });

  it('is there for all five actions', () => {
    expect([...contracts.keys()]).toEqual([
      'analyze-pr',
      'detect',
      'flaky-detect',
      'report',
      'suggest-tests',
    ]);
  });
});

describe.each([...contracts])('the contract of %s', (_, contract) => {
  it('has a sentence for everything', () => {
    const texts = [
      contract.description,
      ...Object.values({ ...contract.inputs, ...contract.outputs }).map((one) => one.description),
    ];
    for (const text of texts) expect(text).toMatch(/\.$/);
    expect(contract.description.length).toBeLessThanOrEqual(125);
  });

  it('has the output json', () => {
    expect(contract.outputs).toHaveProperty('json');
  });

  it('asks for no permission without a reason', () => {
    for (const { permission, reason } of contract.permissions) {
      expect(permission).toMatch(/^[a-z-]+: (read|write)$/);
      expect(reason).not.toBe('');
    }
  });
});
