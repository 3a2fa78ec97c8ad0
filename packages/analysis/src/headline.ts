import type { PatchCoverage, TestChanges, Verdict } from '@qitops/model';
import { verdictText } from './gates.ts';
import { percentOf } from './percent.ts';

export interface HeadlineInput {
  resultsVerdict: Verdict;
  tests: TestChanges;
  totalTests: number;
  /** Name of what the pull request is compared with, for "already failing on main". */
  baseName: string;
  patch: PatchCoverage | null;
  /** Changed sources that a new failure's test file imports. */
  likelyFrom: readonly string[];
  /** Names of gates that failed. */
  failedGates: readonly string[];
  /** How the runner can be made to write results, when there are none. */
  howTo: string | null;
}

/** The sentence that answers the reviewer: what is new, what is old, what is chance, what is missed. */
export function headlineOf(input: HeadlineInput): string {
  const { tests } = input;
  const parts = [
    counted(tests.newFailures.length, 'new failure'),
    counted(tests.failingBaseUnknown.length, 'failing test', ' (base unknown)'),
    tests.stillFailing.length > 0 ? `${tests.stillFailing.length} already failing on ${input.baseName}` : '',
    tests.flaky.length > 0 ? `${tests.flaky.length} known flaky` : '',
    counted(tests.fixed.length, 'test', ' fixed'),
    counted(tests.removed.length, 'test', ' removed'),
  ].filter(Boolean);
  let sentence = parts.length > 0 ? parts.join(', ') : resultsSentence(input);
  if (input.likelyFrom.length > 0)
    sentence += `; likely from ${input.likelyFrom.map((path) => `\`${path.replaceAll('`', "'")}\``).join(' and ')}`;
  const coverage = coverageSentence(input.patch);
  return `${sentence}.${coverage ? ` ${coverage}.` : ''}`;
}

function resultsSentence({ resultsVerdict, totalTests, failedGates, howTo }: HeadlineInput): string {
  const text = resultsVerdict === 'passed' ? `all ${totalTests} tests passed` : verdictText(resultsVerdict);
  let sentence = text[0]!.toUpperCase() + text.slice(1);
  if (resultsVerdict === 'no-files' && howTo) sentence += `; to have them read, ${howTo}`;
  return failedGates.length > 0 ? `${sentence}; gate failed: ${failedGates.join(', ')}` : sentence;
}

function coverageSentence(patch: PatchCoverage | null): string {
  if (!patch) return '';
  const parts: string[] = [];
  if (!patch.neutral) {
    const { covered, total } = patch.lines;
    parts.push(`${covered} of ${total} coverable changed lines are covered (${percentOf(patch.lines)} %)`);
  }
  const partial = patch.files.reduce((sum, file) => sum + file.partial.length, 0);
  if (partial > 0)
    parts.push(`${counted(partial, 'line')} ${partial === 1 ? 'has' : 'have'} an untested branch`);
  if (patch.unmeasured.length > 0)
    parts.push(`${counted(patch.unmeasured.length, 'changed file')} unmeasured`);
  return parts.join(', ');
}

function counted(count: number, noun: string, after = ''): string {
  if (count === 0) return '';
  return `${count} ${noun}${count === 1 ? '' : 's'}${after}`;
}
