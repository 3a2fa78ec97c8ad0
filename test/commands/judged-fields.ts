import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DetectedUnit } from '@qitops/model';
import { detectStack, Git } from '@qitops/repository';
import { expect } from 'vitest';
import type { ExpectedUnit } from './real-repositories.ts';

/** A field as it was detected, beside what a reader wrote down. */
export interface JudgedField {
  repository: string;
  field: string;
  right: boolean;
  /** Null where nothing was detected: that has no confidence. */
  confidence: number | null;
  words: string;
}

const COMMANDS = ['install', 'build', 'typecheck', 'test', 'e2e', 'lint'] as const;

/** Fields of the unit at the root of every repository that is in `folder` as `<owner>_<name>`. */
export async function judgedFields(
  folder: string,
  repositories: readonly ExpectedUnit[],
): Promise<JudgedField[]> {
  const judged: JudgedField[] = [];
  for (const { repository, sha, ...fields } of repositories) {
    const root = join(folder, repository.replace('/', '_'));
    if (!existsSync(root)) {
      process.stdout.write(`${repository} is not in ${folder}\n`);
      continue;
    }
    expect(await new Git(root).text(['rev-parse', 'HEAD']), repository).toBe(sha);
    const { units } = await detectStack(root);
    // of several at the root the one that the reader speaks of
    const roots = units.filter(({ path }) => path === '.');
    const unit =
      roots.find(({ packageManager }) => packageManager?.value.name === fields.packageManager) ?? roots[0];
    expect(unit, repository).toBeDefined();
    for (const [field, wanted] of Object.entries(fields)) {
      const { value, confidence } = found(unit!, field);
      const words = `${repository} ${field}: ${JSON.stringify(value)}, a reader says ${JSON.stringify(wanted)}`;
      judged.push({
        repository,
        field,
        right: JSON.stringify(value) === JSON.stringify(wanted),
        confidence,
        words,
      });
    }
  }
  return judged;
}

function found(unit: DetectedUnit, field: string): { value: unknown; confidence: number | null } {
  const command = COMMANDS.find((name) => name === field);
  if (command) {
    const one = unit.commands[command];
    return { value: one?.value.run ?? null, confidence: one?.confidence ?? null };
  }
  const one = unit[field as 'languages' | 'frameworks' | 'packageManager' | 'runtimes' | 'services' | 'env'];
  const value = field === 'packageManager' ? unit.packageManager?.value.name : one?.value;
  return { value: value ?? null, confidence: one?.confidence ?? null };
}

/** How many of the fields of each tenth of confidence are right. */
export function calibration(judged: readonly JudgedField[]): { from: number; right: number; all: number }[] {
  const bins = [0.9, 0.8, 0.7, 0.6, 0.5, 0];
  return bins.map((from, at) => {
    const below = bins[at - 1] ?? Infinity;
    const own = judged.filter(
      ({ confidence }) => confidence !== null && confidence >= from && confidence < below,
    );
    return { from, right: own.filter(({ right }) => right).length, all: own.length };
  });
}
