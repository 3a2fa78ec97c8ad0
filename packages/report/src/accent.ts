import type { SiteLook } from '@qitops/model';

/** What text in the accent stands on: `--paper`, `--raised` and `--mark` of the styles. */
const GROUNDS = {
  light: ['#ffffff', '#f6f7f9', '#e3ecf7'],
  dark: ['#14181d', '#1c2229', '#22354b'],
} as const;
/** WCAG 2.2, 1.4.3: least contrast of text. */
const READABLE = 4.5;
const STEP = 0.01;

/** A CSS colour made readable in both themes by moving its lightness (in OKLCH) alone; null = it is no colour. */
export async function accentOf(color: string): Promise<SiteLook['accent']> {
  const { clampChroma, converter, formatHex, parse, wcagContrast } = await import('culori');
  const parsed = parse(color);
  const start = parsed && converter('oklch')(parsed);
  if (!start || !Number.isFinite(start.l)) return null;
  const readable = (hex: string, grounds: readonly string[]) =>
    grounds.every((ground) => wcagContrast(hex, ground) >= READABLE);
  const towards = (step: number, grounds: readonly string[]): string => {
    for (let l = Math.min(1, Math.max(0, start.l)); l > 0 && l < 1; l += step) {
      const hex = formatHex(clampChroma({ ...start, l }, 'oklch'));
      if (readable(hex, grounds)) return hex;
    }
    return step < 0 ? '#000000' : '#ffffff';
  };
  return { light: towards(-STEP, GROUNDS.light), dark: towards(STEP, GROUNDS.dark) };
}
