/** A source path as a report has it, with `/`, without `file://`, a leading `./` and surrounding space. */
export function reportPath(path: string): string {
  let clean = path.trim();
  if (clean.startsWith('file://')) clean = decodeFileUrl(clean);
  if (clean.includes('\\')) clean = clean.replaceAll('\\', '/');
  while (clean.startsWith('./')) clean = clean.slice(2);
  return clean;
}

function decodeFileUrl(url: string): string {
  const path = url.slice('file://'.length).replace(/^\/(?=[A-Za-z]:)/, '');
  try {
    return decodeURIComponent(path);
  } catch {
    // Not percent-encoded after all: the path as it stands.
    return path;
  }
}
