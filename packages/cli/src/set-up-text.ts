import { escapeTerminal } from '@qitops/escape';
import type { DoctorDocument, InitDocument } from '@qitops/model';

export function doctorText({ features }: DoctorDocument): string {
  const lines = features.flatMap(({ id, works, missing, remedy }) => {
    const mark = works === true ? 'works' : works === false ? 'lacks' : 'unknown';
    const line = `${mark.padEnd(8)} ${id}${missing ? `: ${missing}` : ''}`;
    return remedy ? [line, `         fix: ${remedy}`] : [line];
  });
  return escapeTerminal(lines.join('\n'));
}

export function initText(
  { files, written, onDefaultBranch, pullRequest, notes }: InitDocument,
  dryRun: boolean,
): string {
  const done = files.map(({ path, change }) => {
    const words = {
      create: written ? 'written' : 'new',
      update: written ? 'changed' : 'would change',
      unchanged: 'as it is',
    };
    return `${words[change].padEnd(12)} ${path}`;
  });
  const changed = files.some(({ change }) => change !== 'unchanged');
  if (!changed) done.push('nothing to do');
  else if (pullRequest) done.push(`pull request ${pullRequest.action}: ${pullRequest.url}`);
  else if (!written) done.push(dryRun ? 'nothing was written: this was a dry run' : 'nothing was written');
  for (const path of onDefaultBranch) done.push(`${path} acts only once it is on the default branch`);
  return escapeTerminal([...done, ...notes.map((note) => `note: ${note}`)].join('\n'));
}
