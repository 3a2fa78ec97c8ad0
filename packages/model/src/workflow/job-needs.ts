import type { DetectedUnit, ServiceContainer } from '../documents/detect.ts';
import { quoted } from './job-steps.ts';

/** `services:` and `env:` of a job as the repository's own CI has them; secrets are named, and never copied. */
export function needsOfJob({ containers = [], variables }: DetectedUnit): string[] {
  const [first] = containers;
  return [
    ...(first
      ? [
          `services: # as ${first.from} starts them; see whether the tests want all of them`,
          ...containers.flatMap((each) => containerLines(each).map((line) => `  ${line}`)),
        ]
      : []),
    ...(variables
      ? [
          ...(Object.keys(variables.values).length > 0
            ? [`env: # as ${variables.from} sets them`, ...variableLines(variables.values)]
            : []),
          ...secretLines(variables.secrets, variables.from),
        ]
      : []),
  ];
}

function containerLines({ name, image, ports, env, secrets, options, from }: ServiceContainer): string[] {
  return [
    `${quoted(name)}:`,
    `  image: ${quoted(image)}`,
    ...(ports.length > 0 ? [`  ports: [${ports.map((port) => JSON.stringify(port)).join(', ')}]`] : []),
    ...(Object.keys(env).length > 0 ? ['  env:', ...variableLines(env).map((line) => `  ${line}`)] : []),
    ...secretLines(secrets, from).map((line) => `  ${line}`),
    ...(options === null ? [] : ['  options: >-', `    ${options}`]),
  ];
}

function variableLines(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`);
}

function secretLines(names: readonly string[], from: string): string[] {
  return names.map((name) => `# ${name}: a secret in ${from}; add it under \`env:\` if the tests need it`);
}
