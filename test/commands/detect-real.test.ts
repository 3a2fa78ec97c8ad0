import { describe, expect, it } from 'vitest';
import { FIFTH_HELD_OUT } from './fifth-held-out-repositories.ts';
import { SECOND_HELD_OUT } from './held-out-repositories.ts';
import { calibration, judgedFields } from './judged-fields.ts';
import { FOURTH_HELD_OUT, THIRD_HELD_OUT } from './later-held-out-repositories.ts';
import { HELD_OUT, REAL_REPOSITORIES } from './real-repositories.ts';
import { SCRIPT_HELD_OUT } from './script-held-out-repositories.ts';
import { SIXTH_HELD_OUT } from './sixth-held-out-repositories.ts';

/** Clones named `<owner>_<name>`, at the commits of the table or any other that holds them. */
const folder = process.env.QITOPS_REPOSITORIES;
if (!folder)
  process.stdout.write(
    'QITOPS_REPOSITORIES names no folder of clones: detect is not tried on real repositories\n',
  );

/** Share of the fields that have to be right, and of the commands that a user would run first. */
const LEAST = 0.95;
/** Share of what is said with a confidence of nine tenths or more that has to be right. */
const LEAST_SURE = 0.95;

const SETS = {
  'read before': REAL_REPOSITORIES,
  'held out': HELD_OUT,
  'held out, second': SECOND_HELD_OUT,
  'held out, third': THIRD_HELD_OUT,
  'held out, fourth': FOURTH_HELD_OUT,
  'held out, fifth': FIFTH_HELD_OUT,
  'held out, sixth': SIXTH_HELD_OUT,
  'held out, scripts': SCRIPT_HELD_OUT,
};

describe.skipIf(!folder)('detect on real repositories', () => {
  it.each(Object.entries(SETS))('finds what a reader wrote down: %s', async (_, repositories) => {
    const judged = await judgedFields(folder!, repositories);
    const wrong = judged.filter(({ right }) => !right);
    process.stdout.write(
      `${judged.length - wrong.length} of ${judged.length} fields right\n${wrong.map(({ words, confidence }) => `${words} (${confidence ?? 'nothing said'})`).join('\n')}\n`,
    );
    // a set of which there is no clone was said to be absent, name by name
    if (judged.length > 0) expect(1 - wrong.length / judged.length).toBeGreaterThanOrEqual(LEAST);
  });

  it('is right where it says that it is sure', async () => {
    const judged = await judgedFields(folder!, Object.values(SETS).flat());
    const bins = calibration(judged);
    for (const { from, right, all } of bins)
      if (all > 0)
        process.stdout.write(
          `said ≥ ${from}: ${right} of ${all} right (${((100 * right) / all).toFixed(1)} %)\n`,
        );
    const [sure] = bins;
    expect(sure!.right / sure!.all).toBeGreaterThanOrEqual(LEAST_SURE);
  });
});
