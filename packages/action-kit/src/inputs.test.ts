import { UserError } from '@qitops/model';
import { describe, expect, it } from 'vitest';
import { defineContract } from './contract.ts';
import { parseInputs, secretValues } from './inputs.ts';

const contract = defineContract({
  name: 'example',
  description: 'An example.',
  branding: { icon: 'check', color: 'green' },
  inputs: {
    results: { type: 'lines', default: [], description: 'Globs.', renamedFrom: ['files'] },
    suggest: { type: 'boolean', default: true, description: 'Whether.' },
    shards: { type: 'integer', default: null, min: 1, max: 256, description: 'How many.' },
    comment: { type: 'enum', values: ['always', 'never'], default: 'always', description: 'When.' },
    token: { type: 'string', default: null, description: 'Token.', secret: true },
  },
  outputs: {},
  permissions: [],
  post: false,
});

function problemsOf(env: Record<string, string>): string[] {
  try {
    parseInputs(contract, env);
  } catch (error) {
    if (error instanceof UserError)
      return error.problems.map((problem) => `${problem.where}: ${problem.remedy}`);
    throw error;
  }
  return [];
}

describe('inputs of an action', () => {
  it('take their defaults when nothing or only spaces are given', () => {
    expect(parseInputs(contract, { INPUT_SUGGEST: ' ' })).toEqual({
      results: [],
      suggest: true,
      shards: null,
      comment: 'always',
      token: null,
    });
  });

  it('are typed', () => {
    const values = parseInputs(contract, {
      INPUT_RESULTS: 'a/*.xml\r\n\n  b.json ',
      INPUT_SUGGEST: 'FALSE',
      INPUT_SHARDS: '4',
    });
    expect(values.results).toEqual(['a/*.xml', 'b.json']);
    expect(values.suggest).toBe(false);
    expect(values.shards).toBe(4);
  });

  it('report every mistake together', () => {
    expect(
      problemsOf({ INPUT_SUGGEST: 'ture', INPUT_SHARDS: '0', INPUT_COMMENT: 'sometimes', INPUT_FILES: 'x' }),
    ).toEqual([
      'input files: use results instead',
      'input suggest: give true or false',
      'input shards: give a whole number from 1 to 256',
      'input comment: give always or never',
    ]);
  });

  it.each(['yes', '1', 'on', 'tRue'])('do not take %s for a boolean', (text) => {
    expect(problemsOf({ INPUT_SUGGEST: text })).toHaveLength(1);
  });

  it.each(['1.5', '1e2', '0x4', '257', '-1', '99999999999999999999'])(
    'do not take %s for a count',
    (text) => {
      expect(problemsOf({ INPUT_SHARDS: text })).toHaveLength(1);
    },
  );

  it('hide the value of a secret', () => {
    expect(secretValues(contract, { INPUT_TOKEN: 's3cret' })).toEqual(['s3cret']);
  });
});

describe('a contract', () => {
  it('is refused with everything that is wrong in it', () => {
    const input = { type: 'integer', default: 0, min: 1, max: 2, description: '' } as const;
    expect(() => defineContract({ ...contract, inputs: { Shards: input, context: input } })).toThrow(
      /Shards is not in kebab-case; the default of Shards is outside 1 to 2;.*context is reserved/,
    );
  });
});
