import { domainToASCII, domainToUnicode } from 'node:url';

/** The longest address that mail can be sent to (RFC 5321, 4.5.3.1.3, less the angle brackets). */
const EMAIL_MAX = 254;
/** RFC 5321, 4.5.3.1.1. */
const LOCAL_PART_MAX = 64;

/**
 * What browsers take in `<input type=email>` (HTML Standard, "valid e-mail address"), in lower case: on purpose narrower
 * than RFC 5322, without comments, quotes or address literals, and with ASCII only before the `@`.
 */
const VALID_EMAIL =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;
/** Asked before lower-casing, which makes an ASCII `k` of the Kelvin sign. */
const ASCII = /^[\0-\x7F]*$/;
/** `domainToASCII` would cut an input at a port or a path, and decode percent signs. */
const DOMAIN_INPUT = /^(?:[A-Za-z0-9.-]|[^\0-\x7F])+$/;

/**
 * The one spelling of an email address, or null if it is none. The domain becomes lower-case ASCII (IDNA, UTS #46). So
 * does the part before the `@`: RFC 5321 lets a server tell `Ada@` from `ada@`, but none that people use does, and the
 * same person must be known again, by the first-time policy and by an erasure, however a phone's keyboard began the word.
 */
export function normaliseEmail(raw: string): string | null {
  const address = raw.trim();
  // In UTF-16 units, before any other work: NFC and IDNA shorten an address, but not to a half.
  if (address.length > 2 * EMAIL_MAX) return null;
  const at = address.lastIndexOf('@');
  const local = address.slice(0, Math.max(at, 0));
  const domain = address.slice(at + 1).normalize('NFC');
  if (local.length > LOCAL_PART_MAX || !ASCII.test(local) || !DOMAIN_INPUT.test(domain)) return null;
  // Plain ASCII needs no IDNA, which would take the domain `1` for the IPv4 address 0.0.0.1.
  const email = `${local.toLowerCase()}@${ASCII.test(domain) ? domain.toLowerCase() : domainToASCII(domain)}`;
  return email.length <= EMAIL_MAX && VALID_EMAIL.test(email) ? email : null;
}

/** Always as many dots, so that the mask does not tell how long a part is. */
const HIDDEN_LOCAL_PART = '••';
const HIDDEN_DOMAIN = '•••••';

function firstCharacter(text: string): string {
  return [...text][0] ?? '';
}

/**
 * An address as moderators see it in lists: `ada@example.org` becomes `a••@e•••••.org`. Only the first character of the
 * name and of the domain, and the top-level domain, stay; an internationalised domain is shown as people know it.
 * @param email as `normaliseEmail` returns it
 */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  if (at < 0) return HIDDEN_LOCAL_PART;
  const domain = domainToUnicode(email.slice(at + 1)) || email.slice(at + 1);
  const lastDot = domain.lastIndexOf('.');
  const topLevel = lastDot > 0 ? domain.slice(lastDot) : '';
  return `${firstCharacter(email)}${HIDDEN_LOCAL_PART}@${firstCharacter(domain)}${HIDDEN_DOMAIN}${topLevel}`;
}
