import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { holds, init, NODE, scratch, WORKFLOW, written, YES } from './init-in-scratch.ts';

const jobsOf = async (files: Record<string, string>): Promise<string[]> => {
  const folder = scratch(files);
  await init(folder, YES);
  const text = written(folder, WORKFLOW);
  await holds(WORKFLOW, text);
  return Object.keys(parse(text).jobs).filter((id) => id.startsWith('test'));
};
const below = (folder: string, files: Record<string, string>) =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
const GO = { 'go.mod': 'module shop\n\ngo 1.25\n' };
const BROWSER = {
  'package.json':
    '{ "name": "shop", "scripts": { "test": "playwright test" }, "devDependencies": { "@playwright/test": "1" } }\n',
};
const test = (path: string, name: string, run: string) => ({
  [path]: `name: ${name}\non: pull_request\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - run: ${run}\n`,
});

describe('qitops init in a repository of several languages', () => {
  it('tests the front end beside the back end', async () => {
    expect(await jobsOf({ ...GO, ...below('web', NODE) })).toEqual(['test', 'test-web']);
  });
  it('tests the outermost unit of a language for those below it', async () => {
    const files = { ...GO, ...below('web', NODE), ...below('web/packages/cart', NODE) };
    expect(await jobsOf(files)).toEqual(['test', 'test-web']);
  });
  it('leaves what only drives the whole application out where there are other tests', async () => {
    expect(await jobsOf({ ...BROWSER, ...below('api', GO) })).toEqual(['test-api']);
    expect(await jobsOf(BROWSER)).toEqual(['test']);
  });
  it('adds the step to the tests of units before those of the whole application', async () => {
    const folder = scratch({
      ...GO,
      ...BROWSER,
      ...test('.github/workflows/a-browser.yml', 'Playwright Tests', 'npx playwright test'),
      ...test('.github/workflows/validate.yml', 'Validation', 'go test ./...'),
    });
    await init(folder, YES);
    expect(written(folder, '.github/workflows/validate.yml')).toContain('qitops/analyze-pr@');
  });
  it('adds the step where the command of the tests is from', async () => {
    const folder = scratch({
      'Shop.slnx': '',
      ...test('.github/workflows/validate-app.yml', 'App', 'dotnet test --project app/App.csproj'),
      ...test('.github/workflows/validate.yml', 'Web', 'dotnet test --solution Shop.Web.slnf'),
    });
    await init(folder, YES);
    expect(written(folder, '.github/workflows/validate.yml')).toContain('qitops/analyze-pr@');
  });
});
