/** A version that can be released: `1.2.3`, or `1.3.0-rc.1`. */
export interface Version {
  text: string;
  /** `v1.2.3`: the tag that never moves. */
  tag: string;
  /** `v1`: the tag that moves; null for a version before the release. */
  major: string | null;
}

/** @throws Error when the text is no semantic version. */
export function parseVersion(text: string): Version {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(-[0-9A-Za-z.-]+)?$/.exec(text);
  if (!match) throw new Error(`"${text}" is no version. Fix: say one such as 1.2.3.`);
  const plain = text.replace(/^v/, '');
  return { text: plain, tag: `v${plain}`, major: match[4] ? null : `v${match[1]}` };
}
