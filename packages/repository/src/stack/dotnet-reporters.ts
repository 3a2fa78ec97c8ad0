import type { ReporterAdvice } from './reporters.ts';

const ANYWHERE = {
  runner: 'dotnet test',
  results: ['**/TestResults/**/*.trx'],
  coverage: ['**/TestResults/**/*.cobertura.xml'],
  invoked: /\bdotnet test\b/i,
  tells: {
    results: /--logger[= :"']*(trx|junit)|--report-(xunit-)?(trx|junit)/,
    coverage: /--collect\b|coverlet\.msbuild|CollectCoverage|--coverage\b/,
  },
};
const COVERED = '--coverage --coverage-output-format cobertura';

/** `dotnet test` by what runs the tests: VSTest, or the Microsoft.Testing.Platform, whose options the projects bring. */
export const DOTNET_REPORTERS: Record<string, ReporterAdvice> = {
  dotnet: {
    ...ANYWHERE,
    howTo: 'run `dotnet test --logger trx --collect:"XPlat Code Coverage"`',
    coverage: ['**/TestResults/**/coverage.cobertura.xml'],
    options: '--logger trx --collect:"XPlat Code Coverage"',
  },
  'dotnet:platform': {
    ...ANYWHERE,
    howTo: `run \`dotnet test --report-trx ${COVERED}\` (with \`Microsoft.Testing.Extensions.TrxReport\` and \`Microsoft.Testing.Extensions.CodeCoverage\` in the test projects)`,
    options: '--report-trx',
    coverageOptions: { options: COVERED, needs: /MSTest\.Sdk|TUnit|Testing\.Extensions\.CodeCoverage/ },
  },
  'dotnet:xunit': {
    ...ANYWHERE,
    howTo: 'run `dotnet test --report-xunit-trx`',
    options: '--report-xunit-trx',
  },
  // before the SDK of .NET 10 they are handed on behind two dashes
  'dotnet:handed-platform': {
    ...ANYWHERE,
    howTo:
      'run `dotnet test -- --report-trx` (with `Microsoft.Testing.Extensions.TrxReport` in the test projects)',
    options: '-- --report-trx',
  },
  'dotnet:handed-xunit': {
    ...ANYWHERE,
    howTo: 'run `dotnet test -- --report-xunit-trx`',
    options: '-- --report-xunit-trx',
  },
  // a test program ends with an error at an option that it does not know
  'dotnet:several': {
    ...ANYWHERE,
    howTo:
      'the test projects know different options: add `Microsoft.Testing.Extensions.TrxReport` to all of them and run `dotnet test --report-trx`',
    options: null,
  },
};
