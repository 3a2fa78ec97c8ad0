/** A term that finds the tests with a label; a quote in it cannot be written. */
export function labelQuery(name: string, value: string): string {
  const text = `${name}=${value}`.replaceAll('"', '');
  return /\s/.test(text) ? `label:"${text}"` : `label:${text}`;
}

/** Where the configuration says that labels of a name lead; null = it does not, or the value is no part of a path. */
export function labelHref(
  links: Readonly<Record<string, string>>,
  name: string,
  value: string,
): string | null {
  const template = Object.hasOwn(links, name) ? links[name]! : null;
  // dots alone would lead out of the folder that the address names
  if (!template?.startsWith('https://') || /^\.*$/.test(value)) return null;
  return template.replace('{}', () => encodeURIComponent(value.toWellFormed()));
}
