import { maskSecrets } from '@qitops/escape';
import {
  type AttemptDetails,
  isFailure,
  type SiteAttempt,
  type SiteStep,
  type TestResult,
  type TestStep,
} from '@qitops/model';
import type { Attachments } from './attachments.ts';
import { cut } from './cut.ts';
import { siteOutcome } from './latest-result.ts';

/** Tests that are told of in detail, the failed ones first, and characters of all of them. */
const TESTS = 200;
const TOGETHER = 1_500_000;
/**
 * Characters of the steps of tests that passed at the first try, and tests of a run up to which they are told: beyond,
 * the file that a test shares with others would be larger by them than a history is to be.
 */
const OF_PASSED = 1_000_000;
const FEW_TESTS = 2_000;
const OUTPUT_CHARS = 4_200;
const STEP_MESSAGE = 300;

/**
 * Steps, outputs and attachments of each attempt of failed and retried tests, by whole id; the last attempt stands at
 * the end of each list. Of those that passed at the first try the steps. What does not fit into a site is left out, the
 * later tests first.
 */
export async function attemptDetails(
  tests: readonly TestResult[],
  attachments: Attachments,
): Promise<Map<string, Partial<SiteAttempt>[]>> {
  const failed = tests.filter((test) => isFailure(test.status));
  const retried = tests.filter((test) => !isFailure(test.status) && test.attempts.length > 0);
  const found = new Map<string, Partial<SiteAttempt>[]>();
  let characters = 0;
  for (const test of [...failed, ...retried]) {
    if (found.size >= TESTS || characters > TOGETHER) break;
    const attempts: Partial<SiteAttempt>[] = [];
    for (const attempt of [...test.attempts, test]) {
      const details = await detailsOf(attempt, attachments);
      attempts.push(details);
      characters += JSON.stringify(details).length;
    }
    if (test.attempts.length > 0 || Object.keys(attempts[0]!).length > 0) found.set(test.id, attempts);
  }
  let left = tests.length <= FEW_TESTS ? OF_PASSED : 0;
  for (const { id, status, attempts, steps } of tests) {
    if (!steps?.length || isFailure(status) || attempts.length > 0) continue;
    const shown = steps.map(siteStep);
    left -= JSON.stringify(shown).length;
    if (left < 0) break;
    found.set(id, [{ steps: shown }]);
  }
  return found;
}

async function detailsOf(
  { steps, stdout, stderr, attachments }: AttemptDetails,
  files: Attachments,
): Promise<Partial<SiteAttempt>> {
  const [out, err] = [cut(stdout, OUTPUT_CHARS), cut(stderr, OUTPUT_CHARS)];
  return {
    ...(steps?.length ? { steps: steps.map(siteStep) } : {}),
    ...(out === null ? {} : { stdout: out }),
    ...(err === null ? {} : { stderr: err }),
    ...(attachments?.length ? { attachments: await files.shown(attachments) } : {}),
  };
}

function siteStep({ name, status, durationMs, depth, message }: TestStep): SiteStep {
  const ms = durationMs === null ? -1 : Math.round(durationMs);
  const said = cut(message, STEP_MESSAGE);
  return [maskSecrets(name), siteOutcome(status), ms, depth, ...(said === null ? [] : [said])] as SiteStep;
}
