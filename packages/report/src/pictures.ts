/** Pictures by how their bytes begin; what a name or a report says of a file's type is not believed. */
const SIGNS: readonly (readonly [extension: string, begins: (bytes: Uint8Array) => boolean])[] = [
  ['png', (bytes) => starts(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
  ['jpg', (bytes) => starts(bytes, [0xff, 0xd8, 0xff])],
  ['gif', (bytes) => starts(bytes, [0x47, 0x49, 0x46, 0x38])],
  ['webp', (bytes) => starts(bytes, [0x52, 0x49, 0x46, 0x46]) && text(bytes, 8, 12) === 'WEBP'],
];

/** The extension of a picture that browsers show and that runs nothing (no SVG); null = it is none. */
export function pictureKind(bytes: Uint8Array): string | null {
  return SIGNS.find(([, begins]) => begins(bytes))?.[0] ?? null;
}

function starts(bytes: Uint8Array, sign: readonly number[]): boolean {
  return sign.every((byte, at) => bytes[at] === byte);
}

function text(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.subarray(from, to)).toString('latin1');
}
