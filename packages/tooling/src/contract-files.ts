import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Contract } from '@qitops/action-kit';
import { actionYaml } from './action-yaml.ts';
import { caseSchema, configSchema } from './config-schema.ts';
import { actionNames, ROOT } from './layout.ts';
import { fillTables } from './readme-tables.ts';

export interface GeneratedFile {
  /** Absolute. */
  path: string;
  /** What stands there now; null when there is no such file. */
  current: string | null;
  wanted: string;
}

/** The contracts of all actions by name. */
export async function loadContracts(): Promise<Map<string, Contract>> {
  const contracts = new Map<string, Contract>();
  for (const name of actionNames()) {
    const file = join(ROOT, 'actions', name, 'contract.ts');
    if (!existsSync(file)) throw new Error(`actions/${name} has no contract.ts`);
    const module = (await import(pathToFileURL(file).href)) as { contract: Contract };
    if (module.contract.name !== name)
      throw new Error(`actions/${name}/contract.ts names itself ${module.contract.name}`);
    contracts.set(name, module.contract);
  }
  return contracts;
}

/**
 * Every file that is written from the contracts: `action.yml`, README tables of each action, those of the README; and
 * the schemas of `qitops.yml` and of a test case.
 */
export async function generatedFiles(): Promise<GeneratedFile[]> {
  const contracts = await loadContracts();
  const files: GeneratedFile[] = [
    generated(join(ROOT, 'packages/model/generated/qitops.schema.json'), configSchema),
    generated(join(ROOT, 'packages/model/generated/case.schema.json'), caseSchema),
  ];
  for (const [name, contract] of contracts) {
    const folder = join(ROOT, 'actions', name);
    files.push(generated(join(folder, 'action.yml'), () => actionYaml(contract)));
    files.push(
      generated(join(folder, 'README.md'), (now) =>
        fillTables(now ?? newReadme(contract), (other) => (other ? contracts.get(other) : contract)),
      ),
    );
  }
  const readme = join(ROOT, 'README.md');
  if (existsSync(readme)) {
    files.push(
      generated(readme, (now) => fillTables(now ?? '', (name) => (name ? contracts.get(name) : undefined))),
    );
  }
  return files;
}

function generated(path: string, make: (current: string | null) => string): GeneratedFile {
  const current = existsSync(path) ? readFileSync(path, 'utf8').replaceAll('\r\n', '\n') : null;
  return { path, current, wanted: make(current) };
}

function newReadme(contract: Contract): string {
  const tables = ['inputs', 'outputs', 'permissions'].flatMap((table) => [
    `## ${table[0]!.toUpperCase()}${table.slice(1)}`,
    '',
    `<!-- qitops:${table} -->`,
    `<!-- /qitops:${table} -->`,
    '',
  ]);
  return [`# qitops/${contract.name}`, '', contract.description, '', ...tables].join('\n');
}
