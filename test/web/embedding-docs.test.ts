import { readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const THREAD = 'src/web/thread';
const guide = readFileSync('docs/embedding.md', 'utf8');
const readme = readFileSync('README.md', 'utf8');

/** A section of a text, without those below it. */
function section(text: string, title: string): string {
  const start = text.indexOf(`\n## ${title}\n`);
  expect([title, start >= 0]).toEqual([title, true]);
  const end = text.indexOf('\n## ', start + 1);
  return text.slice(start, end < 0 ? undefined : end);
}

/** What a section's table has in its first column, each in a pair of backticks. */
function firstColumn(text: string): string[] {
  return [...text.matchAll(/^\|([^|]+)\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => String(name)),
  );
}

function sources(ending: string): string {
  const files = readdirSync(THREAD).filter((name) => name.endsWith(ending));
  return files.map((name) => readFileSync(`${THREAD}/${name}`, 'utf8')).join('\n');
}

function found(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].flatMap(([, names = '']) => names.split(' ')))].filter(Boolean).sort();
}

describe('the guide to embedding', () => {
  it('has every attribute that the element reads, and no other', () => {
    const [, observed = ''] = /observedAttributes = \[([^\]]*)\]/.exec(sources('.ts')) ?? [];
    expect(firstColumn(section(guide, 'Attributes')).sort()).toEqual(found(observed, /'(\w+)'/g));
  });

  it('has every custom property that the style reads, and no other', () => {
    const read = found(sources('.css'), /var\((--afterword-[\w-]+)/g);
    expect(read.length).toBeGreaterThan(5);
    expect(firstColumn(section(guide, 'Colours and shapes')).sort()).toEqual(read);
  });

  it('has every part that the widget makes, and no other', () => {
    const code = sources('.ts');
    // A button's own part is the last thing that it is made with.
    const buttons = found(code, /\bbutton\((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*,\s*'([a-z]+)',?\s*\)/g);
    const ofOwn = found(code, /\[say\('\w+'\), .*, '([a-z]+)'\]/g);
    const made = new Set([...found(code, /\bpart: '([^']+)'/g), 'button', ...buttons, ...ofOwn]);
    const [paragraph = ''] = /\n`thread` `heading`.*?\n\n/s.exec(guide) ?? [];
    expect(buttons.length).toBeGreaterThan(3);
    expect(ofOwn).toEqual(['edit', 'withdraw']);
    expect(found(paragraph, /`([\w-]+)`/g)).toEqual([...made].sort());
  });

  it('has every language that there is', () => {
    const languages = readdirSync('src/words').filter((name) => /^[a-z]{2}\.ts$/.test(name));
    const [row = ''] = /^\| `lang`.*$/m.exec(guide) ?? [];
    expect(found(row, /`([a-z]{2})`/g)).toEqual(languages.map((name) => name.slice(0, 2)));
  });
});

describe('the README', () => {
  const recipes = section(readme, 'On your blog').split('<details>').slice(1);

  it.each(['Plain HTML', 'Hugo', 'Jekyll', 'Eleventy', 'Astro', 'WordPress', 'Ghost'])(
    'says how to put comments on a page of %s, for readers without scripts too',
    (name) => {
      const recipe = recipes.filter((text) => text.startsWith(`<summary>${name}`));
      expect(recipe).toHaveLength(1);
      expect(recipe[0]).toMatch(/<script [^>]*type="module" src="https:\/\/comments\.example\/embed\.js"><\/script>/);
      expect(recipe[0]).toMatch(/<afterword-thread/);
      expect(recipe[0]).toMatch(/<a href=["{`]+https:\/\/comments\.example\/sites\/default\/thread\?.*Comments<\/a>/s);
    },
  );

  it('leads readers without scripts to the same article as the element of plain HTML', () => {
    const [plain = ''] = recipes;
    const attribute = (name: string) =>
      new RegExp(` ${name}="([^"]*)"`).exec(plain)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const { searchParams } = new URL(attribute('href'));
    const url = attribute('url');
    expect(Object.fromEntries(searchParams)).toEqual({
      article: new URL(url).pathname,
      url,
      title: attribute('title'),
    });
  });

  it('shows a picture that is there, and small', () => {
    const [, path = ''] = /!\[[^\]]+\]\((docs\/[\w.]+)\)/.exec(readme) ?? [];
    expect(statSync(path).size).toBeLessThan(60_000);
  });
});
