import { escapeTerminal } from '@qitops/escape';
import type { DoctorDocument, InitDocument, InitOrgDocument, UninstallDocument } from '@qitops/model';

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

/** What was taken out, what stays, and what is left to do. */
export function uninstallText({
  removed,
  files,
  refs,
  exported,
  notes,
  requiredChecks,
}: UninstallDocument): string {
  if (files.length === 0 && refs.length === 0) return 'qitops is not set up here.';
  return [
    removed
      ? `Removed ${files.length} files or parts of them and ${refs.length} refs.`
      : 'Nothing was removed.',
    ...(exported ? [`The history of ${exported.runs} runs is in ${exported.file}.`] : []),
    ...requiredChecks.map((name) => `- the check "${name}" must not be required any more`),
    ...notes.map((note) => `- ${note}`),
  ].join('\n');
}

/** What an organization does once, step by step. */
export function initOrgText(
  { allow, workflow, callingJob, ruleset, check }: InitOrgDocument,
  org: string,
): string {
  return [
    '1. Where only selected actions are allowed (Settings → Actions → General), allow:',
    ...allow.map((pattern) => `   ${pattern}`),
    '',
    `2. In the repository ${org}/.github write ${workflow.path}:`,
    '',
    workflow.content,
    '3. In each repository, behind its test jobs (and `merge_group:` under `on:` where there is a merge queue):',
    '',
    callingJob,
    `4. Require the check "${check}" by a ruleset; it begins by showing what it would block:`,
    `   gh api orgs/${org}/rulesets --method POST --input ruleset.json`,
    '',
    JSON.stringify(ruleset, null, 2),
  ].join('\n');
}
