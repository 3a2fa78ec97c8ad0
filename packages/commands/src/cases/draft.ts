import { hash } from 'node:crypto';
import { type CaseType, type FoundTest, slugOf, TestCase } from '@qitops/model';
import { plainLine } from './case-text.ts';
import { readableName } from './test-names.ts';

/** A case that is to be written, before it has a place. */
export interface Draft {
  case: TestCase;
  /** What it is made from: stays the same as long as the test is called the same. */
  origin: string;
  /** Name of its file without the ending. */
  stem: string;
}

const LONGEST = 60;

/** A case made from a test as it is written. `runs`: whether it is a test that a runner runs. */
export function draftOf(found: FoundTest, runs: boolean): Draft {
  const readable = readableName({ ...found, file: found.file || null });
  const origin = plainLine(found.key ? `${found.file}: ${found.key}` : readable);
  const title = titleOf(found);
  // a place such as `%i` says nothing in a name
  const stem = slugOf(title.replace(/%[sdifjoOp#$c]/g, ' '), LONGEST) || `case-${shortHash(origin)}`;
  const key = found.key && TestCase.shape.id.safeParse(found.key).success ? found.key : null;
  const tags = [...found.tags, ...(found.state === 'active' ? [] : [found.state])];
  const automatedBy = runs && found.state !== 'todo' ? [readable] : [];
  const type = found.type ?? typeOf(found);
  const draft: TestCase = {
    id: key ?? stem,
    title,
    ...(type ? { type } : {}),
    ...(found.priority ? { priority: found.priority } : {}),
    ...(found.owner ? { owner: found.owner } : {}),
    preconditions: found.preconditions,
    steps: found.steps,
    parameters: found.parameters,
    tags: [...new Set(tags.map(plainLine).filter(Boolean))],
    automatedBy,
    source: 'imported',
  };
  return { case: draft, origin, stem: key ? slugOf(`${key} ${title}`, LONGEST) || stem : stem };
}

/** A draft under other names, when its own are taken by something else. */
export function renamed(draft: Draft): Draft {
  const end = shortHash(draft.origin);
  return { ...draft, stem: `${draft.stem}-${end}`, case: { ...draft.case, id: `${draft.case.id}-${end}` } };
}

function shortHash(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 6);
}

/** `Cart: merges lines`; names that are code are written as words. */
function titleOf({ suite, name, description, file, key }: FoundTest): string {
  const isCode = /\.(py|go|java)$/.test(file);
  const words = (part: string): string => (isCode ? spoken(part) : part);
  const own = isCode ? (description?.split('\n', 1)[0] ?? spoken(name)) : name;
  const above = key ? [] : suite.map(words).filter(Boolean);
  return plainLine([...above, own].join(': ')) || '(unnamed test)';
}

/** `test_adds_two` → `adds two`, `TestCart` → `Cart`, `removesAll` → `removes all`. */
function spoken(name: string): string {
  const words = name
    .replace(/^(test_?|Test)(?=.)/, '')
    .replace(/(?<=.)Tests?$/, '')
    .replace(/\//g, ': ')
    .replace(/_+/g, ' ')
    .replace(
      /(\p{Ll}|\d)(\p{Lu})(?=\p{Ll})/gu,
      (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
    );
  return words.trim() || name;
}

/** A type only where the tags or the place say it. */
function typeOf({ tags, file }: FoundTest): CaseType | null {
  const tagged = TestCase.shape.type.unwrap().options.find((type) => type !== 'other' && tags.includes(type));
  if (tagged) return tagged;
  if (/(^|\/)(e2e|playwright|cypress)\//.test(file)) return 'e2e';
  if (/(^|\/)integration\//.test(file)) return 'integration';
  return file.endsWith('.feature') ? 'functional' : null;
}
