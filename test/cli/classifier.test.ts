import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import { type Judged, ratesOf } from '../../src/cli/commands/classifier-rates.js';
import { rowsOf } from '../../src/cli/commands/classifier-rows.js';
import { train } from '../../src/cli/commands/train.js';
import { afterword, keptReport, removeFolder, temporaryFolder } from './command.js';

const folder = temporaryFolder();
afterAll(() => removeFolder(folder));

interface Line {
  author: { name: string; url: string | null };
  article: { key: string };
  body: string;
  createdAt: string;
  spam?: boolean;
  source: string;
}

/** Comments of two invented blogs: every third is spam. */
function lines(count: number): Line[] {
  return Array.from({ length: count }, (_, i) => {
    const spam = i % 3 === 0;
    return {
      author: { name: spam ? `cheap gribbels ${i % 5}` : `Reader ${i}`, url: null },
      article: { key: '/canoes' },
      body: spam
        ? `Nice post! Buy gribbels at http://gribbels-${i % 7}.example/buy number ${i}`
        : `My canoe number ${i} had the same crack, and epoxy has held it for ${i} weeks.`,
      createdAt: new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString(),
      spam,
      source: `blog-${i % 2}`,
    };
  });
}

let number = 0;

function fileOf(content: readonly unknown[] | string): string {
  number += 1;
  const name = `comments-${number}.jsonl`;
  writeFileSync(
    join(folder, name),
    typeof content === 'string' ? content : content.map((line) => `${JSON.stringify(line)}\n`).join(''),
  );
  return name;
}

describe('`classify`', () => {
  test('writes an opinion a line, in the order of the file', async () => {
    const given = lines(9);
    const { code, stdout } = await afterword({ folder }, 'classify', fileOf(given), '--json');
    expect(code).toBe(0);
    const opinions = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(opinions).toHaveLength(9);
    for (const { score, outcome, reasons } of opinions) {
      expect(['ham', 'unsure', 'spam']).toContain(outcome);
      const sum = reasons.reduce((total: number, { weight }: { weight: number }) => total + weight, 0);
      expect(score).toBeCloseTo(1 / (1 + Math.exp(-sum)), 9);
    }
    expect(opinions[0].score).toBeGreaterThan(opinions[1].score);
  });

  test('learns a line after its opinion was written, and only when told to', async () => {
    const [spam] = lines(1) as [Line];
    const twice = fileOf([spam, spam, { ...spam, spam: undefined }]);
    const scoresOf = async (...options: string[]) => {
      const { stdout } = await afterword({ folder }, 'classify', twice, '--prior', 'none', '--json', ...options);
      return stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).score as number);
    };
    const [first, second, third] = await scoresOf('--learn');
    expect(first).toBe(0.5);
    expect(second).toBeGreaterThan(0.9);
    expect(third).toBeGreaterThanOrEqual(second as number);
    expect(new Set(await scoresOf()).size).toBe(1);
  });

  test('ends with 65 at a line that is wrong, and names the line and the field', async () => {
    const file = fileOf('{"body":"fine"}\n{"body":7}\n');
    const { code, stderr } = await afterword({ folder }, 'classify', file);
    const line = `afterword: ${file}, line 2: body: expected string, received number.\n`;
    expect({ code, stderr }).toEqual({ code: 65, stderr: line });
  });

  test.each([
    ['{"body":"fine"}\n\nno json\n', 'line 3: this is not JSON.'],
    ['{"author":{"name":[]},"body":""}\n', 'line 1: author.name: expected string, received array.'],
    ['{"spam":"yes","body":""}\n', 'line 1: spam: expected boolean, received string.'],
    ['{"body":"","createdAt":"yesterday"}\n', 'line 1: createdAt: expected an ISO 8601 time.'],
  ])('takes no line like the last of %j', async (content, message) => {
    const file = join(folder, fileOf(content));
    const read = async () => {
      for await (const row of rowsOf(file)) expect(row.evidence.body).toBe('fine');
    };
    await expect(read()).rejects.toMatchObject({ exitCode: 65, message: `${file}, ${message}` });
  });

  test('ends with 66 without its file, and with 65 for a prior that is none', async () => {
    expect((await afterword({ folder }, 'classify', 'nowhere.jsonl')).code).toBe(66);
    const file = fileOf(lines(1));
    const { code, stderr } = await afterword({ folder }, 'classify', file, '--prior', file);
    expect({ code, stderr }).toMatchObject({ code: 65, stderr: expect.stringContaining('a prior of this version') });
  });
});

describe('`train` and `judge`', () => {
  test('make a prior that is the same for the same comments, compressed or not, wherever and whenever', async () => {
    const file = fileOf(lines(180));
    writeFileSync(join(folder, 'packed.jsonl.gz'), gzipSync(readFileSync(join(folder, file))));
    const env = { TZ: 'Asia/Kolkata', LC_ALL: 'tr_TR.UTF-8' };
    const [one, two] = await Promise.all([
      afterword({ folder }, 'train', file, '--out', 'one.bin'),
      afterword({ folder, env }, 'train', 'packed.jsonl.gz', '--out', 'two.bin'),
    ]);
    expect([one.code, two.code]).toEqual([0, 0]);
    expect(readFileSync(join(folder, 'one.bin'))).toEqual(readFileSync(join(folder, 'two.bin')));
    const again = train(keptReport().report, [join(folder, fileOf(lines(1)))], join(folder, 'one.bin'));
    await expect(again).rejects.toMatchObject({ exitCode: 73 });

    const { code, stdout } = await afterword({ folder }, 'judge', file, '--prior', 'one.bin', '--json');
    expect(code).toBe(0);
    const [all, ...sources] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(all).toMatchObject({ source: 'all', ham: 120, spam: 60, auc: 1, caughtAt: { '0.5%': 1 } });
    expect(all.millisecondsAVerdict).toBeGreaterThan(0);
    expect(sources.map(({ source }) => source)).toEqual(['blog-0', 'blog-1']);
  });

  test('judge a source that is left out with a prior from the others', async () => {
    const file = fileOf(lines(180));
    const { code, stdout } = await afterword({ folder }, 'judge', file, '--leave-out', 'blog-1', '--learn');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^all +60 +30 +100\.00 +100\.00 +100\.00 +1\.0000 /m);
    expect(stdout).toMatch(/ms a verdict/);
    const unknown = await afterword({ folder }, 'judge', file, '--leave-out', 'blog-7');
    expect(unknown).toMatchObject({ code: 64, stderr: 'afterword: No comment has the source blog-7.\n' });
  });

  test('refuse comments that nobody decided about', async () => {
    const file = fileOf([{ ...lines(1)[0], spam: undefined }]);
    const { code, stderr } = await afterword({ folder }, 'judge', file);
    expect({ code, stderr }).toEqual({
      code: 65,
      stderr: `afterword: ${file}, comment 1: spam: expected true or false.\n`,
    });
  });
});

describe('a row', () => {
  test('is cleaned as the service cleans what is posted, and its time is in UTC', async () => {
    const file = join(
      folder,
      fileOf([
        {
          author: { name: ' A\u202EB ', url: 'HTTP://A.example' },
          body: '\n\nx\r\ny ',
          createdAt: '2026-01-02T03:04:05',
        },
      ]),
    );
    const rows = [];
    for await (const row of rowsOf(file)) rows.push(row);
    expect(rows).toMatchObject([
      {
        evidence: { authorName: 'AB', authorUrl: 'http://a.example/', articleKey: '', body: 'x\ny' },
        createdAt: Date.UTC(2026, 0, 2, 3, 4, 5),
        direction: null,
        source: '',
      },
    ]);
  });
});

describe('rates', () => {
  const judged = (direction: Judged['direction'], ...scores: number[]): Judged[] =>
    scores.map((score) => ({ direction, score, outcome: score >= 0.9 ? 'spam' : score < 0.1 ? 'ham' : 'unsure' }));

  test('are what a person would count', () => {
    const ham = [...Array.from({ length: 199 }, (_, i) => i / 1000), 0.95];
    const rates = ratesOf([...judged('ham', ...ham), ...judged('spam', 0.99, 0.95, 0.9, 0.05)]);
    expect(rates).toMatchObject({ ham: 200, spam: 4, caughtAt: { '0.1%': 0.25, '0.5%': 0.75, '1%': 0.75 } });
    expect(rates.shipped).toEqual({
      hamCalledSpam: 0.005,
      hamUnsure: 0.495,
      spamCaught: 0.75,
      spamUnsure: 0,
      spamCalledHam: 0.25,
    });
    expect(rates.auc).toBeCloseTo((200 + 199.5 + 199 + 50.5) / 800, 9);
    expect(rates.calibration.at(-1)).toEqual({ from: 0.99, to: 1, comments: 1, meanScore: 0.99, spamShare: 1 });
  });

  test('of nothing are unknown', () => {
    expect(ratesOf([])).toMatchObject({
      auc: null,
      caughtAt: { '0.1%': null },
      shipped: { spamCaught: null },
      calibration: [],
    });
  });
});
