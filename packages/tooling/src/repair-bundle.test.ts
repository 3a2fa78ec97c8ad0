import { describe, expect, it } from 'vitest';
import { repairBundle, repairChunk } from './repair-bundle.ts';

const loop = (test: string) =>
  `__nccwpck_require__.t=function(n,s){for(var a=s&2&&n;${test}&&!~t.indexOf(a);a=e(a)){}}`;

describe('a bundle', () => {
  it('copies the names of modules that are functions', () => {
    expect(repairBundle(loop('typeof a=="object"'))).toBe(loop('(typeof a=="object"||typeof a=="function")'));
  });

  it('without the helper is left alone', () => {
    expect(repairBundle('export{}')).toBe('export{}');
  });

  it('with the helper in another shape is refused', () => {
    expect(() => repairBundle(loop('isObject(a)'))).toThrow(/looks otherwise/);
  });
});

describe('a chunk', () => {
  it('names Babel presets instead of looking for them', () => {
    expect(repairChunk('const p=[[r.resolve("@babel/preset-typescript"),{a:1}]],q=r.resolve("./x");')).toBe(
      'const p=[["@babel/preset-typescript",{a:1}]],q=r.resolve("./x");',
    );
  });
});
