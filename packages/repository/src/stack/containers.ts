import type { CiVariables, ServiceContainer } from '@qitops/model';
import type { WorkflowService } from './ci/workflow-file.ts';
import { knownService } from './known-services.ts';

const EXPRESSION = /\$\{\{/;
const SECRET = /\$\{\{[^}]*\bsecrets\b/;

/**
 * The services of a job to be started again elsewhere: image, ports and variables as the file has them, and a health
 * check where it has none and one is known. What only a run of that workflow knows is left out.
 */
export function containersOf(from: string, services: readonly WorkflowService[]): ServiceContainer[] {
  return services.flatMap((service) => {
    const known = knownService(service.image ?? service.name) ?? knownService(service.name);
    const plain = service.image !== null && !EXPRESSION.test(service.image);
    const image = plain ? service.image! : known?.container?.image;
    if (image === undefined) return [];
    const given = variablesOf(from, Object.entries(service.env));
    const ports = [service.ports ?? []]
      .flat()
      .map(String)
      .filter((port) => !EXPRESSION.test(port));
    const port = known?.container?.port;
    return [
      {
        name: service.name,
        image,
        ports: ports.length > 0 || port === undefined ? ports : [`${port}:${port}`],
        env: given?.values ?? {},
        secrets: given?.secrets ?? [],
        options: healthy(service.options, known?.container?.health),
        from,
      },
    ];
  });
}

/** A service of that name as it is started where only its name is known; null for one that is not known so well. */
export function customaryContainer(from: string, called: string): ServiceContainer | null {
  const known = knownService(called);
  if (!known?.container) return null;
  const { image, port, env = {}, health } = known.container;
  const ports = [`${port}:${port}`];
  return { name: known.name, image, ports, env, secrets: [], options: healthy(null, health), from };
}

function healthy(options: string | null, check: string | undefined): string | null {
  const own = options !== null && !EXPRESSION.test(options) ? options.replace(/\s+/g, ' ').trim() : '';
  if (/--(no-)?health/.test(own) || check === undefined) return own === '' ? null : own;
  const health = `--health-cmd ${check.includes(' ') && !check.startsWith('"') ? `"${check}"` : check} --health-interval 10s --health-timeout 5s --health-retries 10`;
  return own === '' ? health : `${own} ${health}`;
}

/** Variables with those whose value stands in the file apart from secrets, which are named only; null = there are none. */
export function variablesOf(
  from: string,
  given: readonly (readonly [string, unknown])[],
): CiVariables | null {
  const values: Record<string, string> = {};
  const secrets = new Set<string>();
  for (const [name, value] of given) {
    const text = String(value ?? '');
    if (SECRET.test(text)) secrets.add(name);
    // of a matrix or a step: here it has no value
    else if (!EXPRESSION.test(text)) values[name] = text;
  }
  for (const name of secrets) delete values[name];
  const found = Object.keys(values).length + secrets.size > 0;
  return found ? { values, secrets: [...secrets].sort(), from } : null;
}
