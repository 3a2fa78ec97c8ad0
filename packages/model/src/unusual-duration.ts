/** What is nearer than this to the usual duration is never unusual, ms. */
export const NEAR_MS = 50;

/** Whether a duration is worth telling beside another: by a half and by 50 ms. Both in ms, −1 = unknown. */
export function isUnusual(ms: number, usual: number): boolean {
  if (ms < 0 || usual < 0) return false;
  const less = Math.min(ms, usual);
  const more = Math.max(ms, usual);
  return more - less >= NEAR_MS && more >= less * 1.5;
}
