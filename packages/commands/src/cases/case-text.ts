import { hash } from 'node:crypto';
import { CASE_SCHEMA_LINE, caseFields, type TestCase } from '@qitops/model';
import { stringify } from 'yaml';

const DIGITS = 12;
const IMPORTED = /^# Imported from (.*) \(([0-9a-f]{12})\)$/m;

/** The text of a file with one case. */
export function caseText(one: TestCase): string {
  return `${CASE_SCHEMA_LINE}\n${bodyOf(one)}`;
}

/**
 * The text of a file with an imported case. A line says where it came from, with a digest of what follows: as long as the
 * digest fits, nobody edited it.
 */
export function importedText(one: TestCase, origin: string): string {
  const body = bodyOf(one);
  return `${CASE_SCHEMA_LINE}\n# Imported from ${plainLine(origin)} (${digestOf(body)})\n${body}`;
}

/** Where a case was imported from, and whether anybody edited it since; null for one that was not imported. */
export function readImported(text: string): { origin: string; edited: boolean } | null {
  const found = IMPORTED.exec(text);
  if (!found) return null;
  const body = text.slice(found.index + found[0].length + 1).replaceAll('\r\n', '\n');
  return { origin: found[1]!, edited: digestOf(body) !== found[2] };
}

/** What an origin is called in a file: one line, without characters that YAML has no way to write. */
export function plainLine(text: string): string {
  return text
    .replace(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]+/g, ' ')
    .trim()
    .slice(0, 500);
}

function bodyOf(one: TestCase): string {
  return stringify(caseFields(one), { lineWidth: 100 });
}

function digestOf(body: string): string {
  return hash('sha256', body, 'hex').slice(0, DIGITS);
}
