import { createHash } from 'node:crypto';

/** What no stranger may learn of whoever wrote a comment. Every part is found nowhere else. */
export const CANARY = {
  email: 'Canary.Zq+tag@Mail.canary-zq.example',
  ip: '203.0.113.77',
  ipv6: '2001:db8:77:1234::abcd',
  userAgent: 'CanaryAgentZq/7.7',
  referrer: 'https://referrer-zq.example/came-from?zq=1',
} as const;

const ALGORITHMS = ['md5', 'sha1', 'sha256', 'sha512'] as const;
const ENCODINGS = ['hex', 'base64', 'base64url'] as const;

/** A text in the forms in which services are known to give it away: hashed, encoded, or percent-encoded. */
function disguises(text: string): string[] {
  const spellings = [
    ...new Set([text, text.toLowerCase(), text.toUpperCase(), ` ${text} `, text.replace(/\+.*@/, '@')]),
  ];
  return spellings.flatMap((spelling) => [
    ...ALGORITHMS.flatMap((algorithm) =>
      ENCODINGS.map((encoding) => createHash(algorithm).update(spelling).digest(encoding).replace(/=+$/, '')),
    ),
    ...ENCODINGS.map((encoding) => Buffer.from(spelling.trim()).toString(encoding).replace(/=+$/, '')),
    encodeURIComponent(spelling.trim()),
  ]);
}

/** The address in clear, its parts, and everything that gives it away. */
export const EMAIL_TRACES = [
  CANARY.email,
  'canary.zq',
  'canary-zq',
  'gravatar.com',
  'libravatar.org',
  ...disguises(CANARY.email),
];

/** What tells of the connection: moderators may see it for a while, nobody else. */
const CLIENT_TRACES = [
  CANARY.ip,
  CANARY.ipv6,
  '2001:db8:77:1234',
  CANARY.userAgent,
  'referrer-zq',
  ...disguises(CANARY.ip),
  ...disguises(CANARY.ipv6),
];

export const ALL_TRACES = [...EMAIL_TRACES, ...CLIENT_TRACES];

/** Which traces stand in a text, whatever their case. */
export function tracesIn(text: string, traces: readonly string[]): string[] {
  const lower = text.toLowerCase();
  return traces.filter((trace) => lower.includes(trace.toLowerCase()));
}
