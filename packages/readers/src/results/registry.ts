import { ctrf } from './ctrf.ts';
import type { ResultFormat } from './format.ts';
import { junit } from './junit.ts';

/** All formats of test results, the more particular ones first: the first whose `sniff` says yes reads. */
export const resultFormats: readonly ResultFormat[] = [ctrf, junit];
