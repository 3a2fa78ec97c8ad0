import { escapeTerminal } from '@qitops/escape';
import type { DoctorDocument } from '@qitops/model';

export function doctorText({ features }: DoctorDocument): string {
  const lines = features.flatMap(({ id, works, missing, remedy }) => {
    const mark = works === true ? 'works' : works === false ? 'lacks' : 'unknown';
    const line = `${mark.padEnd(8)} ${id}${missing ? `: ${missing}` : ''}`;
    return remedy ? [line, `         fix: ${remedy}`] : [line];
  });
  return escapeTerminal(lines.join('\n'));
}
