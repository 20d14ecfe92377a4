import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestService, type TestService } from '../support/service.js';
import { cookieParts, fromDesk, keepNoCookies, newCode, SESSION } from './desk-visitor.js';

let service: TestService;
beforeAll(async () => {
  service = keepNoCookies(await startTestService());
});
afterAll(() => service.stop());

describe('the page of the desk', () => {
  it('runs nothing but its own script, stands in no frame and sends nothing elsewhere', async () => {
    const { headers, text } = await service.agent.get('/desk').expect(200);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
        "manifest-src 'self'; base-uri 'none'; " +
        "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    );
    expect(headers['x-frame-options']).toBe('DENY');
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(text).not.toMatch(/<script(?![^>]* src="\/)|<style| on\w+=|style=/);
  });

  it('is one page, one script and one style sheet', async () => {
    const { text } = await service.agent.get('/desk').expect(200);
    const addresses = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]);
    expect(addresses).toEqual([
      '/avatars/new.svg',
      '/desk/manifest.webmanifest',
      '/desk/apple-touch-icon.png',
      '/desk/style.css',
      '/desk/desk.js',
      '/openapi.json',
    ]);
    const script = await service.agent
      .get('/desk/desk.js')
      .expect(200)
      .expect('Content-Type', /^text\/javascript/);
    // No further module, and none of what makes markup or code of strings.
    expect(script.text).not.toMatch(/\bimport\s*[("']|\beval\(|new Function|insertAdjacentHTML|document\.write/);
    await service.agent
      .get('/desk/style.css')
      .expect(200)
      .expect('Content-Type', /^text\/css/);
  });

  it('leads nowhere else, whatever is asked of it', async () => {
    for (const query of ['?next=https://evil.example', '?redirect=//evil.example', '?code=x']) {
      const { headers, text } = await service.agent.get(`/desk${query}`).expect(200);
      expect(headers.location).toBeUndefined();
      expect(text).not.toContain('evil');
    }
  });
});

describe('signing in', () => {
  it('leaves nothing secret in the log', async () => {
    const code = await newCode(service);
    const response = await service.agent.post(SESSION).set(fromDesk(service)).send({ code }).expect(200);
    const cookie = (cookieParts(response)[0] as string).split('=')[1] as string;
    await service.agent.post(SESSION).set(fromDesk(service)).send({ code }).expect(401);
    await service.agent.post(SESSION).set(fromDesk(service)).send({ token: service.tokens.moderator }).expect(200);
    const log = JSON.stringify(service.log);
    for (const secret of [code, cookie, service.tokens.moderator]) expect(log).not.toContain(secret);
    expect(log).toContain('signIn');
  });
});
