import { posix } from 'node:path';
import type { Manifest } from './manifest.ts';
import { type Ecosystem, findIn } from './native-units.ts';
import { commandOf, NO_COMMANDS } from './unit-draft.ts';

const SOLUTION = /\.slnx?$/;
const PROJECT = /\.(cs|fs|vb)proj$/;

export const DOTNET: Ecosystem = {
  manifests: [SOLUTION, PROJECT],
  configs: ['global.json', /^Directory\.(Build|Packages)\.props$/, PROJECT],
  members: /\.(cs|fs|vb)proj$|(^|\/)Directory\.Build\.props$/,
  manager: 'nuget',
  languages: ['csharp', 'fsharp', 'vb'],
  read({ path, manifests }) {
    const solutions = manifests.filter(({ path: file }) => SOLUTION.test(file));
    // of several the one with the most in it
    const main = [...solutions].sort((a, b) => b.text.length - a.text.length)[0] ?? manifests[0]!;
    const source = main.quote('');
    const here = new Set(
      manifests
        .filter(
          ({ path: file }) => posix.dirname(file) === path && (SOLUTION.test(file) || PROJECT.test(file)),
        )
        .map(({ path: file }) => file),
    );
    // where there is a choice each command asks to be told
    const named = here.size > 1 ? ` ${quotedName(posix.basename(main.path))}` : '';
    const sdk = findIn(
      manifests.filter((manifest) => manifest.path.endsWith('global.json')),
      /"version"\s*:/,
    );
    const target = findIn(manifests, /<TargetFrameworks?>/);
    const version = /"version"\s*:\s*"([^"]+)"/.exec(sdk?.text ?? '')?.[1];
    const framework = /<TargetFrameworks?>([^<]+)</.exec(target?.text ?? '')?.[1];
    const runner = runnerOf(manifests);
    const option = runner.startsWith('dotnet:') && !runner.includes('handed') ? ' --solution' : '';
    return {
      runtimes: [
        ...(version && sdk ? [{ runtime: 'dotnet', version, rank: 0, evidence: sdk }] : []),
        ...(framework && target && !framework.includes('$(')
          ? [{ runtime: 'dotnet', version: framework, rank: 3, evidence: target }]
          : []),
      ],
      commands: {
        ...NO_COMMANDS,
        install: commandOf(`dotnet restore${named}`, path, 0.9, source),
        build: commandOf(`dotnet build${named} --no-restore`, path, 0.85, source),
        test: commandOf(
          `dotnet test${named && SOLUTION.test(main.path) ? `${option}${named}` : ''}`,
          path,
          0.85,
          source,
        ),
      },
      runners: [runner],
    };
  },
};

function quotedName(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : `"${name}"`;
}

/** What brings the option for a report in TRX: one of the platform's own, and one that xunit has by itself. */
const BRINGS_TRX = /MSTest\.Sdk|"(MSTest|TUnit)"|Microsoft\.Testing\.Extensions\.TrxReport/;
const XUNIT_3 = /"xunit\.v3/;
const TESTS = new RegExp(`${BRINGS_TRX.source}|${XUNIT_3.source}|"(NUnit|xunit)"`);

/** Who runs the tests, and which option for a report all test projects know. */
function runnerOf(manifests: readonly Manifest[]): string {
  const native = manifests.some(
    ({ path, text }) =>
      path.endsWith('global.json') && /"runner"\s*:\s*"Microsoft\.Testing\.Platform"/.test(text),
  );
  const handed = manifests.some(({ text }) => /<TestingPlatformDotnetTestSupport>\s*true\s*</i.test(text));
  if (!native && !handed) return 'dotnet';
  const tests = manifests.filter(({ path, text }) => PROJECT.test(path) && TESTS.test(text));
  const every = (pattern: RegExp): boolean =>
    tests.length > 0 && tests.every(({ text }) => pattern.test(text));
  const kind = every(BRINGS_TRX) ? 'platform' : every(XUNIT_3) ? 'xunit' : 'several';
  return native || kind === 'several' ? `dotnet:${kind}` : `dotnet:handed-${kind}`;
}
