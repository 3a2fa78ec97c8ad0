/** `p12rf2` → `pppppppppppprff`. */
export function expand(runLength: string): string {
  return runLength.replace(/([a-z-])(\d*)/g, (_, letter: string, times: string) =>
    letter.repeat(times === '' ? 1 : Number(times)),
  );
}

/** Undoes the steps that positions are written in. */
export function fromDifferences(steps: readonly number[]): number[] {
  let sum = 0;
  return steps.map((step) => {
    sum += step;
    return sum;
  });
}

/** The shard that holds a test; the same as when the report was written. */
export function shardOf(id: string, shards: number): number {
  return Number.parseInt(id.slice(0, 8), 16) % shards;
}
