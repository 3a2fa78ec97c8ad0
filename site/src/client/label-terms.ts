/** A term that finds the tests with a label; a quote in it cannot be written. */
export function labelQuery(name: string, value: string): string {
  const text = `${name}=${value}`.replaceAll('"', '');
  return /\s/.test(text) ? `label:"${text}"` : `label:${text}`;
}
