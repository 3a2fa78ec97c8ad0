import { describe, expect, it } from 'vitest';
import { editFileLink, newFileLink } from './github-links.ts';

const REPOSITORY = 'https://github.com/o/r';

describe("GitHub's page for a new file", () => {
  it('has the text in its address', () => {
    expect(newFileLink(REPOSITORY, 'feature/a b', 'tests/qitops/a&b.yaml', 'id: a\n# 100 %')).toEqual({
      href: 'https://github.com/o/r/new/feature/a%20b/tests/qitops?filename=a%26b.yaml&value=id%3A%20a%0A%23%20100%20%25',
      filled: true,
    });
  });
  it('has only the name when the address would be longer than 6 KB', () => {
    const link = newFileLink(REPOSITORY, 'main', 'tests/qitops/a.yaml', '\n'.repeat(2100));
    expect(link).toEqual({
      href: 'https://github.com/o/r/new/main/tests/qitops?filename=a.yaml',
      filled: false,
    });
  });
});

describe("GitHub's page that edits a file", () => {
  it('is that of the branch', () => {
    expect(editFileLink(REPOSITORY, 'main', 'tests/qitops/a#b.yaml').href).toBe(
      'https://github.com/o/r/edit/main/tests/qitops/a%23b.yaml',
    );
  });
});
