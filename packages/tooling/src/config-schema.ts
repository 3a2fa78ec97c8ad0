import { CONFIG_SCHEMA_URL, configJsonSchema } from '@qitops/model';

/** The JSON Schema of `qitops.yml` as editors read it: draft 7 is what yaml-language-server knows whole. */
export function configSchema(): string {
  const schema = { $id: CONFIG_SCHEMA_URL, title: 'qitops.yml', ...configJsonSchema() };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
