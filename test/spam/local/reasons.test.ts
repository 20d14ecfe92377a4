import { describe, expect, test } from '@jest/globals';
import type { Evidence } from '../../../src/domain/evidence.js';
import { createModel, type Model } from '../../../src/spam/local/model.js';
import { campaign, evidence, readersComments, taughtModel, teach } from './support.js';

const LINKS = Array.from({ length: 12 }, (_, i) => `kettles and lids http://kettles-${i}.example/${i}`).join(' ');

/** Knows what it was taught, and nothing else. */
function taughtOnly(direction: 'ham' | 'spam', ...comments: Evidence[]): Model {
  const model = createModel(null);
  teach(model, direction, ...comments);
  return model;
}

/** What speaks for spam, or against it. */
function said(model: Model, comment: Evidence, speaksForSpam = true): string[] {
  return model
    .judge(comment)
    .reasons.filter(({ weight }) => weight > 0 === speaksForSpam)
    .map(({ detail }) => detail);
}

describe('a reason says', () => {
  test('how many links stand in how many words', () => {
    expect(said(taughtModel(), evidence({ body: LINKS }))).toContain('12 links in 36 words');
  });

  test('that an author is new and links in the first comment', () => {
    const comment = evidence({
      body: 'See http://kettles.example/',
      circumstances: { history: { approved: 0, spam: 0 } },
    });
    expect(said(taughtModel(), comment)).toContain('new author, link in the first comment');
  });

  test('which words were seen in spam here, and which in comments that were approved', () => {
    const gribbels = evidence({ authorName: 'Bo', body: 'Finest gribbels, polished by hand' });
    expect(said(taughtModel([], [gribbels]), gribbels).join()).toMatch(/words seen in spam here: .*gribbels/);
    expect(said(taughtModel([gribbels]), gribbels, false).join()).toMatch(
      /words seen in approved comments here: .*gribbels/,
    );
  });

  test('that a name reads like an advertisement, or like a person’s', () => {
    const model = taughtModel(readersComments(10), campaign('praise under a trade name', 0, 10));
    const [advertiser] = campaign('praise under a trade name', 50, 1) as [Evidence];
    expect(said(model, advertiser)).toContain('the name reads like an advertisement');
    const reader = evidence({ authorName: 'Bertil Nordin' });
    expect(said(taughtOnly('ham', reader), reader, false)).toContain("the name reads like a person's");
  });

  test('where links lead', () => {
    const to = (path: string) => evidence({ body: `My canoe is shown at http://gribbels.example/${path}` });
    expect(said(taughtModel([], [to('one'), to('two')]), to('three'))).toContain('where its links lead');
  });

  test('that much the same was spam here', () => {
    const text = 'our cedar paddles last for years and the varnish never peels, ask for paddles by the dozen';
    const copy = (end: string) => evidence({ authorName: '', body: `${text} ${end}` });
    expect(said(taughtOnly('spam', copy('today')), copy('now'))).toContain('much like a comment that was spam here');
    expect(said(taughtOnly('ham', copy('today')), copy('now'), false)).toContain(
      'much like a comment that was approved here',
    );
  });

  test('what else came on the article', () => {
    const articleKey = '/2026/guestbook';
    const spam = campaign('a loan by mail', 0, 8).map((one) => ({ ...one, articleKey }));
    const elsewhere = evidence({ body: 'Hm.' });
    const model = taughtModel(readersComments(8), spam);
    expect(said(model, { ...elsewhere, articleKey })).toContain('what else came on this article');
    expect(said(model, elsewhere)).not.toContain('what else came on this article');
  });
});
