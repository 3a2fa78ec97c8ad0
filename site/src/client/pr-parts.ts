/** Address of a pull request's page; a comparison without a pull request is `local`. */
export function prHref(pr: number | null): string {
  return `./pr.html?pr=${pr ?? 'local'}`;
}

export function prName(pr: number | null, title: string): string {
  return pr === null ? title : `#${pr} ${title}`;
}
