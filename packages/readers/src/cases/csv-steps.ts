import type { CaseStep } from '@qitops/model';

const NUMBERED = /^\s*(?:step\s*)?\d+\s*[.):]\s*/i;

/** A cell in which several steps stand, numbered, each on its own line; one that is not numbered is one step. */
export function partsOf(cell: string): string[] {
  const lines = cell.split(/\r?\n/);
  if (lines.filter((line) => NUMBERED.test(line)).length < 2)
    return [cell.trim().replace(NUMBERED, '')].filter(Boolean);
  const parts: string[] = [];
  for (const line of lines) {
    if (NUMBERED.test(line) || parts.length === 0) parts.push(line.replace(NUMBERED, ''));
    else parts[parts.length - 1] += `\n${line}`;
  }
  return parts.map((part) => part.trim()).filter(Boolean);
}

/** The steps of one row. What is expected goes with the step of its number, else with the last one. */
export function stepsOf(step: string, data: string, expected: string): CaseStep[] {
  const actions = partsOf(step);
  if (actions.length === 0) return expected ? [{ action: 'look at the result', expected }] : [];
  const wanted = partsOf(expected);
  return actions.map((action, at): CaseStep => {
    const whole = data && actions.length === 1 ? `${action}\n${data}` : action;
    const last = at === actions.length - 1;
    const own = wanted.length === actions.length ? wanted[at] : last ? wanted.join('\n') : '';
    return own ? { action: whole, expected: own } : { action: whole };
  });
}
