import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');
const schema = JSON.parse(
  readFileSync(join(root, 'packages/model/generated/qitops.schema.json'), 'utf8'),
) as object;
const valid = addFormats.default(new Ajv({ allowUnionTypes: true })).compile(schema);

describe('the schema of qitops.yml that editors read', () => {
  it('takes the example of the README', () => {
    const blocks = readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```yaml\n(gates:[\s\S]*?)```/g);
    const [example] = [...blocks].map((block) => block[1]!);
    expect(valid(parse(example!)), JSON.stringify(valid.errors)).toBe(true);
  });
  it('refuses a key that nobody knows, and a percentage above 100', () => {
    expect(valid({ gates: { patchCoverge: 80 } })).toBe(false);
    expect(valid({ gates: { patchCoverage: 101 } })).toBe(false);
  });
  it('says of every gate what it is', () => {
    const { gates } = (schema as { properties: Record<string, { properties: object }> }).properties;
    for (const [name, gate] of Object.entries(gates!.properties))
      expect((gate as { description?: string }).description, name).toMatch(/\.$/);
  });
});
