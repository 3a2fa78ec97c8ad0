import type { CaseStatus, FlakyState, SiteOutcome } from '@qitops/model';
import { h, s } from './dom.ts';

/** How an outcome looks: a word, a colour class and a shape, so that none of them has to carry it alone. */
export interface Look {
  word: string;
  tone: 'good' | 'bad' | 'flaky' | 'quiet';
  /** Path in a 16 × 16 box. */
  icon: string;
}

const TICK = 'M3.5 8.5l3 3 6-7';
const CROSS = 'M4 4l8 8M12 4l-8 8';
const WAVE = 'M2 9.5c2-5 4-5 6-1.5s4 3.5 6-1.5';
const BAR = 'M4 8h8';
const DOT = 'M8 7.6v.8';
const HAND = 'M8 8.2a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2M3.2 13.5c.6-2.3 2.5-3.3 4.8-3.3s4.2 1 4.8 3.3';
const RING = 'M8 3.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9';

const LOOKS: Readonly<Record<SiteOutcome, Look>> = {
  p: { word: 'passed', tone: 'good', icon: TICK },
  r: { word: 'flaky', tone: 'flaky', icon: WAVE },
  f: { word: 'failed', tone: 'bad', icon: CROSS },
  e: { word: 'errored', tone: 'bad', icon: CROSS },
  s: { word: 'skipped', tone: 'quiet', icon: BAR },
  n: { word: 'pending', tone: 'quiet', icon: BAR },
  o: { word: 'other', tone: 'quiet', icon: RING },
  w: { word: 'warning', tone: 'flaky', icon: RING },
  i: { word: 'inconclusive', tone: 'quiet', icon: RING },
  '-': { word: 'not run', tone: 'quiet', icon: DOT },
};

/** The look of an outcome; a letter of a later version is shown, not hidden. */
export function lookOf(outcome: string): Look {
  return LOOKS[outcome as SiteOutcome] ?? { word: `unknown (${outcome})`, tone: 'quiet', icon: RING };
}

export const VERDICT_LOOK: Readonly<Record<'failed' | 'passed' | 'unknown', Look>> = {
  failed: { word: 'Failed', tone: 'bad', icon: CROSS },
  passed: { word: 'Passed', tone: 'good', icon: TICK },
  unknown: { word: 'Unknown', tone: 'quiet', icon: RING },
};

/** A gate that did not hold and only warns. */
export const WARNED: Look = { word: 'Warns', tone: 'flaky', icon: RING };

const STATE_LOOKS: Readonly<Record<FlakyState, Look>> = {
  quarantined: { word: 'quarantined', tone: 'flaky', icon: WAVE },
  flaky: { word: 'flaky', tone: 'flaky', icon: WAVE },
  broken: { word: 'broken', tone: 'bad', icon: CROSS },
  suspected: { word: 'suspected', tone: 'flaky', icon: RING },
  fixed: { word: 'fixed', tone: 'good', icon: TICK },
  healthy: { word: 'healthy', tone: 'good', icon: TICK },
  new: { word: 'new', tone: 'quiet', icon: DOT },
};

export function stateLook(state: string): Look {
  return STATE_LOOKS[state as FlakyState] ?? { word: state, tone: 'quiet', icon: RING };
}

const CASE_LOOKS: Readonly<Record<CaseStatus, Look>> = {
  passed: LOOKS.p,
  failed: LOOKS.f,
  flaky: LOOKS.r,
  skipped: LOOKS.s,
  unknown: { word: 'not known', tone: 'quiet', icon: RING },
  manual: { word: 'by hand', tone: 'quiet', icon: HAND },
};

/** How the tests of a case ended; one of a later version is shown by its word. */
export function caseLook(status: string): Look {
  return CASE_LOOKS[status as CaseStatus] ?? { word: status, tone: 'quiet', icon: RING };
}

/** The icon alone; the word must stand beside it or be its label. */
export function icon(look: Look, label?: string): SVGSVGElement {
  return s(
    'svg',
    {
      class: `icon ${look.tone}`,
      viewBox: '0 0 16 16',
      ...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': 'true' }),
    },
    s('path', { d: look.icon }),
  );
}

/** Icon and word. */
export function mark(look: Look): HTMLElement {
  return h('span', { class: `mark ${look.tone}` }, icon(look), h('span', null, look.word));
}
