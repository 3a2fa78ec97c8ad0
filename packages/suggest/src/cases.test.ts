import { expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { caseFor } from './cases.ts';

const fn = (path: string, name: string, line: number) => ({
  path,
  name,
  line,
  endLine: line + 5,
  complexity: 2,
  complexityBefore: null,
  cognitive: 1,
  cognitiveBefore: null,
  branches: 2,
});
const at = (text: string) => ({ fileAt: async () => text });

it.each([
  [
    'a.py',
    'def fee(self, weight: int, country="NL"):\n    if weight > 20 or country == "BE":\n        return 9\n    return 4\n',
  ],
  [
    'a.go',
    'func fee(weight int, country string) int {\n\tif weight > 20 || country == "BE" {\n\t\treturn 9\n\t}\n\treturn 4\n}\n',
  ],
  [
    'A.java',
    'int fee(int weight, String country) {\n  if (weight > 20 || country == "BE") return 9;\n  return 4;\n}\n',
  ],
])('%s: both sides of each condition, as a case that did not run', async (path, text) => {
  const java = path.endsWith('.java');
  const found = await caseFor(
    fn(path, 'fee', java ? 2 : 1),
    at(java ? `class A {\n${text}}\n` : text),
    'HEAD',
  );
  expect(found).toMatchObject({
    kind: 'case',
    typeChecked: null,
    title: 'fee where weight > 20, country == "BE" turns',
  });
  expect(found!.evidence).toBeUndefined();
  const { steps, covers, source } = parseYaml(found!.case!.yaml);
  expect(steps.map((step: { action: string }) => step.action)).toEqual([
    'call fee(weight = 19, country = "another")',
    'call fee(weight = 20, country = "another")',
    'call fee(weight = 21, country = "another")',
    'call fee(weight = 19, country = "BE")',
    'call fee(weight = 19, country = "another")',
  ]);
  expect(covers).toEqual([{ path, symbol: 'fee' }]);
  expect(source).toBe('suggested');
});

it('has no idea where no parameter decides', async () => {
  expect(await caseFor(fn('a.py', 'f', 1), at('def f(x):\n    return x\n'), 'HEAD')).toBeNull();
});

it('gives every other parameter a plain value of its type', async () => {
  const text =
    'class A {\nint f(int n, boolean on, double rate, List<String> all, Money money) {\n  if (n > 3) return 1;\n  return 2;\n}\n}\n';
  const found = await caseFor(fn('A.java', 'f', 2), at(text), 'HEAD');
  expect(found!.case!.yaml).toContain('call f(n = 2, on = true, rate = 1.5, all = empty, money = a Money)');
});
