/** Positions of a run that lie side by side in the view as well. */
export interface Stretch {
  /** First position, and the one after the last. */
  from: number;
  to: number;
  /** Index of the first one's test in the view's tests; −1 = their names are lost. */
  test: number;
}

const known = new WeakMap<Int32Array, readonly Stretch[]>();

/**
 * Cuts positions into stretches, remembered with them: runs share their positions, and what lies side by side is copied
 * at once.
 */
export function stretchesOf(positions: Int32Array): readonly Stretch[] {
  let stretches = known.get(positions);
  if (!stretches) {
    stretches = cut(positions);
    known.set(positions, stretches);
  }
  return stretches;
}

function cut(positions: Int32Array): Stretch[] {
  const stretches: Stretch[] = [];
  for (let from = 0; from < positions.length; ) {
    const test = positions[from]!;
    let to = from + 1;
    while (to < positions.length && positions[to] === (test < 0 ? -1 : test + to - from)) to += 1;
    stretches.push({ from, to, test });
    from = to;
  }
  return stretches;
}
