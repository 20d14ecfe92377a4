import { describe, expect, test } from '@jest/globals';
import { readVerdict } from '../../../src/spam/akismet/answers.js';
import { createConversation } from '../../../src/spam/akismet/conversation.js';
import { writtenRequest } from '../../../src/spam/akismet/written-request.js';
import { manualClock } from '../../support/manual-clock.js';
import { KEY, noAbort } from './checker-under-test.js';

describe('An akismet-api that behaves otherwise', () => {
  test('and writes no request makes a failure, not a call without an end', async () => {
    await expect(writtenRequest(() => Promise.resolve(true))).rejects.toThrow('without a request');
    await expect(writtenRequest(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(
      writtenRequest(() => {
        throw new Error('broken at once');
      }),
    ).rejects.toThrow('broken at once');
  });

  test('and fails with an error that carries the key is not quoted', async () => {
    const conversation = createConversation({
      key: KEY,
      transport: { post: () => Promise.reject(new Error('must not be asked')), close: () => undefined },
      clock: manualClock(),
      onEvent: () => undefined,
    });
    const result = await conversation.ask(
      {
        call: 'comment-check',
        sent: {},
        write: () => Promise.reject(new Error(`POST failed: api_key=${KEY}`)),
        read: readVerdict,
        outcome: ({ outcome }) => outcome,
      },
      noAbort(),
    );
    expect(result).toMatchObject({ ok: false, failure: { kind: 'protocol' } });
    expect(JSON.stringify([result, conversation.health()])).not.toContain(KEY);
  });
});
