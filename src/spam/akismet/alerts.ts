const ACCOUNT = 'https://akismet.com/account/';

const OVER_THE_PLAN = `the plan is too small for this site: choose a larger one at ${ACCOUNT}, or verdicts will stop`;
const SUSPENDED = 'the subscription is suspended: write to https://akismet.com/contact/';

/** Known codes and what to do about them. The codes of usage alerts run from 10501 to 10516. */
const ADVICE: ReadonlyMap<number, string> = new Map([
  [10003, `the plan of this key does not cover its use: see ${ACCOUNT}`],
  [10005, `the key may be in somebody else's hands: make a new one at ${ACCOUNT} and set AKISMET_KEY to it`],
  [10006, SUSPENDED],
  [10009, SUSPENDED],
  [10010, SUSPENDED],
  [10011, OVER_THE_PLAN],
  [10402, `the subscription is not paid: pay it at ${ACCOUNT}`],
  [10403, 'the owner of the key has revoked it for this site: get a key of your own and set AKISMET_KEY to it'],
  [10404, `the key is not allowed for this site: add the address of SITE_URL to its sites at ${ACCOUNT}`],
  [30001, `a commercial site needs a commercial plan: choose one at ${ACCOUNT}`],
]);

const FIRST_USAGE_ALERT = 10501;
const LAST_USAGE_ALERT = 10516;

/**
 * An alert of Akismet's in words that tell the operator what to do.
 * @param code `X-akismet-alert-code`
 * @param message `X-akismet-alert-msg`, already made fit to be shown; may be empty
 */
export function describeAlert(code: string, message: string): string {
  const number = /^\d{1,6}$/.test(code) ? Number(code) : null;
  const said = message === '' ? '' : ` ("${message}")`;
  return `Akismet alert ${number ?? 'without a code'}${said}: ${adviceFor(number)}.`;
}

function adviceFor(code: number | null): string {
  if (code !== null && code >= FIRST_USAGE_ALERT && code <= LAST_USAGE_ALERT) return OVER_THE_PLAN;
  return (code === null ? undefined : ADVICE.get(code)) ?? `see ${ACCOUNT}`;
}
