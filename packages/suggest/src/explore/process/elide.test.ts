import { describe, expect, it } from 'vitest';
import { withoutUnusedImports } from './elide.ts';

const squeezed = (text: string): string =>
  withoutUnusedImports(text)
    .replace(/[ \t]+/g, ' ')
    .trim();

describe('withoutUnusedImports', () => {
  it('leaves out names that stand nowhere else, and keeps every offset', () => {
    const text = "import { A, b, C as D } from './a';\nb(1);\n";
    expect(squeezed(text)).toBe("import { b, } from './a';\nb(1);");
    expect(withoutUnusedImports(text)).toHaveLength(text.length);
  });
  it('leaves out the whole import when nothing of it is used', () => {
    expect(squeezed("import { A } from './a';\nimport B from './b';\nf();")).toBe('f();');
  });
  it('keeps what is used under another name, a default, all of it, and what is imported for its effects', () => {
    const text = "import a, { b as c } from './a';\nimport * as d from 'd';\nimport './e.css';\na(c, d);";
    expect(squeezed(text)).toBe(text);
  });
  it('tells a default that is used from a list that is not, and the other way round', () => {
    expect(squeezed("import a, { B } from './a';\na();")).toBe("import a from './a';\na();");
    expect(squeezed("import A, { b } from './a';\nb();")).toBe("import { b } from './a';\nb();");
  });
  it('takes a name in a comment for no use of it', () => {
    expect(squeezed("import { A } from './a';\n/** see A */\nf(); // A")).toBe('/** see A */\nf(); // A');
  });
  it('leaves the text of a template as it is', () => {
    const text = "import { A } from './a';\nexport const code = `\nimport { B } from './b';\n`;";
    expect(squeezed(text)).toBe("export const code = `\nimport { B } from './b';\n`;");
  });
  it('reads lists over several lines', () => {
    expect(squeezed("import {\n  A,\n  b,\n} from './a';\nb();").replace(/\s+/g, ' ')).toBe(
      "import { b, } from './a'; b();",
    );
  });
});
