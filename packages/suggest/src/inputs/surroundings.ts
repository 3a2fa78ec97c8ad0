import type { Mined } from '../source/shape.ts';
import { type Double, guesses } from './doubles.ts';
import { MOST, type Scenario } from './scenarios.ts';

/** Scenarios that are tried with each way that the world around can be. */
const EACH = 24;

/** What a function asks of the world: answers over the network, variables of the environment, imports that reach out. */
export interface Asks {
  fetches: boolean;
  variables: readonly string[];
  doubles: readonly Double[];
}

export function asksOf(code: string, doubles: readonly Double[]): Asks {
  const variables = [...code.matchAll(/\bprocess\.env(?:\.([A-Za-z_]\w*)|\[['"]([A-Za-z_]\w*)['"]\])/g)];
  return {
    fetches: /(?<![\w.])(?:globalThis\.|window\.)?fetch\(/.test(code),
    variables: [...new Set(variables.map((match) => (match[1] ?? match[2])!))].filter(
      (name) => name !== 'NODE_ENV',
    ),
    doubles,
  };
}

/** The scenarios with each way that the world can be: all at their usual, then each other way of each. */
export function within(scenarios: readonly Scenario[], asks: Asks, mined: Mined): Scenario[] {
  const worlds = worldsOf(asks, mined);
  if (worlds.length === 0) return [...scenarios];
  const [usual = {}] = worlds;
  const few = Math.max(4, Math.min(EACH, Math.floor(MOST / worlds.length)));
  return [
    ...worlds.flatMap((world) => scenarios.slice(0, few).map((each) => ({ ...each, ...world }))),
    ...scenarios.slice(few).map((each) => ({ ...each, ...usual })),
  ].slice(0, MOST);
}

type World = Pick<Scenario, 'globals' | 'env' | 'doubles'>;

function worldsOf({ fetches, variables, doubles }: Asks, mined: Mined): World[] {
  const worlds: World[] = [];
  const first = (all: readonly Double[]): Record<string, string> =>
    Object.fromEntries(all.map((each) => [`${each.specifier} ${each.name}`, each.ways[0]!]));
  const answers = fetches ? answersOf(mined) : [];
  const settings = variables.length > 0 ? settingsOf(variables, mined) : [];
  const usual: World = {
    ...(answers[0] ? { globals: { fetch: answers[0] } } : {}),
    ...(settings[0] ? { env: settings[0] } : {}),
    ...(doubles.length > 0 ? { doubles: first(doubles) } : {}),
  };
  if (Object.keys(usual).length > 0) worlds.push(usual);
  for (const answer of answers.slice(1)) worlds.push({ ...usual, globals: { fetch: answer } });
  for (const env of settings.slice(1)) worlds.push({ ...usual, env });
  for (const { specifier, name, ways } of doubles)
    for (const way of ways.slice(1))
      worlds.push({ ...usual, doubles: { ...usual.doubles, [`${specifier} ${name}`]: way } });
  return worlds.slice(0, 24);
}

function answersOf(mined: Mined): string[] {
  const bodies = guesses(mined).slice(0, 4);
  const answer = (body: string, status: number): string =>
    `async () => new Response(JSON.stringify(${body}), { status: ${status} })`;
  const statuses = mined.numbers.filter(
    (number) => Number.isInteger(number) && number >= 200 && number < 600,
  );
  const others = [...new Set([404, 500, ...statuses])].filter((status) => status !== 200 && status !== 204);
  return [
    ...bodies.map((body) => answer(body, 200)),
    ...others.slice(0, 5).map((status) => answer(bodies[0]!, status)),
    "async () => { throw new TypeError('fetch failed'); }",
    "async () => new Response('not json', { status: 200 })",
  ];
}

type Settings = Record<string, string | null>;

function settingsOf(variables: readonly string[], mined: Mined): Settings[] {
  const all = (value: (name: string, at: number) => string | null): Settings =>
    Object.fromEntries(variables.map((name, at) => [name, value(name, at)]));
  const numeric = all((name, at) =>
    /PORT|LIMIT|MAX|MIN|COUNT|TIMEOUT|SIZE|MS|TTL|RETR/i.test(name) ? String(at + 5) : `a${at + 1}`,
  );
  const words = mined.strings.filter((text) => text.length > 0 && text.length < 20).slice(0, 4);
  return [
    numeric,
    all(() => null),
    all(() => ''),
    all(() => 'true'),
    all(() => '0'),
    ...words.map((word) => all(() => word)),
    ...variables.slice(0, 3).map((name) => all((other) => (other === name ? '1' : null))),
  ];
}
