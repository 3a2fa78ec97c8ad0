import type { Checkout } from './checkout.ts';

const STEPS = ['--deepen=50', '--deepen=500', '--unshallow'];

/**
 * Fetches history step by step until the wanted commits are there and meet; does nothing when they do already. False
 * when the remote refuses or the commits do not meet even in full history. Credentials are git's own business.
 */
export async function deepen(checkout: Checkout, wanted: readonly string[]): Promise<boolean> {
  if (await meets(checkout, wanted)) return true;
  if (!(await checkout.isShallow())) return fetchMissing(checkout, wanted);
  for (const step of STEPS) {
    const specs = await fetchable(checkout, wanted);
    if (!(await fetch(checkout, [step, 'origin', ...specs]))) continue;
    if (await meets(checkout, wanted)) return true;
    if (!(await checkout.isShallow())) break;
  }
  return meets(checkout, wanted);
}

async function fetchMissing(checkout: Checkout, wanted: readonly string[]): Promise<boolean> {
  const specs = await fetchable(checkout, wanted);
  if (specs.length === 0 || !(await checkout.git.maybe(['remote', 'get-url', 'origin']))) return false;
  await fetch(checkout, ['origin', ...specs]);
  return meets(checkout, wanted);
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

async function fetch(checkout: Checkout, args: readonly string[]): Promise<boolean> {
  const result = await checkout.git.run([
    'fetch',
    '--quiet',
    '--no-tags',
    '--no-recurse-submodules',
    ...args,
  ]);
  return result.code === 0;
}

async function meets(checkout: Checkout, wanted: readonly string[]): Promise<boolean> {
  const commits = await Promise.all(wanted.map((revision) => checkout.commit(revision)));
  if (commits.some((commit) => commit === null)) return false;
  const [first, ...rest] = commits.map((commit) => commit!.sha);
  for (const other of rest) if (!(await checkout.mergeBase(first!, other))) return false;
  return true;
}
