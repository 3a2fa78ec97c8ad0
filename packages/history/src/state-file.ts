import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { DetectorState } from '@qitops/analysis';

/** Where the detector's state lies: a cache, made anew when it is absent, damaged or of another version. */
export const STATE_FOLDER = 'state';

/** `state/<version>-<V8's>.gz`: the bytes are V8's, of which a later V8 reads them and an earlier one need not. */
export function stateKey(version: number): string {
  return `${STATE_FOLDER}/${version}-${process.versions.v8.split('.')[0]}.gz`;
}

export function encodeState(state: DetectorState): Uint8Array {
  const bytes = serialize(state);
  return Buffer.concat([sumOf(bytes), gzipSync(bytes)]);
}

/** Reads a state. Throws when it is damaged: only bytes that were written as they are get as far as V8. */
export function decodeState(bytes: Uint8Array): DetectorState {
  const content = gunzipSync(bytes.subarray(SUM), { maxOutputLength: LIMIT });
  if (!sumOf(content).equals(bytes.subarray(0, SUM))) throw new Error('it is damaged');
  return deserialize(content) as DetectorState;
}

const SUM = 32;
const LIMIT = 1024 * 1024 * 1024;

function sumOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
