import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DetectedUnit } from '@qitops/model';
import { detectStack, Git } from '@qitops/repository';
import { describe, expect, it } from 'vitest';
import { type ExpectedUnit, HELD_OUT, REAL_REPOSITORIES } from './real-repositories.ts';

/** Clones named `<owner>_<name>`, at the commits of the table or any other that holds them. */
const folder = process.env.QITOPS_REPOSITORIES;
if (!folder)
  process.stdout.write(
    'QITOPS_REPOSITORIES names no folder of clones: detect is not tried on real repositories\n',
  );

/** Share of the fields that have to be right, and of the commands that a user would run first. */
const LEAST = 0.9;

const COMMANDS = ['install', 'build', 'typecheck', 'test', 'e2e', 'lint'] as const;

describe.skipIf(!folder)('detect on real repositories', () => {
  it.each([
    ['read before', REAL_REPOSITORIES],
    ['held out', HELD_OUT],
  ])('finds nine tenths of what a reader wrote down: %s', async (_, repositories) => {
    const right: string[] = [];
    const wrong: string[] = [];
    for (const expected of repositories) {
      const root = join(folder!, expected.repository.replace('/', '_'));
      if (!existsSync(root)) {
        process.stdout.write(`${expected.repository} is not in ${folder}\n`);
        continue;
      }
      expect(await new Git(root).text(['rev-parse', 'HEAD']), expected.repository).toBe(expected.sha);
      const { units } = await detectStack(root);
      const unit = units.find(({ path }) => path === '.');
      expect(unit, expected.repository).toBeDefined();
      for (const [field, wanted] of fieldsOf(expected)) {
        const value = found(unit!, field);
        const same = JSON.stringify(value) === JSON.stringify(wanted);
        const words = `${expected.repository} ${field}: ${JSON.stringify(value)}, a reader says ${JSON.stringify(wanted)}`;
        (same ? right : wrong).push(words);
      }
    }
    const share = right.length / (right.length + wrong.length);
    process.stdout.write(
      `${right.length} of ${right.length + wrong.length} fields right\n${wrong.join('\n')}\n`,
    );
    expect(share).toBeGreaterThanOrEqual(LEAST);
  });
});

function fieldsOf({ repository, sha, ...fields }: ExpectedUnit): [string, unknown][] {
  return Object.entries(fields);
}

function found(unit: DetectedUnit, field: string): unknown {
  const command = COMMANDS.find((name) => name === field);
  if (command) return unit.commands[command]?.value.run ?? null;
  if (field === 'packageManager') return unit.packageManager?.value.name ?? null;
  return unit[field as 'languages' | 'frameworks' | 'runtimes' | 'services' | 'env']?.value ?? null;
}
