import { allure1 } from './allure1.ts';
import { allure2 } from './allure2.ts';
import { ctrf } from './ctrf.ts';
import { cucumber } from './cucumber.ts';
import { dart } from './dart.ts';
import type { ResultFormat } from './format.ts';
import { goTest } from './go-test.ts';
import { jest } from './jest.ts';
import { junit } from './junit.ts';
import { mocha } from './mocha.ts';
import { mochawesome } from './mochawesome.ts';
import { nunit2, nunit3 } from './nunit.ts';
import { playwright } from './playwright.ts';
import { rspec } from './rspec.ts';
import { tap } from './tap.ts';
import { trx } from './trx.ts';
import { xunit } from './xunit.ts';

/** All formats of test results, the more particular ones first: the first whose `sniff` says yes reads. */
export const resultFormats: readonly ResultFormat[] = [
  goTest,
  dart,
  ctrf,
  jest,
  playwright,
  mochawesome,
  mocha,
  rspec,
  cucumber,
  allure2,
  trx,
  nunit3,
  nunit2,
  xunit,
  allure1,
  junit,
  tap,
];
