/** Actions of others that written workflows use, each by the commit of a release. */
const PINS = {
  'actions/checkout': ['3d3c42e5aac5ba805825da76410c181273ba90b1', 'v7.0.1'],
  'actions/setup-node': ['820762786026740c76f36085b0efc47a31fe5020', 'v7.0.0'],
  'actions/setup-python': ['5fda3b95a4ea91299a34e894583c3862153e4b97', 'v7.0.0'],
  'actions/setup-go': ['b7ad1dad31e06c5925ef5d2fc7ad053ef454303e', 'v7.0.0'],
  'actions/setup-java': ['b6effb05e454b25005698d916606bdc6ffcbf961', 'v5.7.0'],
  'actions/setup-dotnet': ['a98b56852c35b8e3190ac28c8c2271da59106c68', 'v6.0.0'],
  'ruby/setup-ruby': ['0dafeac902942906541bc140009cdbf32665b601', 'v1.315.0'],
  'shivammathur/setup-php': ['f3e473d116dcccaddc5834248c87452386958240', '2.37.2'],
  'astral-sh/setup-uv': ['20cfd1bf945f4377ade1205e4dbc17946fc9a30d', 'v10.0.1'],
  'prefix-dev/setup-pixi': ['f00437f565399d418b0acc85936d12c1fb668347', 'v0.10.1'],
  'pnpm/action-setup': ['fe02b34f77f8bc703788d5817da081398fad5dd2', 'v4.0.0'],
  'oven-sh/setup-bun': ['0c5077e51419868618aeaa5fe8019c62421857d6', 'v2.2.0'],
  'denoland/setup-deno': ['667a34cdef165d8d2b2e98dde39547c9daac7282', 'v2.0.4'],
  'actions/create-github-app-token': ['1b10c78c7865c340bc4f6099eb2f838309f1e8c3', 'v3.1.1'],
  'actions/upload-artifact': ['bbbca2ddaa5d8feaa63e36b76fdaad77386f024f', 'v7.0.0'],
  'actions/download-artifact': ['3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c', 'v8.0.1'],
} as const;

export type PinnedAction = keyof typeof PINS;

/** `owner/name@commit # version`, as it stands behind `uses:`. */
export function pinned(action: PinnedAction): string {
  const [sha, version] = PINS[action];
  return `${action}@${sha} # ${version.startsWith('v') ? version : `v${version}`}`;
}

/** Names of all of them. */
export function allPinned(): string[] {
  return Object.keys(PINS).sort();
}

/** One of ours, by its release. */
export function own(action: 'analyze-pr' | 'flaky-detect' | 'suggest-tests'): string {
  return `qitops/${action}@v1`;
}
