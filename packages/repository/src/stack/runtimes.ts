import type { DetectedUnit, Evidence } from '@qitops/model';
import type { CiRuntime } from './ci/ci-runtimes.ts';
import type { StackFiles } from './stack-files.ts';
import type { RuntimeFact, UnitDraft } from './unit-draft.ts';

/** Runtimes that a unit of a package manager can have. */
const OF_MANAGER: Record<string, string[]> = {
  npm: ['node'],
  pnpm: ['node'],
  yarn: ['node'],
  bun: ['bun', 'node'],
  deno: ['deno'],
  go: ['go'],
  cargo: ['rust'],
  nuget: ['dotnet'],
  composer: ['php'],
  bundler: ['ruby'],
  maven: ['java'],
  gradle: ['java'],
};
/** Files that hold one version. */
const PINS: [string, string][] = [
  ['.nvmrc', 'node'],
  ['.node-version', 'node'],
  ['.python-version', 'python'],
  ['.ruby-version', 'ruby'],
  ['.java-version', 'java'],
  ['.go-version', 'go'],
];
/** Names in `.tool-versions` and what we call them. */
const TOOLS: Record<string, string> = { nodejs: 'node', golang: 'go', 'dotnet-core': 'dotnet' };
/** How sure a kind of place is: pins, toolchains, constraints, frameworks' names, the CI, releases compiled to. */
const SURE = [0.97, 0.95, 0.9, 0.8, 0.8, 0.5];
const FROM_CI = 4;

/** The versions that a unit runs on: a pin counts more than a constraint, and that more than what the CI tries. */
export async function runtimesOf(
  draft: UnitDraft,
  files: StackFiles,
  ci: readonly CiRuntime[],
): Promise<DetectedUnit['runtimes']> {
  const wanted = OF_MANAGER[draft.packageManager?.value.name ?? ''] ?? ['python'];
  const facts = [...draft.runtimes, ...(await pinned(draft.path, files)), ...fromCi(ci)].filter(
    ({ runtime }) => wanted.includes(runtime),
  );
  const value: Record<string, string> = {};
  const found: Evidence[] = [];
  let confidence = 1;
  for (const runtime of wanted) {
    const own = facts.filter((fact) => fact.runtime === runtime).sort((a, b) => a.rank - b.rank);
    const [best] = own;
    if (!best) continue;
    value[runtime] = best.version;
    confidence = Math.min(confidence, SURE[best.rank]!);
    found.push(...own.slice(0, 5).map((fact, at) => ({ ...fact.evidence, weight: at === 0 ? 1 : 0.3 })));
  }
  return found.length > 0 ? { value, confidence, evidence: found } : null;
}

function fromCi(ci: readonly CiRuntime[]): RuntimeFact[] {
  const runtimes = new Set(ci.map(({ runtime }) => runtime));
  return [...runtimes].map((runtime) => {
    const own = ci.filter((one) => one.runtime === runtime);
    const versions = [...new Set(own.flatMap((one) => one.versions))];
    return { runtime, version: versions.join(', '), rank: FROM_CI, evidence: own[0]!.evidence };
  });
}

async function pinned(folder: string, files: StackFiles): Promise<RuntimeFact[]> {
  const facts: RuntimeFact[] = [];
  for (const [name, runtime] of PINS) {
    const path = files.nearest(folder, [name]);
    const manifest = path && (await files.read(path));
    const version = manifest ? manifest.text.trim().split('\n')[0]!.trim() : '';
    if (manifest && version !== '') facts.push({ runtime, version, rank: 0, evidence: manifest.at(0) });
  }
  const tools = files.nearest(folder, ['.tool-versions']);
  const manifest = tools === null ? null : await files.read(tools);
  for (const match of manifest ? manifest.text.matchAll(/^([\w-]+)[ \t]+(\S+)/gm) : []) {
    const runtime = TOOLS[match[1]!] ?? match[1]!;
    facts.push({
      runtime,
      version: match[2]!,
      rank: 0,
      evidence: manifest!.at(match.index),
    });
  }
  const mise = files.nearest(folder, ['mise.toml', '.mise.toml']);
  const settings = mise === null ? null : await files.read(mise);
  const version = /^["']?([\w-]+)["']?\s*=\s*(?:\{[^}\n]*\bversion\s*=\s*)?["'](\d[^"']*)["']/gm;
  for (const match of settings ? toolsOf(settings.text).matchAll(version) : [])
    facts.push({
      runtime: TOOLS[match[1]!] ?? match[1]!,
      version: match[2]!,
      rank: 0,
      evidence: settings!.quote(match[0]),
    });
  return facts;
}

/** The table of tools of mise. */
function toolsOf(text: string): string {
  return text.split(/^(?=\[)/m).find((table) => /^\[tools\]/.test(table)) ?? '';
}
