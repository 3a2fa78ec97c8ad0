import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Rooms from the ground up; a room imports only from floors below its own. */
const FLOORS = [
  ['model'],
  ['escape', 'execute', 'outbound', 'readers', 'repository', 'analysis'],
  ['history', 'llm', 'github', 'notify', 'proposal', 'render', 'suggest'],
  ['report'],
  ['commands'],
  ['action-kit', 'cli'],
];
/** Builds the project itself and stands outside the house. */
const OUTSIDE = new Set(['tooling']);

/** Packages that one room alone may use, so that what they do has one place. */
const ONLY_IN: [RegExp, string][] = [
  [/^@actions\/core$/, 'action-kit'],
  [/^@octokit\//, 'github'],
  [/^@actions\/(artifact|cache)$/, 'github'],
  [/^(openai|@anthropic-ai\/sdk)$/, 'llm'],
];

const rooms = readdirSync(join(root, 'packages'));
const floorOf = (room: string) => FLOORS.findIndex((floor) => floor.includes(room));

function dependenciesOf(folder: string): string[] {
  const { dependencies = {} } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  return Object.keys(dependencies);
}

/** Every module specifier in a room's sources, tests left out. */
function importsOf(folder: string): Set<string> {
  const found = new Set<string>();
  for (const entry of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
    if (!/\.ts$/.test(entry) || /\.test\.ts$|node_modules|\.build|dist/.test(entry)) continue;
    const text = readFileSync(join(root, folder, entry), 'utf8');
    for (const match of text.matchAll(/(?:from|import\()\s*'((?:@[\w-]+\/)?[\w-]+)/g)) found.add(match[1]!);
  }
  return found;
}

describe('the floors of the house', () => {
  it('has a floor for every room', () => {
    expect(rooms.filter((room) => floorOf(room) < 0 && !OUTSIDE.has(room))).toEqual([]);
  });
  it.each(rooms.filter((room) => !OUTSIDE.has(room)))('%s depends only on floors below its own', (room) => {
    const ours = dependenciesOf(`packages/${room}`).filter((name) => name.startsWith('@qitops/'));
    const wrong = ours
      .map((name) => name.slice('@qitops/'.length))
      .filter((name) => floorOf(name) >= floorOf(room));
    expect(wrong).toEqual([]);
  });
  it.each(rooms)('%s imports nothing that its package.json does not name', (room) => {
    const declared = new Set(dependenciesOf(`packages/${room}`));
    const own = [...importsOf(`packages/${room}`)].filter((name) => /^@qitops\//.test(name));
    expect(own.filter((name) => !declared.has(name))).toEqual([]);
  });
  it('lets one room alone use a service’s client', () => {
    const folders = [
      ...rooms.map((room) => `packages/${room}`),
      ...readdirSync(join(root, 'actions')).map((name) => `actions/${name}`),
    ];
    const wrong = folders.flatMap((folder) =>
      dependenciesOf(folder).filter((name) =>
        ONLY_IN.some(([pattern, room]) => pattern.test(name) && folder !== `packages/${room}`),
      ),
    );
    expect(wrong).toEqual([]);
  });
  it('keeps the site above the model alone', () => {
    expect(
      [...importsOf('site/src')].filter((name) => /^@qitops\//.test(name) && name !== '@qitops/model'),
    ).toEqual([]);
  });
});

describe('the top level', () => {
  it('holds the rooms and the usual single files, and nothing else', () => {
    const expected = new Set([
      '.ci',
      '.git',
      '.github',
      '.gitignore',
      '.npmrc',
      'CHANGELOG.md',
      'CONTRIBUTING.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'actions',
      'biome.json',
      'docs',
      'fixtures',
      'node_modules',
      'package.json',
      'packages',
      'pnpm-lock.yaml',
      'pnpm-workspace.yaml',
      'site',
      'test',
      'tsconfig.base.json',
      'tsconfig.json',
      'vitest.config.ts',
    ]);
    expect(readdirSync(root).filter((name) => !expected.has(name))).toEqual([]);
  });
});
