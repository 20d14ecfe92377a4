import { describe, expect, it } from '@jest/globals';
import { page } from '../../src/http/pages/html.js';
import { escapeHtml, html, raw } from '../../src/http/protocol/markup.js';
import { anyText } from '../support/any-text.js';
import { fc, runs } from '../support/properties.js';
import { expectAccessiblePage } from './page-checks.js';

describe('html', () => {
  it('escapes what is put into it, in content and in attributes', () => {
    const hostile = `"><script>alert('1')</script>&`;
    expect(html`<p title="${hostile}">${hostile}</p>`.markup).toBe(
      '<p title="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;">&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;</p>',
    );
  });

  it('takes other templates and raw markup as they are, joins lists and leaves out what is not there', () => {
    const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`);
    expect(html`<ul>${items}</ul>${raw('<hr>')}${null}${undefined}${0}`.markup).toBe(
      '<ul><li>a</li><li>&lt;b&gt;</li></ul><hr>0',
    );
  });

  it('does not take for safe what only looks like it', () => {
    const forged = JSON.parse('{ "markup": "<script>" }') as string;
    expect(html`${forged}`.markup).not.toContain('<script>');
  });

  it('leaves nothing that could open a tag, an attribute or an entity, whatever the text', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
      }),
    );
  });
});

describe('page', () => {
  it('is accessible and keeps to its policy, whatever its title', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (title) => expectAccessiblePage(page(title, html`<p>x</p>`))),
      { numRuns: runs(50) },
    );
  });
});
