import { BlockList, isIP } from 'node:net';
import { OutboundRefusal } from './refusal.ts';

/** Addresses that are not the public internet (IANA special-purpose registries), and metadata services beside them. */
const REFUSED: readonly (readonly [address: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 32],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

const blocked = new BlockList();
for (const [address, prefix] of REFUSED)
  blocked.addSubnet(address, prefix, isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Whether an address is private, loopback, link-local, a metadata service or otherwise not public. */
export function isRefusedAddress(address: string): boolean {
  const [plain = ''] = address.split('%');
  const family = isIP(plain);
  return family === 0 || blocked.check(plain, family === 6 ? 'ipv6' : 'ipv4');
}

/** Hosts that may be private, and where people name them. */
export interface AllowedHosts {
  /** `host` or `host:port`. */
  allowed: readonly string[];
  /** The variable that holds them, for messages. */
  allowedBy: string;
}

/**
 * A URL that may be asked: `https`, without a password, not an address that is refused. Hosts in `allowed` (`host` or
 * `host:port`) may be private and plain `http`. What a name resolves to is checked when the connection is made.
 * @throws OutboundRefusal of kind `address`.
 */
export function guardUrl(text: string | URL, { allowed, allowedBy }: AllowedHosts): URL {
  const url = URL.parse(String(text));
  if (!url) throw new OutboundRefusal('address', 'the URL cannot be read: write it like https://host/path');
  const host = hostOf(url);
  const problem = isAllowed(url, allowed) ? allowedProblem(url) : publicProblem(url, host, allowedBy);
  if (url.username || url.password)
    throw new OutboundRefusal('address', `${host}: take the user and password out of the URL`);
  if (problem) throw new OutboundRefusal('address', `${host}: ${problem}`);
  return url;
}

/** Whether a host was named as one that may be private. */
export function isAllowed(url: URL, allowed: readonly string[]): boolean {
  return allowed.some((each) => each === url.host || each === url.hostname || each === hostOf(url));
}

/** The host without the brackets of an IPv6 address and the dot at the end of a name. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

function allowedProblem({ protocol }: URL): string | null {
  return protocol === 'https:' || protocol === 'http:' ? null : `${protocol} is not asked`;
}

function publicProblem({ protocol }: URL, host: string, allowedBy: string): string | null {
  if (protocol !== 'https:') return `only https is asked; name the host in ${allowedBy} to use http`;
  if (host === 'localhost' || host.endsWith('.localhost') || (isIP(host) !== 0 && isRefusedAddress(host)))
    return privateText(allowedBy);
  return null;
}

/** Why an address that is not public is not asked. */
export function privateText(allowedBy: string): string {
  return `it is a private or special address; name the host in ${allowedBy} if you mean it`;
}
