import { CASE_SCHEMA_URL, CONFIG_SCHEMA_URL, caseJsonSchema, configJsonSchema } from '@qitops/model';

/** The JSON Schema of `qitops.yml` as editors read it: draft 7 is what yaml-language-server knows whole. */
export function configSchema(): string {
  const schema = { $id: CONFIG_SCHEMA_URL, title: 'qitops.yml', ...configJsonSchema() };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** The JSON Schema of `tests/qitops/*.yaml`. */
export function caseSchema(): string {
  const schema = { $id: CASE_SCHEMA_URL, title: 'Test case', ...caseJsonSchema() };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
