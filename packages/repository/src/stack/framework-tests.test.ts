import { describe, expect, it } from 'vitest';
import { stackOf } from '../testing/stack-of.ts';

const unitOf = async (files: Record<string, string>) => (await stackOf(files)).units[0]!;
const RAILS = { Gemfile: "gem 'rails'\n", 'bin/rails': '', 'spec/cart_spec.rb': '' };
const database = (adapter: string) => `default:\n  adapter: ${adapter}\n`;

describe('tests of Rails', () => {
  it('have their database readied, by an example of its settings too', async () => {
    const prepares = async (files: Record<string, string>) => (await unitOf({ ...RAILS, ...files })).prepares;
    expect(await prepares({ 'config/database.yml': database('sqlite3') })).toBe('bin/rails db:test:prepare');
    expect(await prepares({ 'config/database.yml.sample': database('sqlite3') })).toBe(
      'cp config/database.yml.sample config/database.yml && bin/rails db:test:prepare',
    );
    expect(await prepares({})).toBeUndefined();
  });
  it.each([
    ['postgresql', 'postgres', 'postgres://postgres@localhost:5432/test'],
    ['<%= ENV["ADAPTER"] || "mysql2" %>', 'mysql', 'mysql2://root@127.0.0.1:3306/test'],
  ])('have the service that they are set to where no CI starts one: %s', async (adapter, service, url) => {
    const unit = await unitOf({ ...RAILS, 'config/database.yml': database(adapter) });
    expect(unit.services?.value).toEqual([service]);
    expect(unit.containers).toMatchObject([{ name: service }]);
    expect(unit.variables?.values).toEqual({ RAILS_ENV: 'test', DATABASE_URL: url });
    expect(unit.env).toBeNull();
  });
});

describe('tests of Laravel', () => {
  const laravel = (more: Record<string, string>) =>
    unitOf({
      'composer.json':
        '{ "require": { "laravel/framework": "^12" }, "require-dev": { "phpunit/phpunit": "^12" } }',
      artisan: '',
      '.env.example': 'APP_KEY=\n',
      ...more,
    });
  it('have a key, made where nothing gives them one', async () => {
    expect((await laravel({})).prepares).toBe('cp .env.example .env && php artisan key:generate');
    expect((await laravel({ '.env.testing': 'APP_KEY=a\n' })).prepares).toBeUndefined();
    const keyed = '<phpunit><php><env name="APP_KEY" value="base64:a"/></php></phpunit>';
    expect((await laravel({ 'phpunit.xml': keyed })).prepares).toBeUndefined();
  });
});

describe('tests of Django', () => {
  it('write what they find with the runner that is installed for them', async () => {
    const unit = await unitOf({ 'requirements.txt': 'django\n', 'manage.py': '', 'shop/tests.py': '' });
    expect(unit.prepares).toBe('pip install unittest-xml-reporting');
    expect(unit.reporters[0]).toMatchObject({
      runner: 'unittest',
      command: 'python manage.py test --testrunner xmlrunner.extra.djangotestrunner.XMLTestRunner',
    });
  });
});
