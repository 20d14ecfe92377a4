import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bearer, MODERATION } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

const MOST = 20;

let service: TestService;

function look(token: string, address = '198.51.100.7') {
  return service.agent.get(`${MODERATION}/summary`).set(bearer(token)).set('X-Forwarded-For', address);
}

async function guess(times: number, address?: string): Promise<number[]> {
  const statuses: number[] = [];
  for (let n = 0; n < times; n++) statuses.push((await look(`wrong-${n}`, address)).status);
  return statuses;
}

beforeEach(async () => {
  service = await startTestService({ settings: { TRUST_PROXY: '1' } });
});
afterEach(() => service.stop());

describe('guessing tokens', () => {
  it('is answered 429 with a Retry-After after twenty wrong ones within a minute', async () => {
    expect(await guess(MOST)).toEqual(Array(MOST).fill(401));
    service.clock.advance(20_000);
    const response = await look('wrong-again').expect(429);
    expect(response.headers['retry-after']).toBe('40');
  });

  it('may go on when the minute is over', async () => {
    await guess(MOST);
    service.clock.advance(60_000);
    await look('wrong-again').expect(401);
  });

  it('does not lock out the right token from the same address', async () => {
    await guess(MOST + 1);
    await look(service.tokens.moderator).expect(200);
  });

  it('is counted by address, and by the /64 network of an IPv6 one', async () => {
    await guess(MOST);
    await look('wrong-again', '198.51.100.8').expect(401);
    await guess(MOST, '2001:db8:1:2::1');
    await look('wrong-again', '2001:db8:1:2:ffff::9').expect(429);
    await look('wrong-again', '2001:db8:1:3::1').expect(401);
  });

  it('is counted over all that takes a token', async () => {
    await guess(MOST);
    const address = { 'X-Forwarded-For': '198.51.100.7' };
    await service.agent.get('/metrics').set(bearer('wrong')).set(address).expect(429);
    await service.agent.post('/api/v1/sites/default/comments').set(bearer('wrong')).set(address).send({}).expect(429);
    await service.agent.get('/api/v1/sites/default/comments?article=/x').set(address).expect(200);
  });
});
