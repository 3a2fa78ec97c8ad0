import { posix } from 'node:path';
import type { Evidence } from '@qitops/model';
import { laravelPreparation, railsPreparation } from './framework-tests.ts';
import { detected, type Manifest, presence } from './manifest.ts';
import { minitestOf } from './minitest-reporters.ts';
import { ASIDE, isWithin, type StackFiles, within } from './stack-files.ts';
import { commandOf, type LanguageCounts, languagesOf, NO_COMMANDS, type UnitDraft } from './unit-draft.ts';

/** The files of a folder that speak for one ecosystem, and what is around them. */
export interface Folder {
  path: string;
  main: Manifest;
  manifests: readonly Manifest[];
  files: StackFiles;
  counts: LanguageCounts;
}

type Found = Pick<UnitDraft, 'commands' | 'runners'> & Partial<UnitDraft>;

export interface Ecosystem {
  manifests: (string | RegExp)[];
  /** Files that configure it besides. */
  configs: (string | RegExp)[];
  /** Files below the folder, by their paths, that describe what its build takes in. */
  members?: RegExp;
  manager: string;
  languages: [string, ...string[]];
  read(folder: Folder): Found;
}

/** A unit of an ecosystem with one customary way to build and test. */
export async function nativeUnit(ecosystem: Ecosystem, folder: Omit<Folder, 'main'>): Promise<UnitDraft> {
  const { path, files, counts } = folder;
  const main = folder.manifests[0]!;
  const configs = [
    ...folder.manifests,
    ...(await files.readIn(path, ecosystem.configs)),
    ...(await membersOf(ecosystem, path, files)),
  ];
  const found = ecosystem.read({ ...folder, main, manifests: configs });
  return {
    path,
    languages: languagesOf(counts, ecosystem.languages, {
      language: ecosystem.languages[0],
      evidence: main.quote(''),
    }),
    frameworks: [],
    packageManager: detected({ name: ecosystem.manager, version: null }, 0.95, main.quote('')),
    runtimes: [],
    configs,
    scripts: {},
    texts: {},
    scriptLines: [],
    testLine: found.commands.test?.value.run ?? null,
    ...found,
  };
}

/** Files of members that are read; the first say enough of a build of hundreds. */
const MOST_MEMBERS = 60;

async function membersOf({ members }: Ecosystem, path: string, files: StackFiles): Promise<Manifest[]> {
  if (!members) return [];
  const below = files.matching(members).filter((file) => file.includes('/') && isWithin(file, path));
  const own = below.filter((file) => posix.dirname(file) !== path && !ASIDE.test(posix.dirname(file)));
  const read = await Promise.all(own.slice(0, MOST_MEMBERS).map((file) => files.read(file)));
  return read.filter((manifest) => manifest !== null);
}

export function findIn(manifests: readonly Manifest[], pattern: RegExp): Evidence | null {
  for (const manifest of manifests) {
    const found = manifest.find(pattern);
    if (found) return found;
  }
  return null;
}

const GO: Ecosystem = {
  manifests: ['go.mod'],
  configs: [/^\.golangci\.(ya?ml|toml|json)$/, 'Makefile', 'Taskfile.yml', /^codecov\.ya?ml$/],
  manager: 'go',
  languages: ['go'],
  read({ path, main, manifests }) {
    const source = main.quote('module ');
    const version = /^go (\S+)/m.exec(main.text)?.[1];
    const vet = findIn(manifests, /\bgo vet\b/);
    const golangci = manifests.find((manifest) => manifest.path.includes('.golangci.'));
    return {
      runtimes: version ? [{ runtime: 'go', version, rank: 2, evidence: main.find(/^go \S/m)! }] : [],
      commands: {
        ...NO_COMMANDS,
        install: commandOf('go mod download', path, 0.9, source),
        build: commandOf('go build ./...', path, 0.85, source),
        test: commandOf('go test ./...', path, 0.9, source),
        lint: golangci
          ? commandOf('golangci-lint run', path, 0.85, golangci.quote(''))
          : vet && commandOf('go vet ./...', path, 0.8, vet),
      },
      runners: ['go'],
    };
  },
};

const RUST: Ecosystem = {
  manifests: ['Cargo.toml'],
  configs: [/^rust-toolchain(\.toml)?$/, 'clippy.toml', 'Makefile', 'justfile'],
  manager: 'cargo',
  languages: ['rust'],
  read({ path, main, manifests }) {
    const source = main.find(/^\[(package|workspace)\]/m) ?? main.quote('');
    const pinned = findIn(
      manifests.filter((manifest) => manifest.path.includes('rust-toolchain')),
      /^\s*channel\s*=|^(stable|nightly|\d)/m,
    );
    const least = main.find(/^rust-version\s*=/m);
    const text = (found: Evidence): string => /["']([^"']+)["']/.exec(found.text)?.[1] ?? found.text;
    const clippy = findIn(manifests, /\bclippy\b/);
    const workspace = /^\[workspace\]/m.test(main.text) ? ' --workspace' : '';
    return {
      runtimes: [
        ...(pinned ? [{ runtime: 'rust', version: text(pinned), rank: 0, evidence: pinned }] : []),
        ...(least ? [{ runtime: 'rust', version: `>=${text(least)}`, rank: 2, evidence: least }] : []),
      ],
      commands: {
        ...NO_COMMANDS,
        // cargo brings what it needs when it builds
        build: commandOf(`cargo build${workspace}`, path, 0.9, source),
        test: commandOf(`cargo test${workspace}`, path, 0.9, source),
        lint: clippy ? commandOf(`cargo clippy${workspace}`, path, 0.75, clippy) : null,
      },
      runners: ['cargo'],
    };
  },
};

/** Applications by the package that they are built on. */
const PHP_FRAMEWORKS: [RegExp, string][] = [
  [/^\s*"symfony\/framework-bundle"\s*:/m, 'Symfony'],
  [/^\s*"laravel\/framework"\s*:/m, 'Laravel'],
];
/** Checks of style: what configures one, the package that brings it, and the command that changes nothing. */
const PHP_STYLES: [RegExp, RegExp, string][] = [
  [/\.php-cs-fixer(\.dist)?\.php$/, /"friendsofphp\/php-cs-fixer"/, 'vendor/bin/php-cs-fixer check --diff'],
  [/pint\.json$/, /"laravel\/pint"/, 'vendor/bin/pint --test'],
  [/phpcs\.xml(\.dist)?$/, /"squizlabs\/php_codesniffer"/, 'vendor/bin/phpcs'],
];
/** Confidence in a tool that is configured and brought, and that nothing is seen to run. */
export const CONFIGURED = 0.65;

const PHP: Ecosystem = {
  manifests: ['composer.json'],
  configs: [
    /^phpunit\.xml(\.dist)?$/,
    /^phpstan\.(dist\.)?neon(\.dist)?$/,
    /^psalm\.xml(\.dist)?$/,
    'Makefile',
    /^\.?phpcs\.xml(\.dist)?$/,
    /^\.php-cs-fixer(\.dist)?\.php$/,
    'pint.json',
  ],
  manager: 'composer',
  languages: ['php'],
  read({ path, main, manifests, files }) {
    const lock = files.has(within(path, 'composer.lock'));
    const version = /"php"\s*:\s*"([^"]+)"/.exec(main.text)?.[1];
    const script = (...names: string[]): Evidence | null => {
      const from = main.text.indexOf('"scripts"');
      const after = from < 0 ? '' : main.text.slice(from);
      const at = (name: string): number => new RegExp(`"(${name})"\\s*:`).exec(after)?.index ?? -1;
      const first = names.map(at).find((index) => index >= 0);
      return first === undefined ? null : main.at(from + first, 'script');
    };
    const prepares = laravelPreparation(path, manifests, files);
    const named = (found: Evidence): string => /"([^"]+)"/.exec(found.text)![1]!;
    const scripts = composerScripts(main.text);
    const test = script('test|tests|test:unit|unit|phpunit');
    // composer hands its arguments to every command of a script
    const alone = Object.keys(scripts).filter((name) =>
      /^[^&;\n]*\b(phpunit|pest)\b[^&;\n]*$/.test(scripts[name]!),
    );
    const leaf =
      test && !alone.includes(named(test))
        ? alone.find((name) => scripts[named(test)]?.includes(`@${name}`))
        : null;
    const unit =
      findIn(manifests, /"pestphp\/pest"/) ??
      findIn(
        manifests.filter(({ path: file }) => /phpunit\.xml/.test(file)),
        /<phpunit/,
      ) ??
      findIn([main], /"phpunit\/phpunit"/);
    const pest = /"pestphp\/pest"/.test(main.text);
    const lint = script('lint', 'cs', 'cs:check', 'phpcs', 'check-style');
    const stan = script('phpstan|stan|analy[sz]e|psalm|types|test:types');
    const stanConfig = manifests.find(({ path: file }) => /phpstan/.test(file));
    const style = PHP_STYLES.find(
      ([config, brings]) => manifests.some(({ path: file }) => config.test(file)) && brings.test(main.text),
    );
    return {
      frameworks: PHP_FRAMEWORKS.flatMap(([pattern, name]) => {
        const found = main.find(pattern);
        return found ? [{ name, evidence: found }] : [];
      }),
      runtimes: version ? [{ runtime: 'php', version, rank: 2, evidence: main.quote('"php"') }] : [],
      commands: {
        ...NO_COMMANDS,
        install: commandOf(
          'composer install',
          path,
          lock ? 0.95 : 0.85,
          lock ? presence(within(path, 'composer.lock')) : main.quote('"require'),
        ),
        test: test
          ? commandOf(`composer ${/^(test)$/.test(named(test)) ? '' : 'run '}${named(test)}`, path, 0.9, test)
          : unit && commandOf(`vendor/bin/${pest ? 'pest' : 'phpunit'}`, path, 0.85, unit),
        typecheck: stan
          ? commandOf(`composer run ${named(stan)}`, path, 0.75, stan)
          : stanConfig && /"(phpstan\/phpstan|(larastan|nunomaduro)\/larastan)"/.test(main.text)
            ? commandOf('vendor/bin/phpstan analyse', path, 0.7, stanConfig.quote(''))
            : null,
        lint: lint
          ? commandOf(`composer run ${named(lint)}`, path, 0.7, lint)
          : style
            ? commandOf(style[2], path, CONFIGURED, main.find(style[1])!)
            : null,
      },
      runners: unit || test ? ['phpunit'] : [],
      ...(prepares ? { prepares } : {}),
      ...(test
        ? {
            testLine: scripts[named(test)] ?? null,
            scripts: { test: [named(test)] },
            texts: scripts,
            leaves: leaf ? [{ run: `composer run ${leaf}`, line: scripts[leaf]! }] : [],
          }
        : {}),
    };
  },
};

/** Scripts of a composer.json; those of several commands have a line each. */
function composerScripts(text: string): Record<string, string> {
  try {
    const { scripts = {} } = JSON.parse(text) as { scripts?: Record<string, unknown> };
    return Object.fromEntries(
      Object.entries(scripts).map(([name, lines]) => [name, [lines].flat().join('\n')]),
    );
  } catch {
    return {}; // composer itself says what is wrong with it
  }
}

const RUBY: Ecosystem = {
  manifests: ['Gemfile', /\.gemspec$/],
  configs: ['.rspec', 'Rakefile', /\.gemspec$/, /^\.rubocop\.ya?ml$/, '.ruby-version'],
  manager: 'bundler',
  languages: ['ruby'],
  read({ path, main, manifests, files }) {
    const rubocop = manifests.find(({ path: file }) => file.includes('.rubocop.'));
    const prefix = path === '.' ? '' : `${path}/`;
    const specs = files.paths.find((file) => file.startsWith(`${prefix}spec/`) && file.endsWith('_spec.rb'));
    const tests = files.paths.find(
      (file) => file.startsWith(`${prefix}test/`) && /(_test|\/(test|spec)_[^/]*)\.rb$/.test(file),
    );
    const standard = findIn(manifests, /^\s*(gem|\w+\.add_\w*dependency)[ (]+["']standard["']/m);
    const rails = files.has(within(path, 'bin/rails'));
    const prepares = railsPreparation(path, files);
    const rake = manifests.find(({ path: file }) => file.endsWith('Rakefile'));
    const least = findIn(manifests, /required_ruby_version/);
    const version = /["']([^"']*\d[^"']*)["']/.exec(least?.text ?? '')?.[1];
    const lock = files.has(within(path, 'Gemfile.lock'));
    const test = specs
      ? commandOf('bundle exec rspec', path, 0.85, presence(specs))
      : tests && rails
        ? commandOf('bin/rails test', path, 0.85, presence(within(path, 'bin/rails')))
        : tests && rake
          ? commandOf(
              'bundle exec rake test',
              path,
              0.75,
              rake.find(/test/i) ?? rake.quote(''),
              presence(tests, 0.5),
            )
          : null;
    return {
      frameworks: rails
        ? [{ name: 'Rails', evidence: main.find(/["']rails["']/) ?? presence(within(path, 'bin/rails')) }]
        : [],
      runtimes: version && least ? [{ runtime: 'ruby', version, rank: 2, evidence: least }] : [],
      commands: {
        ...NO_COMMANDS,
        install: commandOf(
          'bundle install',
          path,
          0.9,
          lock ? presence(within(path, 'Gemfile.lock')) : main.quote(''),
        ),
        test,
        lint: rubocop
          ? commandOf('bundle exec rubocop', path, 0.75, rubocop.quote(''))
          : standard && commandOf('bundle exec standardrb', path, 0.75, standard),
      },
      ...(prepares ? { prepares } : {}),
      runners: specs ? ['rspec'] : tests ? [minitestOf(manifests)] : [],
    };
  },
};

export const NATIVE: Ecosystem[] = [GO, RUST, PHP, RUBY];
