import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { actionNames, ROOT } from '@qitops/tooling';
import { describe, expect, it } from 'vitest';

const MIB = 2 ** 20;

describe.each(actionNames())('the bundle of %s', (name) => {
  const dist = join(ROOT, 'actions', name, 'dist');
  const index = join(dist, 'index.js');

  it('loads less than 1 MiB at its start', () => {
    expect(statSync(index).size).toBeLessThan(MIB);
  });

  it('leaves the clients of services for when they are used', () => {
    const text = readFileSync(index, 'utf8');
    for (const mark of ['github.actions.results.api.v1', '@octokit/', 'BlockBlobClient']) {
      expect(text).not.toContain(mark);
    }
  });
});

describe('the bundle of analyze-pr', () => {
  it('has the artifact client in a chunk', () => {
    const dist = join(ROOT, 'actions/analyze-pr/dist');
    const chunks = readdirSync(dist).filter((file) => /^\d+\.index\.js$/.test(file));
    const holding = chunks.filter((file) =>
      readFileSync(join(dist, file), 'utf8').includes('ArtifactService'),
    );
    expect(holding.length).toBeGreaterThan(0);
  });
});
