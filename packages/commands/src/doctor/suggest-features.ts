import { type DetectedUnit, type DoctorFeature, evidence } from '@qitops/model';
import { ACCEPT_WORKFLOW } from '@qitops/model/workflow/accept-workflow';
import type { WorkflowFile } from '@qitops/repository';
import { lacks, type OwnStep, ownSteps, quoteStep, works } from './feature.ts';
import { permitted } from './workflow-features.ts';

const SUGGEST = 'suggest-tests';
const COMMANDS = 'suggest-commands';
/** Variables that hold the key of a model, by how the provider is named. */
const KEYS: [RegExp, string][] = [
  [/^openai:/, 'OPENAI_API_KEY'],
  [/^anthropic:/, 'ANTHROPIC_API_KEY'],
];

/** Suggesting tests, which needs no key, and accepting them by a command. */
export function suggestFeatures(
  workflows: readonly WorkflowFile[],
  {
    units,
    commands,
    onDefault,
  }: {
    units: readonly DetectedUnit[];
    /** Whether qitops.yml offers boxes and commands. */
    commands: boolean;
    /** The workflows of the default branch; null = they are not in this clone. */
    onDefault: readonly WorkflowFile[] | null;
  },
): DoctorFeature[] {
  return [suggesting(workflows, units), accepting(workflows, { commands, onDefault })];
}

function suggesting(workflows: readonly WorkflowFile[], units: readonly DetectedUnit[]): DoctorFeature {
  const steps = ownSteps(workflows, SUGGEST).filter(({ workflow }) => 'pull_request' in workflow.on);
  if (steps.length === 0)
    return lacks(
      SUGGEST,
      'no workflow runs qitops/suggest-tests on pull_request',
      'add the workflow of the README of qitops/suggest-tests; it needs no key',
    );
  return (
    unprepared(steps, units) ??
    keyless(steps) ??
    permitted(SUGGEST, steps.filter(comments), {
      scope: 'pull-requests',
      remedy:
        'give that job `permissions: { contents: read, pull-requests: write }`, or put the step into the job of qitops/analyze-pr, which shows the suggestions then',
    })
  );
}

function phaseOf({ step }: OwnStep): string {
  return String(step.with.phase ?? 'all');
}

/** A step that runs the project's tests where nothing installed the project. */
function unprepared(steps: readonly OwnStep[], units: readonly DetectedUnit[]): DoctorFeature | null {
  for (const own of steps.filter((each) => ['all', 'analyse', 'prove'].includes(phaseOf(each)))) {
    const before = own.job.steps.slice(0, own.job.steps.indexOf(own.step));
    const brings = before.some(({ run, uses }) => run !== null || /^\.\//.test(uses ?? ''));
    const install = units.find(({ commands }) => commands.test && commands.install)?.commands.install;
    if (!brings && install)
      return lacks(
        SUGGEST,
        `the job ${own.job.id} of ${own.workflow.path} installs nothing before it, so that no suggested test can be run`,
        `add \`- run: ${install.value.run}\` before the step`,
        quoteStep(own),
      );
  }
  return null;
}

/** A model that is named and whose key is not given: the engine alone would suggest. */
function keyless(steps: readonly OwnStep[]): DoctorFeature | null {
  for (const own of steps) {
    const key = KEYS.find(([provider]) => provider.test(String(own.step.with.provider ?? '')))?.[1];
    const given = { ...own.workflow.env, ...own.job.env, ...own.step.env };
    if (key && given[key] === undefined)
      return lacks(
        SUGGEST,
        `the job ${own.job.id} of ${own.workflow.path} names a model, and has no ${key}`,
        `give the step \`env: { ${key}: \${{ secrets.${key} }} }\`, or take \`provider\` away: the engine needs no key`,
        quoteStep(own),
      );
  }
  return null;
}

/** Whether a step comments by itself: beside analyze-pr in one job it leaves the comment to that. */
function comments(own: OwnStep): boolean {
  return (
    ['all', 'publish'].includes(phaseOf(own)) &&
    String(own.step.with.comment ?? 'true') !== 'false' &&
    ownSteps([own.workflow], 'analyze-pr').every(({ job }) => job !== own.job)
  );
}

function accepting(
  workflows: readonly WorkflowFile[],
  { commands, onDefault }: { commands: boolean; onDefault: readonly WorkflowFile[] | null },
): DoctorFeature {
  const half = (all: readonly WorkflowFile[]): OwnStep[] =>
    ownSteps(all, SUGGEST).filter(({ workflow }) => 'issue_comment' in workflow.on);
  const [there] = half(onDefault ?? workflows);
  const [here] = half(workflows);
  if (!commands)
    return lacks(
      COMMANDS,
      'boxes and `/qitops` commands are off',
      'write `suggest: { commands: true }` into qitops.yml, and run `qitops init` where a workflow suggests tests',
      ...(there ? [quoteStep(there)] : []),
    );
  if (!there)
    return here
      ? lacks(
          COMMANDS,
          `${here.workflow.path} is not on the default branch yet`,
          'merge it: `issue_comment` acts from there only',
          quoteStep(here),
        )
      : lacks(
          COMMANDS,
          'qitops.yml offers commands, and no workflow on `issue_comment` acts on them',
          `run \`qitops init\`, which writes ${ACCEPT_WORKFLOW} where a workflow suggests tests`,
        );
  const app = there.job.steps.some(({ uses }) => uses?.startsWith('actions/create-github-app-token@'));
  const answer = permitted(COMMANDS, [there], {
    scope: 'pull-requests',
    remedy: 'give that job `pull-requests: write` for the answer',
  });
  return answer.works === true && !app
    ? works(
        COMMANDS,
        quoteStep(there),
        evidence('workflow', 'without an app a command is answered by a link', { path: there.workflow.path }),
      )
    : answer;
}
