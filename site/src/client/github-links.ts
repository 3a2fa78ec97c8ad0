/** Longest address that GitHub takes safely, in characters of the encoded URL. */
const LONGEST = 6 * 1024;

/** Where a file can be written in the browser: GitHub's own page, opened by the reader. */
export interface EditLink {
  href: string;
  /** Whether the text is in the address; else it has to be pasted. */
  filled: boolean;
}

/** GitHub's page for a new file, prefilled as far as an address can be. */
export function newFileLink(repositoryUrl: string, branch: string, path: string, text: string): EditLink {
  const at = path.lastIndexOf('/');
  const folder = path.slice(0, at).split('/').map(encodeURIComponent).join('/');
  const start = `${repositoryUrl}/new/${branchPath(branch)}/${folder}?filename=${encodeURIComponent(path.slice(at + 1))}`;
  const whole = `${start}&value=${encodeURIComponent(text)}`;
  return whole.length <= LONGEST ? { href: whole, filled: true } : { href: start, filled: false };
}

/** GitHub's page that edits a file; it cannot be prefilled. */
export function editFileLink(repositoryUrl: string, branch: string, path: string): EditLink {
  return {
    href: `${repositoryUrl}/edit/${branchPath(branch)}/${path.split('/').map(encodeURIComponent).join('/')}`,
    filled: false,
  };
}

function branchPath(branch: string): string {
  return branch.split('/').map(encodeURIComponent).join('/');
}
