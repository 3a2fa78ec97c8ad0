import type {
  AnalyzeDocument,
  ComponentGates,
  GateResult,
  GatesConfig,
  PatchCoverage,
  Ratio,
  TestChanges,
  Verdict,
} from '@qitops/model';
import { percentOf, reaches } from './percent.ts';

export interface GateInput {
  config: GatesConfig;
  /** Coverable lines under which a percentage is not judged. */
  minLines: number;
  resultsVerdict: Verdict;
  /** Result files that could not be read, or not whole. */
  unreadableFiles: number;
  tests: TestChanges;
  patch: PatchCoverage | null;
  /** Percentage points that project coverage lost; null = not known or not comparable. */
  projectDrop: number | null;
  risk: Pick<AnalyzeDocument['risk'], 'rank'>;
  /** How much of the evidence there was, 0–1. */
  evidence: number;
}

type Level = GateResult['level'];

/** Judges every gate that is on. Without configuration: a new failure, unreadable results and results without a test that ran fail. */
export function judgeGates(input: GateInput): GateResult[] {
  const gates: GateResult[] = [];
  const judge = (name: string, level: Level, passed: boolean, actual: string, wanted: string): void => {
    gates.push({ name, passed, actual, wanted, level });
  };
  judgeResults(input, judge);
  judgeCoverage(input, judge);
  judgeRisk(input, judge);
  return gates;
}

type Judge = (name: string, level: Level, passed: boolean, actual: string, wanted: string) => void;

function judgeResults(input: GateInput, judge: Judge): void {
  const { config, resultsVerdict, tests, unreadableFiles } = input;
  const failing = tests.newFailures.length + tests.failingBaseUnknown.length;
  const allowed = setting(config.newFailures, 0);
  const name = tests.failingBaseUnknown.length > 0 ? 'failures (base unknown)' : 'new failures';
  judge(name, allowed.level, failing <= allowed.value, count(failing, 'test'), `at most ${allowed.value}`);
  judge(
    'readable results',
    'fail',
    unreadableFiles === 0,
    `${count(unreadableFiles, 'file')} not read whole`,
    '0 files',
  );
  // where nothing ran, nothing passed: that is never green by itself
  const isEmpty = resultsVerdict === 'no-tests' || resultsVerdict === 'all-skipped';
  const gate = setting(config.tests, isEmpty);
  if (gate.value) {
    const passed = resultsVerdict === 'passed';
    judge('tests', gate.level, passed, verdictText(resultsVerdict), 'tests ran and none failed');
  }
  if (config.flaky !== undefined) {
    const gate = setting(config.flaky, 0);
    judge(
      'flaky',
      gate.level,
      tests.flaky.length <= gate.value,
      count(tests.flaky.length, 'test'),
      `at most ${gate.value}`,
    );
  }
}

export interface ComponentGateInput {
  config: ComponentGates;
  minLines: number;
  patch: PatchCoverage | null;
  projectDrop: number | null;
}

/** Gates of one component; their names end with the component's. */
export function judgeComponent(name: string, input: ComponentGateInput): GateResult[] {
  const gates: GateResult[] = [];
  judgeCoverage(input, (gate, level, passed, actual, wanted) => {
    gates.push({ name: `${gate} of ${name}`, passed, actual, wanted, level });
  });
  return gates;
}

const RANKS = ['low', 'medium', 'high'];

function judgeRisk({ config, risk, evidence }: GateInput, judge: Judge): void {
  if (config.risk !== undefined) {
    const gate = setting(config.risk, 'medium');
    const passed = risk.rank !== null && RANKS.indexOf(risk.rank) <= RANKS.indexOf(gate.value);
    judge('risk', gate.level, passed, risk.rank ?? 'not known', `at most ${gate.value}`);
  }
  if (config.evidence !== undefined) {
    const gate = setting(config.evidence, 0);
    const actual = Math.floor(evidence * 100);
    judge('evidence', gate.level, actual >= gate.value, `${actual} %`, `at least ${gate.value} %`);
  }
}

function judgeCoverage({ config, minLines, patch, projectDrop }: ComponentGateInput, judge: Judge): void {
  if (config.patchCoverage !== undefined) {
    const gate = setting(config.patchCoverage, 0);
    const wanted = `at least ${gate.value} %`;
    if (!patch) judge('patch coverage', gate.level, false, 'no coverage report was found', wanted);
    else if (patch.neutral) judge('patch coverage', gate.level, true, 'nothing coverable changed', wanted);
    else if (patch.lines.total < minLines) {
      judge(
        'patch coverage',
        gate.level,
        true,
        `${ratio(patch.lines)}, not judged under ${minLines} lines`,
        wanted,
      );
    } else {
      judge('patch coverage', gate.level, reaches(patch.lines, gate.value), ratio(patch.lines), wanted);
    }
  }
  if (config.unmeasured !== undefined) {
    const gate = setting(config.unmeasured, 0);
    const found = patch?.unmeasured.length ?? 0;
    const actual = patch ? count(found, 'file') : 'no coverage report was found';
    judge('unmeasured', gate.level, patch !== null && found <= gate.value, actual, `at most ${gate.value}`);
  }
  if (config.projectDrop !== undefined) {
    const gate = setting(config.projectDrop, 0);
    const wanted = `at most ${gate.value} points`;
    if (projectDrop === null) judge('project drop', 'warn', true, 'not comparable with the base', wanted);
    else
      judge(
        'project drop',
        gate.level,
        projectDrop <= gate.value,
        `${projectDrop.toFixed(2)} points`,
        wanted,
      );
  }
}

function setting<T>(
  gate: T | { value: T; level: Level } | undefined,
  fallback: T,
): { value: T; level: Level } {
  if (gate === undefined) return { value: fallback, level: 'fail' };
  if (typeof gate === 'object' && gate !== null && 'level' in gate) return gate;
  return { value: gate as T, level: 'fail' };
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

function ratio(value: Ratio): string {
  return `${percentOf(value)} % (${value.covered} of ${value.total} lines)`;
}

const VERDICTS: Record<Verdict, string> = {
  failed: 'tests failed',
  unreadable: 'a result file could not be read whole',
  'no-files': 'no result files were found',
  'no-tests': 'the result files hold no tests',
  'all-skipped': 'every test was skipped',
  passed: 'all tests passed',
};

/** A results verdict in words. */
export function verdictText(verdict: Verdict): string {
  return VERDICTS[verdict];
}
