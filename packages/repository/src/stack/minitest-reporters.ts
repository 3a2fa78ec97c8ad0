import type { Manifest } from './manifest.ts';
import type { ReporterAdvice } from './reporters.ts';

/**
 * Reads what minitest prints when it is told to name each test: a point of TAP for a test, and a plan of as many as its
 * summary counts. Without a summary it ended in the middle.
 */
const MINITEST_TO_TAP = `awk '{ print } /#test_.* = [0-9.]+ s = [.FES]$/ { name = $0; state = substr(name, length(name)); sub(/ = [0-9.]+ s = [.FES]$/, "", name); print (state ~ /[FE]/ ? "not ok " : "ok ") ++point " - " name (state == "S" ? " # SKIP" : "") > "test-results.tap" } /^[0-9]+ runs, [0-9]+ assertions, / { plan += $1; ended = 1 } END { print (ended ? "1.." plan : "Bail out! minitest ended without its summary") > "test-results.tap" }'`;

const MINITEST = {
  runner: 'minitest',
  coverage: ['coverage/coverage.xml'],
  options: null,
  // tasks are called after what they test, and rake has others; a project may have a runner of its own
  invoked:
    /\brake(\s+-\S+)*(\s*$|\s+(default|ci|all|tests?|unit\w*|integration\w*|functional\w*|\w+:tests?|tests?:\w+)\b)|\brails test\b|^(bin|script|test|tests)\/(tests?|runner)\b/,
  tells: { results: /JUnitReporter|minitest-ci|ci_reporter/i, coverage: /simplecov/ },
};
const RAKE = /^(bundle exec )?rake( test)?$/;
const RAILS = /^bin\/rails test$/;

/** minitest by itself, and with the gem that takes another reporter from a variable. */
export const MINITEST_REPORTERS: Record<string, ReporterAdvice> = {
  minitest: {
    ...MINITEST,
    howTo:
      'add the gem `minitest-reporters`, and `Minitest::Reporters.use! Minitest::Reporters::JUnitReporter.new("test-results")` to the test helper; for coverage use `simplecov-cobertura`',
    results: ['test-results/TEST-*.xml'],
    printed: (run) => {
      const told = RAKE.test(run) ? `${run} TESTOPTS=-v` : RAILS.test(run) ? `${run} -v` : null;
      return told && `set -o pipefail; ${told} | ${MINITEST_TO_TAP}`;
    },
  },
  'minitest:reporters': {
    ...MINITEST,
    howTo:
      'set `MINITEST_REPORTER=JUnitReporter`, which `minitest-reporters` takes for its own; for coverage use `simplecov-cobertura`',
    results: ['test/reports/TEST-*.xml'],
    printed: (run) => (RAKE.test(run) || RAILS.test(run) ? `MINITEST_REPORTER=JUnitReporter ${run}` : null),
  },
};

/** The one that a project has. */
export function minitestOf(manifests: readonly Manifest[]): string {
  return manifests.some(({ text }) => /["']minitest-reporters["']/.test(text))
    ? 'minitest:reporters'
    : 'minitest';
}
