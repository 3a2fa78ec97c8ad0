import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { coverageFormats, resultFormats } from '@qitops/readers';
import { describe, expect, it } from 'vitest';

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8').replace(/\s+/g, ' ');

describe('the README', () => {
  it.each([...resultFormats, ...coverageFormats].map((format) => format.title))(
    'names the format %s',
    (title) => {
      expect(readme).toContain(title);
    },
  );
});
