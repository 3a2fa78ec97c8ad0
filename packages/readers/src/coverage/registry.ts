import { cobertura } from './cobertura.ts';
import type { CoverageFormat } from './format.ts';
import { lcov } from './lcov.ts';

/** All coverage formats, the more particular ones first: the first whose `sniff` says yes reads. */
export const coverageFormats: readonly CoverageFormat[] = [lcov, cobertura];
