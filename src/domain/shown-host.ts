import { domainToUnicode } from 'node:url';

/** Latin letters that cannot be taken for others: ASCII, and the accented ones that European languages and Vietnamese write. */
const LATIN = /^[-0-9a-z\u00DF-\u0130\u0132-\u0137\u0139-\u0148\u014A-\u017E\u01A1\u01B0\u0219\u021B\u1E00-\u1EFF]+$/;
const JAPANESE = /^[-0-9\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30FC\u3005]+$/u;
const OTHER_SCRIPTS =
  'Arabic Armenian Bengali Cyrillic Devanagari Ethiopic Georgian Greek Gujarati Gurmukhi Hangul Hebrew Kannada Khmer Lao Malayalam Myanmar Oriya Sinhala Tamil Telugu Thai'
    .split(' ')
    .map((script) => new RegExp(`^(?:[-0-9]|(?=[\\p{L}\\p{M}])[\\p{Script=${script}}\\p{Script=Inherited}])+$`, 'u'));
/** Words of nothing but letters that look like Latin ones; more of them than names are compared by (`look-of-name.ts`), as a host costs nobody a name. */
const LOOKS_LATIN = /^[-0-9асԁеһіјӏорԛѕԝхуүѵпгтьмнкԍҽѡαορνικυχτωγεηաոսհօցքյզ]+$/;

/** Whether a label of a domain keeps to one script and cannot be taken for one of another. */
function isHonest(label: string): boolean {
  if (LATIN.test(label) || JAPANESE.test(label)) return true;
  return !LOOKS_LATIN.test(label) && OTHER_SCRIPTS.some((script) => script.test(label));
}

/**
 * A host as people are shown it: in its own letters, or in ASCII (`xn--pple-43d.com`) if these could be taken for those of another host.
 * @param host as the URL Standard serialises it
 */
export function shownHost(host: string): string {
  if (!host.includes('xn--')) return host;
  const shown = domainToUnicode(host);
  return shown !== '' && shown.split('.').every(isHonest) ? shown : host;
}
