import { BlockList, isIP } from 'node:net';

/**
 * An IP address in its one spelling, or '' for anything else. The zone and the port, which some proxies add, go; an IPv4 address that came
 * as IPv6 (`::ffff:192.0.2.1`: RFC 4291, 2.5.5.2) is IPv4; IPv6 is spelled as RFC 5952 says.
 */
export function plainAddress(sent: string): string {
  const [, inBrackets] = /^\[([^\]]*)\](?::\d+)?$/.exec(sent) ?? [];
  const [, beforePort] = /^([\d.]+):\d+$/.exec(sent) ?? [];
  const bare = (inBrackets ?? beforePort ?? sent).replace(/%.*$/s, '');
  if (isIP(bare) !== 6) return isIP(bare) === 4 ? bare : '';
  const groups = groupsOf(bare);
  if (groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff') return groups.slice(6).flatMap(bytesOf).join('.');
  return spelled(bare);
}

/** What counts as one address: an IPv4 address, or the /64 network of an IPv6 one, which is what one household gets. */
export function addressKey(sent: string): string {
  const address = plainAddress(sent);
  return isIP(address) === 6 ? `${groupsOf(address).slice(0, 4).join(':')}::/64` : address;
}

/** Addresses that say nothing about who is behind them: of this machine, of a network of one's own, of a proxy that was not made known. */
const OWN = new BlockList();
for (const [network, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
] as const) {
  OWN.addSubnet(network, bits, 'ipv4');
}
OWN.addAddress('::1', 'ipv6');
OWN.addSubnet('fc00::', 7, 'ipv6');
OWN.addSubnet('fe80::', 10, 'ipv6');

/**
 * The neighbourhood of an address: the /24 network of an IPv4 address, the /48 of an IPv6 one, which is what one customer gets; '' for none, and for an
 * address that is not of the public Internet.
 */
export function addressRange(sent: string): string {
  const address = plainAddress(sent);
  if (address === '' || OWN.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')) return '';
  if (isIP(address) === 6) return `${groupsOf(address).slice(0, 3).join(':')}::/48`;
  return `${address.slice(0, address.lastIndexOf('.'))}.0/24`;
}

function spelled(ipv6: string): string {
  return new URL(`http://[${ipv6}]`).hostname.slice(1, -1);
}

/** The eight groups of an IPv6 address, in hexadecimal without leading zeros. */
function groupsOf(ipv6: string): string[] {
  const [head = '', tail] = spelled(ipv6).split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right];
}

function bytesOf(group: string): number[] {
  const value = Number.parseInt(group, 16);
  return [value >> 8, value & 0xff];
}
