import { describe, expect, test } from '@jest/globals';
import { AfterwordError } from '../../../src/domain/errors.js';
import { isAllowedAkismetUrl } from '../../../src/spam/akismet/akismet-url.js';
import { checkerFor } from './checker-under-test.js';

describe('The address of Akismet', () => {
  test.each([
    'https://rest.akismet.com',
    'https://rest.akismet.com/',
    'https://proxy.example:8443/akismet',
    'http://127.0.0.1:4000',
    'http://127.9.8.7',
    'http://127.1:80',
    'http://localhost:4000',
    'http://LOCALHOST:4000',
    'http://[::1]:4000',
  ])('may be %s', (url) => {
    expect(isAllowedAkismetUrl(url)).toBe(true);
  });

  test.each([
    'http://rest.akismet.com',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'http://10.0.0.1',
    'http://[::ffff:8.8.8.8]',
    'http://0.0.0.0',
    'ftp://127.0.0.1',
    'file:///etc/passwd',
    'https://user:password@rest.akismet.com',
    'https://rest.akismet.com/?key=1',
    'https://rest.akismet.com/#here',
    'rest.akismet.com',
    '',
  ])('may not be %s', (url) => {
    expect(isAllowedAkismetUrl(url)).toBe(false);
  });

  test('is refused when the checker is made, without being repeated in the message', () => {
    const make = () => checkerFor('http://secret-host.example');
    expect(make).toThrow(AfterwordError);
    expect(make).toThrow(
      expect.objectContaining({ code: 'invalid', message: expect.not.stringContaining('secret-host') }),
    );
  });
});
