import ipaddr from 'ipaddr.js';

/**
 * An IP address in its one spelling, or '' for anything else. The zone and the port, which some proxies add, go; an IPv4 address that came
 * as IPv6 (`::ffff:192.0.2.1`: RFC 4291, 2.5.5.2) is IPv4; IPv6 is spelled as RFC 5952 says.
 */
export function plainAddress(sent: string): string {
  const address = parse(sent);
  return address === null ? '' : spelled(address);
}

/** What counts as one address: an IPv4 address, or the /64 network of an IPv6 one, which is what one household gets. */
export function addressKey(sent: string): string {
  const address = parse(sent);
  if (address === null) return '';
  return address.kind() === 'ipv6' ? networkOf(address, 64) : spelled(address);
}

/**
 * The neighbourhood of an address: the /24 network of an IPv4 address, the /48 of an IPv6 one, which is what one customer gets; '' for none, and for an
 * address that is not of the public Internet, which says nothing about who is behind it: of this machine, of a network of one's own, of a proxy that was
 * not made known.
 */
export function addressRange(sent: string): string {
  const address = parse(sent);
  if (address === null || OWN.has(address.range())) return '';
  return networkOf(address, address.kind() === 'ipv6' ? 48 : 24);
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Ranges of addresses that say nothing about who is behind them. */
const OWN = new Set(['loopback', 'private', 'linkLocal', 'uniqueLocal']);

function parse(sent: string): Address | null {
  const [, inBrackets] = /^\[([^\]]*)\](?::\d+)?$/.exec(sent) ?? [];
  const [, beforePort] = /^([\d.]+):\d+$/.exec(sent) ?? [];
  const bare = (inBrackets ?? beforePort ?? sent).replace(/%.*$/s, '');
  // Other spellings of IPv4 (octal, one number) are no addresses that a connection has.
  if (!ipaddr.IPv4.isValidFourPartDecimal(bare) && !ipaddr.IPv6.isValid(bare)) return null;
  return ipaddr.process(bare);
}

function spelled(address: Address): string {
  return address.kind() === 'ipv6' ? (address as ipaddr.IPv6).toRFC5952String() : address.toString();
}

function networkOf(address: Address, bits: number): string {
  const kind = address.kind() === 'ipv6' ? ipaddr.IPv6 : ipaddr.IPv4;
  const network = kind.networkAddressFromCIDR(`${address.toString()}/${bits}`);
  return `${spelled(network)}/${bits}`;
}
