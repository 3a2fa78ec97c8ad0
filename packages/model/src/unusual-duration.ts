/** Whether a duration is worth telling beside another: by a half and by 50 ms. Both in ms, −1 = unknown. */
export function isUnusual(ms: number, usual: number): boolean {
  if (ms < 0 || usual < 0) return false;
  const [less, more] = ms < usual ? [ms, usual] : [usual, ms];
  return more - less >= 50 && more >= less * 1.5;
}
