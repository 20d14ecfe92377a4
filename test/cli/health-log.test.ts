import { beforeEach, describe, expect, test } from '@jest/globals';
import { createHealthLog } from '../../src/service/health-log.js';

const lines: string[] = [];
let note: ReturnType<typeof createHealthLog>;

beforeEach(() => {
  lines.length = 0;
  note = createHealthLog({
    request: () => undefined,
    error: (error, what) => lines.push(`error: ${what}: ${String(error)}`),
    info: (_, what) => lines.push(`info: ${what}`),
  });
});

describe('the log of the spam checker', () => {
  test('says once that it fails and why, and that it is well again', () => {
    note({ ok: true, lastError: null, alert: null });
    note({ ok: false, lastError: 'no answer', alert: null });
    note({ ok: false, lastError: 'no answer', alert: null });
    note({ ok: true, lastError: null, alert: null });
    expect(lines).toEqual([
      'error: the spam checker gives no verdict; comments are held meanwhile: no answer',
      'info: the spam checker answers again',
    ]);
  });

  test('says each alert about the account once', () => {
    note({ ok: true, lastError: null, alert: 'pay' });
    note({ ok: true, lastError: null, alert: 'pay' });
    expect(lines).toEqual(['error: the spam checker warns: pay']);
  });
});
