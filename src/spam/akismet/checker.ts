import { AfterwordError } from '../../domain/errors.js';
import type { SentFields, SpamChecker } from '../../domain/spam-checker.js';
import type { AlarmClock } from '../../domain/time.js';
import type { Direction } from '../../domain/verdict.js';
import { isAllowedAkismetUrl } from './akismet-url.js';
import { readKeyValidity, readThanks, readUsage, readVerdict, type Usage, type Verdict } from './answers.js';
import { type AkismetEvent, createConversation, type KeyValidity, type Question } from './conversation.js';
import type { Failed } from './failures.js';
import { checkFields, correctionFields, type Disclosure } from './fields.js';
import {
  type AkismetAccount,
  commentCheckRequest,
  submitHamRequest,
  submitSpamRequest,
  usageLimitRequest,
  verifyKeyRequest,
} from './requests.js';
import { createTransport } from './transport.js';

export interface AkismetCheckerOptions extends Disclosure {
  readonly key: string;
  /** An address for which `isAllowedAkismetUrl` holds. */
  readonly url: string;
  /** The front page of the installation's main site: `verify-key` wants to know one. */
  readonly siteUrl: string;
  /** One call's deadline in milliseconds; its connection is closed at it. */
  readonly timeoutMs: number;
  readonly clock: AlarmClock;
  /** Told of each call that was made, after it ended. Must not throw. */
  readonly onEvent?: (event: AkismetEvent) => void;
}

/** Akismet as a spam checker, and what an operator's own questions need. */
export interface AkismetChecker extends SpamChecker {
  readonly name: 'akismet';
  /** Asks whether the key is valid, whatever the breakers say; a valid one lets calls through again. Never rejects. */
  verifyKey(signal: AbortSignal): Promise<KeyValidity | Failed>;
  /** Asks how much of the plan is used, whatever the breakers say. Never rejects. */
  usage(signal: AbortSignal): Promise<Usage | Failed>;
  /** Closes all connections: to be called when no call is under way any more. */
  close(): void;
}

/**
 * The spam checker that asks Akismet.
 * @throws {AfterwordError} `invalid` when the key must not be sent to `options.url`
 */
export function createAkismetChecker(options: AkismetCheckerOptions): AkismetChecker {
  if (!isAllowedAkismetUrl(options.url)) {
    throw new AfterwordError('invalid', 'Akismet is spoken to over https only; plain http is for the loopback.');
  }
  const { key, siteUrl, clock, onEvent = () => undefined } = options;
  const account: AkismetAccount = { key, siteUrl, url: new URL(options.url) };
  const transport = createTransport(clock, account.url, options.timeoutMs);
  const conversation = createConversation({ key, transport, clock, onEvent });

  return {
    name: 'akismet',

    async check(request, signal) {
      const sent = checkFields(request, options);
      const verdict = await conversation.ask(verdictQuestion(account, sent), signal);
      return verdict.ok ? { ...verdict, sent } : verdict;
    },

    correct(to, sent, said, signal) {
      const fields = correctionFields(sent, said, options.test);
      return conversation.ask(correctionQuestion(account, to, fields), signal);
    },

    admission: () => conversation.admission(),
    health: () => conversation.health(),

    async tend(signal) {
      if (conversation.verifyDue()) await conversation.verify(validityQuestion(account), signal);
    },

    verifyKey: (signal) => conversation.verify(validityQuestion(account), signal),
    usage: (signal) => conversation.askRegardless(usageQuestion(account), signal),
    close: () => transport.close(),
  };
}

function verdictQuestion(account: AkismetAccount, sent: SentFields): Question<Verdict> {
  return {
    call: 'comment-check',
    sent,
    write: () => commentCheckRequest(account, sent),
    read: readVerdict,
    outcome: (verdict) => verdict.outcome,
  };
}

function correctionQuestion(account: AkismetAccount, to: Direction, sent: SentFields): Question<{ readonly ok: true }> {
  return {
    call: to === 'spam' ? 'submit-spam' : 'submit-ham',
    sent,
    write: () => (to === 'spam' ? submitSpamRequest(account, sent) : submitHamRequest(account, sent)),
    read: readThanks,
    outcome: () => 'thanks',
  };
}

function validityQuestion(account: AkismetAccount): Question<KeyValidity> {
  return {
    call: 'verify-key',
    sent: {},
    write: () => verifyKeyRequest(account),
    read: readKeyValidity,
    outcome: ({ valid }) => (valid ? 'valid' : 'invalid'),
  };
}

function usageQuestion(account: AkismetAccount): Question<Usage> {
  return {
    call: 'usage-limit',
    sent: {},
    write: () => usageLimitRequest(account),
    read: readUsage,
    outcome: () => 'valid',
  };
}
