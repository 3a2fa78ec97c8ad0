import { clover } from './clover.ts';
import { cobertura } from './cobertura.ts';
import { coveragePy } from './coverage-py.ts';
import { coveralls } from './coveralls.ts';
import type { CoverageFormat } from './format.ts';
import { gcovJson, gcovrJson, gcovrSummary } from './gcov-json.ts';
import { gcovText } from './gcov-text.ts';
import { goCover } from './go-cover.ts';
import { istanbul, istanbulSummary, jestCoverage } from './istanbul.ts';
import { jacoco } from './jacoco.ts';
import { lcov } from './lcov.ts';
import { llvmCov } from './llvm-cov.ts';
import { opencover } from './opencover.ts';
import { simplecov } from './simplecov.ts';
import { sonar } from './sonar.ts';

/** All coverage formats, the more particular ones first: the first whose `sniff` says yes reads. */
export const coverageFormats: readonly CoverageFormat[] = [
  goCover,
  gcovText,
  jacoco,
  clover,
  opencover,
  sonar,
  cobertura,
  gcovrJson,
  gcovrSummary,
  gcovJson,
  coveralls,
  llvmCov,
  coveragePy,
  jestCoverage,
  istanbulSummary,
  simplecov,
  istanbul,
  lcov,
];
