import { expect, test } from '@jest/globals';
import { bearer, post } from '../support/http.js';
import { freshDatabase } from '../support/postgres/database.js';
import { describeOnPostgres } from '../support/postgres/describe.js';
import { startTestService } from '../support/service.js';

describeOnPostgres('the metrics of a service on PostgreSQL', () => {
  test('tell of its connections to the server', async () => {
    const database = await freshDatabase();
    const service = await startTestService({ settings: { DATABASE_URL: database.url } });
    await post(service);
    const { text } = await service.agent.get('/metrics').set(bearer(service.tokens.admin)).expect(200);
    expect(text).toMatch(/^afterword_store_connections\{state="idle"\} [1-9]/m);
    expect(text).toMatch(/^afterword_store_connections\{state="busy"\} \d+$/m);
    expect(text).toMatch(/^afterword_store_connections\{state="waiting"\} 0$/m);
    await service.stop();
    await database.drop();
  });
});
