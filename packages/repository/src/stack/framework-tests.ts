import type { Manifest } from './manifest.ts';
import { type StackFiles, within } from './stack-files.ts';

/** Names that a file of settings has where people are to make their own of it. */
const EXAMPLES = ['.example', '.sample', '.dist', '.template', '.ci'];

/** Readies what the tests of a Rails application use; null where it has no database. */
export function railsPreparation(path: string, files: StackFiles): string | null {
  const settings = databaseSettings(path, files);
  if (!settings || !files.has(within(path, 'bin/rails'))) return null;
  const copy = settings === 'config/database.yml' ? [] : [`cp ${settings} config/database.yml`];
  return [...copy, 'bin/rails db:test:prepare'].join(' && ');
}

/** Readies a Laravel application whose tests are not given a key: without one nothing is encrypted. */
export function laravelPreparation(
  path: string,
  manifests: readonly Manifest[],
  files: StackFiles,
): string | null {
  const own = (name: string): boolean => files.has(within(path, name));
  const keyed = manifests.some(
    ({ path: file, text }) => /phpunit\.xml/.test(file) && /"APP_KEY"\s+value="[^"]/.test(text),
  );
  if (!own('artisan') || !own('.env.example') || own('.env') || own('.env.testing') || keyed) return null;
  return 'cp .env.example .env && php artisan key:generate';
}

/** The database that a Rails application is set to, as a service is called; null for SQLite and for none. */
export async function railsService(
  path: string,
  files: StackFiles,
): Promise<{ name: string; url: string; manifest: Manifest } | null> {
  const settings = files.has(within(path, 'bin/rails')) ? databaseSettings(path, files) : null;
  const manifest = settings && (await files.read(within(path, settings)));
  if (!manifest) return null;
  const adapter = /^\s*adapter:.*?\b(postgresql|postgis|mysql2?|trilogy)\b/m.exec(manifest.text)?.[1];
  if (!adapter) return null;
  return adapter.startsWith('postg')
    ? { name: 'postgres', url: 'postgres://postgres@localhost:5432/test', manifest }
    : { name: 'mysql', url: `${adapter.replace(/^mysql$/, 'mysql2')}://root@127.0.0.1:3306/test`, manifest };
}

/** Path of the settings of the database below the application, or of the example that is there instead. */
function databaseSettings(path: string, files: StackFiles): string | null {
  const names = [
    'config/database.yml',
    ...EXAMPLES.flatMap((end) => [`config/database.yml${end}`, `config/database${end}.yml`]),
  ];
  return names.find((name) => files.has(within(path, name))) ?? null;
}
