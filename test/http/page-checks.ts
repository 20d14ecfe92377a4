import { createHash } from 'node:crypto';
import { expect } from '@jest/globals';
import { PAGE_CSP } from '../../src/http/pages/html.js';

/** Holds a page of the service's own to what its Content-Security-Policy and its readers need. */
export function expectAccessiblePage(source: string): void {
  expect(source).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(source).toMatch(/<meta charset="utf-8">/);
  expect(source).toMatch(/<meta name="viewport" content="width=device-width, initial-scale=1">/);
  expect(source).toMatch(/<title>[^<]+<\/title>/);
  expect(source.match(/<h1>/g)).toHaveLength(1);
  expect(source.match(/<main>/g)).toHaveLength(1);
  expect(source).not.toMatch(/<script|<img|<iframe|<link|\son\w+=|\sstyle=|javascript:/i);
  const styles = [...source.matchAll(/<style>([^<]*)<\/style>/g)].map(([, style]) => String(style));
  expect(styles).toHaveLength(1);
  expect(PAGE_CSP).toContain(`'sha256-${createHash('sha256').update(String(styles[0])).digest('base64')}'`);
  expectBalanced(source);
}

const VOID = new Set(['meta', 'br', 'hr', 'doctype']);

/** Every element is closed where it should be, and no text holds a bare bracket or ampersand. */
function expectBalanced(source: string): void {
  const open: string[] = [];
  for (const [, text = '', close, name] of source.matchAll(/([^<]*)<(\/?)!?(\w+)[^<>]*>/g)) {
    if (open.at(-1) !== 'style') expect(text).not.toMatch(/>|&(?!(?:amp|lt|gt|quot|#39);)/);
    if (close === '/') expect(open.pop()).toBe(name);
    else if (!VOID.has(String(name))) open.push(String(name));
  }
  expect(open).toEqual([]);
}
