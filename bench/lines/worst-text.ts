import { parseAndSanitise, renderMarkdown } from '../../src/domain/render-markdown.js';
import { cleanBody, cleanLine, cleanName, normaliseArticleKey, normaliseUrl } from '../../src/domain/text.js';
import { createModel } from '../../src/spam/local/model.js';
import { worstMarkdown } from '../../test/domain/worst-markdown.js';
import { worstTexts } from '../../test/domain/worst-text.js';
import { evidence, SHIPPED } from '../../test/spam/local/support.js';
import { worstBodies, worstComment } from '../../test/spam/local/worst-bodies.js';
import type { Bench } from '../bench.js';
import { alternate, type Line, type LineParts, ratioLine } from '../line.js';
import { createRandom, type Random } from '../seed/random.js';
import { body } from '../seed/words.js';

/** As many characters as a comment may have. */
const LONG = 10_000;
const MEGABYTE = 1_000_000;
/** The least of so many counts: the others had a collection of garbage in them, or a neighbour on the machine. */
const TRIES = 5;

/** What the steps of one comment take that has the worst text for them, against a text of the same length that somebody writes. */
export async function worstTextLines(bench: Bench): Promise<Line[]> {
  bench.say('the worst texts');
  const model = createModel(SHIPPED);
  const read = (comment: Parameters<typeof model.judge>[0]) => {
    model.judge(comment);
    model.lesson(comment, 'spam');
  };
  const usual = usualText(LONG);
  return [
    await worstLine(
      bench,
      {
        what: 'the worst Markdown',
        explanation: `The slowest of ${worstMarkdown.size} texts of 10,000 characters to HTML.`,
        target: { kind: 'at most', of: 100 },
      },
      [...worstMarkdown.values()].map((text) => () => renderMarkdown(text)),
      () => parseAndSanitise(usual),
    ),
    await worstLine(
      bench,
      {
        what: 'the worst comment to judge',
        explanation: `The slowest of ${Object.keys(worstBodies).length} comments whose texts are 10,000 characters long: an opinion and a lesson of the local classifier.`,
        target: { kind: 'at most', of: 20 },
      },
      Object.values(worstBodies).map((text) => () => read(worstComment(text))),
      () => read(evidence({ body: usual })),
    ),
    await worstLine(
      bench,
      {
        what: 'the worst megabyte to clean',
        explanation: `The slowest of ${worstTexts.size} texts of about a million characters, as name, body, line, URL and article.`,
        target: { kind: 'at most', of: 5 },
      },
      [...worstTexts.values()].map((text) => () => clean(text)),
      usualCleaning(),
    ),
    await shortWayLine(bench),
  ];
}

function usualCleaning(): () => void {
  const text = usualText(MEGABYTE);
  return () => clean(text);
}

/** Comments as readers write them, one after the other, with a little Markdown. */
function usualText(length: number): string {
  const random: Random = createRandom('usual');
  let text = '';
  while (text.length < length) text += `${body(random)}\n\n`;
  return text.slice(0, length);
}

function clean(text: string): void {
  cleanName(text);
  cleanBody(text);
  cleanLine(text, 200);
  normaliseUrl(`https://blog.example/${text}`);
  normaliseArticleKey(text);
}

async function worstLine(
  bench: Bench,
  parts: Pick<LineParts, 'what' | 'explanation' | 'target'>,
  works: readonly (() => void)[],
  usual: () => void,
): Promise<Line> {
  const worst = async () => Math.max(...works.map(leastTime));
  // The first of each has the code compiled.
  await worst();
  const rounds = await alternate(bench.sizes.rounds, worst, async () => leastTime(usual));
  return ratioLine({ ...parts, unit: 'ms', baselineIs: 'a text of the same length as readers write it' }, rounds);
}

/** Prose without Markdown, which most comments are, needs no parser. */
async function shortWayLine(bench: Bench): Promise<Line> {
  const prose =
    'I have used this for two years (on a "small" blog) and it never failed.\nThanks, Ada: well done!\n\nOne question';
  const rate = (render: (text: string) => string) => async () => {
    const times = 2000;
    const took = leastTime(() => {
      for (let n = 0; n < times; n++) render(prose);
    });
    return times / took;
  };
  for (const render of [renderMarkdown, parseAndSanitise]) await rate(render)();
  return ratioLine(
    {
      what: 'prose to HTML',
      unit: 'comments/ms',
      baselineIs: 'the same through the parser and the sanitiser',
      target: { kind: 'at least', of: 10 },
      explanation: 'Two paragraphs without Markdown.',
    },
    await alternate(bench.sizes.rounds, rate(renderMarkdown), rate(parseAndSanitise)),
  );
}

/** Milliseconds that some work takes at best. */
function leastTime(work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < TRIES; turn++) {
    const start = performance.now();
    work();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}
