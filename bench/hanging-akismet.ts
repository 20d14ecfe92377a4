import { answers, startFakeAkismet } from '../test/support/fake-akismet.js';
import { answerParent } from './child-process.js';

/** Akismet on a bad day, in a process of its own: takes every call and never answers the checks, though the key is valid. */
const akismet = await startFakeAkismet({ record: false });
akismet.setDefault((call) => (call.name === 'comment-check' ? answers.hang(call) : answers.byTheRules(call)));

/** Answers with its address and the number of calls so far. */
answerParent<null, { readonly url: string; readonly calls: number }>(async () => ({
  url: akismet.url,
  calls: akismet.callCount,
}));
