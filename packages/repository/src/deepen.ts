import type { Checkout } from './checkout.ts';

export interface DeepenOptions {
  /** Commits that must be there, with a common ancestor. */
  wanted: readonly string[];
  /** Token for this fetch alone: it is handed to git in the environment and never written to its configuration. */
  token: string | null;
  /** Server that the token is for: `https://github.com`. */
  serverUrl: string;
}

const STEPS = ['--deepen=50', '--deepen=500', '--unshallow'];

/**
 * Fetches history step by step until the wanted commits are there and meet. Does nothing in a full clone. False when
 * the remote refuses or the commits do not meet even in full history.
 */
export async function deepen(checkout: Checkout, options: DeepenOptions): Promise<boolean> {
  if (await meets(checkout, options.wanted)) return true;
  if (!(await checkout.isShallow())) return fetchMissing(checkout, options);
  for (const step of STEPS) {
    const specs = await fetchable(checkout, options.wanted);
    if (!(await fetch(checkout, [step, 'origin', ...specs], options))) continue;
    if (await meets(checkout, options.wanted)) return true;
    if (!(await checkout.isShallow())) break;
  }
  return meets(checkout, options.wanted);
}

async function fetchMissing(checkout: Checkout, options: DeepenOptions): Promise<boolean> {
  const specs = await fetchable(checkout, options.wanted);
  if (specs.length === 0 || !(await checkout.git.maybe(['remote', 'get-url', 'origin']))) return false;
  await fetch(checkout, ['origin', ...specs], options);
  return meets(checkout, options.wanted);
}

/** Wanted commits that can be asked for by name: full SHAs. */
async function fetchable(checkout: Checkout, wanted: readonly string[]): Promise<string[]> {
  const missing: string[] = [];
  for (const revision of wanted) {
    if (/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(revision) && !(await checkout.commit(revision)))
      missing.push(revision);
  }
  return missing;
}

async function fetch(
  checkout: Checkout,
  args: string[],
  { token, serverUrl }: DeepenOptions,
): Promise<boolean> {
  const env: Record<string, string> = {};
  const full = ['fetch', '--quiet', '--no-tags', '--no-recurse-submodules', ...args];
  if (token) {
    // --config-env keeps the token out of the argument list
    env.QITOPS_FETCH_HEADER = `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
    full.unshift(`--config-env=http.${serverUrl.replace(/\/$/, '')}/.extraheader=QITOPS_FETCH_HEADER`);
  }
  return (await checkout.git.run(full, { env })).code === 0;
}

async function meets(checkout: Checkout, wanted: readonly string[]): Promise<boolean> {
  const commits = await Promise.all(wanted.map((revision) => checkout.commit(revision)));
  if (commits.some((commit) => commit === null)) return false;
  const [first, ...rest] = commits.map((commit) => commit!.sha);
  for (const other of rest) if (!(await checkout.mergeBase(first!, other))) return false;
  return true;
}
