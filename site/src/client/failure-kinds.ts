import type { SiteFailureKind } from '@qitops/model';

/** Kinds of failures as they are counted, and what each says; Allure calls the first two product and test defects. */
export const KINDS: Readonly<Record<SiteFailureKind, { word: string; says: string }>> = {
  assertion: { word: 'assertion', says: 'A check did not hold: the product or the expectation is wrong.' },
  error: { word: 'error', says: 'The code or the test threw.' },
  timeout: { word: 'timeout', says: 'It ran out of time.' },
  environment: {
    word: 'environment',
    says: 'The network, the disk, a service or the browser was not there.',
  },
};

/** A kind as it is shown; one of a later version by its word. */
export function kindOf(kind: string): { word: string; says: string } {
  return KINDS[kind as SiteFailureKind] ?? { word: kind, says: '' };
}
