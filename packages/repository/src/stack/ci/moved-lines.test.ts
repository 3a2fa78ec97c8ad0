import { describe, expect, it } from 'vitest';
import { placed } from './moved-lines.ts';

const places = (...lines: string[]) =>
  placed(
    lines.map((run, at) => ({ run, line: at + 1 })),
    '.',
  ).map(({ run, cwd }) => [cwd, run]);

describe('the folder of a command', () => {
  it('is the one that the commands before it lead to', () => {
    expect(places('cd web', 'npm ci', 'cd ../api && go test ./...', 'cd $GITHUB_WORKSPACE', 'make')).toEqual([
      ['web', 'npm ci'],
      ['api', 'go test ./...'],
      ['.', 'make'],
    ]);
    expect(places('pushd web', 'npm ci', 'popd', 'make')).toEqual([
      ['web', 'npm ci'],
      ['.', 'make'],
    ]);
  });
  it('is left again behind parentheses', () => {
    expect(places('(cd web && npm ci)', 'go test ./...')).toEqual([
      ['web', 'npm ci'],
      ['.', 'go test ./...'],
    ]);
  });
  it('stays where only a run knows the other one, or it lies outside', () => {
    expect(places('cd "$WEB"', 'npm ci', 'cd /tmp && ls')).toEqual([
      ['.', 'cd "$WEB"'],
      ['.', 'npm ci'],
      ['.', 'cd /tmp && ls'],
    ]);
  });
  it.each([
    ['npm --prefix web run test', 'web', 'npm run test'],
    ['npm run test --prefix web -- --ci', 'web', 'npm run test -- --ci'],
    ['yarn --cwd web test', 'web', 'yarn test'],
    ['go -C api test ./...', 'api', 'go test ./...'],
    ['mvn -B -f server/pom.xml verify', 'server', 'mvn -B verify'],
    ['mvn verify -f pom.xml', '.', 'mvn verify -f pom.xml'],
    ['./gradlew -p server test', 'server', './gradlew test'],
    ['cargo test --manifest-path tools/Cargo.toml --locked', 'tools', 'cargo test --locked'],
    ['composer install --working-dir=api', 'api', 'composer install'],
    ['uv --directory api run pytest', 'api', 'uv run pytest'],
  ])('is where its tool is pointed at: %s', (line, cwd, run) => {
    expect(places(line)).toEqual([[cwd, run]]);
  });
});
