import { answers, type FakeAkismet, type FakeCall, type FakeReply, startFakeAkismet } from '../support/fake-akismet.js';

/** What the fake has been asked and told about one comment, by the words of the comment. */
export interface Conversation {
  /** `recheck_reason` of each check that arrived, '' for the first question. */
  readonly checks: string[];
  /** Corrections that were thanked for, in the order of their arrival. */
  readonly corrections: ('ham' | 'spam')[];
}

/** A number from 0 to 1. */
export type Dice = () => number;

/** One call in so many is answered badly. */
const BAD_ONE_IN = 25;

/** The verdict that the fake has of these words: it never changes its mind. */
export function verdictOn(words: string): 'ham' | 'spam' {
  return words.startsWith('spam') ? 'spam' : 'ham';
}

/** An Akismet that remembers whom it was asked about, and now and then hangs, resets the connection or fails. */
export async function startAkismetOfTorture(
  dice: Dice,
): Promise<{ fake: FakeAkismet; heard: Map<string, Conversation> }> {
  const heard = new Map<string, Conversation>();
  const fake = await startFakeAkismet({ record: false });
  fake.setDefault((call) => reply(call, heard, dice));
  return { fake, heard };
}

function reply(call: FakeCall, heard: Map<string, Conversation>, dice: Dice): FakeReply {
  if (call.name !== 'comment-check' && !call.name.startsWith('submit-')) return answers.byTheRules(call);
  const bad = Math.floor(dice() * BAD_ONE_IN * 3);
  const words = String(call.fields.comment_content);
  const conversation = heard.get(words) ?? { checks: [], corrections: [] };
  heard.set(words, conversation);
  if (call.name === 'comment-check') conversation.checks.push(String(call.fields.recheck_reason ?? ''));
  if (bad === 0) return answers.serverError;
  if (bad === 1) return answers.reset;
  if (bad === 2) return { ...answers.ham, delivery: 'hang' };
  if (call.name === 'comment-check') return { ...answers[verdictOn(words)], delayMs: dice() * 30 };
  conversation.corrections.push(call.name === 'submit-ham' ? 'ham' : 'spam');
  return { ...answers.thanks, delayMs: dice() * 30 };
}
