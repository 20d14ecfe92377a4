import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { rotateKey } from '../../src/cli/commands/rotate-key.js';
import { readKeys } from '../../src/service/key-file.js';
import { bearer, COMMENTS, MODERATION, post } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';
import { keptReport } from './command.js';

let service: TestService;
let file: string;

beforeEach(async () => {
  service = await startTestService({ akismet: true });
  file = join(service.settings.DATA_DIR, 'secret.key');
});

afterEach(() => service.stop());

/** The versions of the keys under which anything is stored. */
function versionsInUse(): number[] {
  const db = new Database(join(service.settings.DATA_DIR, 'afterword.db'), { readonly: true });
  const blobs = db
    .prepare<[], Buffer>(
      `select email from comment_secrets where email is not null union all select client from comment_secrets where client is not null
       union all select sent from comment_secrets where sent is not null union all select fields from outbox where fields is not null
       union all select answer from requests where answer is not null`,
    )
    .pluck()
    .all();
  db.close();
  return [...new Set(blobs.map((blob) => blob[0] as number))].sort();
}

function emailOf(id: string) {
  return service.agent.get(`${MODERATION}/comments/${id}/email`).set(bearer(service.tokens.moderator));
}

describe('a rotation of the key', () => {
  test('encrypts everything anew while the service runs and stores with the new key', async () => {
    const { comment } = await post(service);
    await service.agent
      .post(COMMENTS)
      .set('Idempotency-Key', 'rotated')
      .send({ article: { url: 'https://blog.example/a' }, author: { name: 'A', email: 'a@example.org' }, body: 'b' });
    await service.work();
    expect(versionsInUse()).toEqual([1]);

    const kept = keptReport();
    const waits: number[] = [];
    await rotateKey(service.settings, kept.report, async (ms) => {
      waits.push(ms);
      // The service, which looks for new keys by the machine's clock, has done so once this time is over.
      const later = Date.now() + ms;
      jest.spyOn(Date, 'now').mockImplementation(() => later);
      await post(service);
      jest.restoreAllMocks();
      expect(versionsInUse()).toContain(2);
    });

    expect(waits).toEqual([2000]);
    expect(versionsInUse()).toEqual([2]);
    expect([...readKeys(file).versions.keys()]).toEqual([1, 2]);
    expect(kept.results()).toEqual([{ version: 2, rows: expect.any(Number) }]);
    expect(kept.err()).toContain('earlier backups need them');
    expect((await emailOf(comment.id).expect(200)).body).toEqual({ email: 'ada@example.org' });
    expect(existsSync(`${file}.lock`)).toBe(false);
  });

  test('is refused while another is under way', async () => {
    writeFileSync(`${file}.lock`, '');
    const rotation = rotateKey(service.settings, keptReport().report, async () => undefined);
    await expect(rotation).rejects.toMatchObject({ exitCode: 75, message: expect.stringContaining('delete') });
    expect([...readKeys(file).versions.keys()]).toEqual([1]);
    expect(existsSync(`${file}.lock`)).toBe(true);
  });
});
