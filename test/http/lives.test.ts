import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { retain } from '../../src/app/operation/retain.js';
import { erase } from '../../src/app/people/erase.js';
import type { Decision } from '../../src/domain/decision.js';
import { POLICIES, type Policy } from '../../src/domain/policy.js';
import { type Opened, openStore } from '../../src/service/open-store.js';
import { answers } from '../support/fake-akismet.js';
import { bearer, COMMENTS, decide, type Posted, SITE } from '../support/http.js';
import { fc, runs } from '../support/properties.js';
import { startTestService, type TestService } from '../support/service.js';
import { DAY, EDIT_WINDOW, type Kind, MINUTE, PROVISIONAL, SECOND, SPAM_DAYS, type Step, step } from './lives-steps.js';

/*
 * Random lives of comments, held at every moment to what readers are promised: every word, name, title and address that they can read was passed by
 * whom the policy asks, and all that was passed and not taken away can be read and is counted. Each of them is a mark of its own, such as `w12w`.
 */

const MOVES = { approve: 'approved', hold: 'pending', spam: 'spam', trash: 'trash' } as const;
type Move = keyof typeof MOVES;

/** A comment as its life has been so far. */
interface Life {
  readonly posted: Posted;
  readonly author: string;
  readonly parent: Life | null;
  readonly name: string;
  readonly website: string;
  /** What it says of its article, as far as that counts. */
  readonly title: string | null;
  readonly url: string;
  readonly writtenAt: number;
  /** What it says, and what its author would have it say instead. */
  words: string;
  proposed: string | null;
  status: (typeof MOVES)[Move];
  /** Since when. */
  statusAt: number;
  /** When the checker is asked again about the newest words; null when its word counts. */
  askedAgainAt: number | null;
  /** A person has decided on it, and only a person may change that. */
  isDecided: boolean;
  /** Who took it away for good. */
  goneBy: 'author' | 'moderator' | null;
}

const isPublished = ({ status, goneBy }: Life) => status === 'approved' && goneBy === null;

let service: TestService;
/** The same database, for what operators do beside the service. */
let operator: Opened;
let made = 0;

beforeAll(async () => {
  service = await startTestService({
    akismet: true,
    settings: { CHECK_WAIT_MS: '0', RETENTION_SPAM_DAYS: String(SPAM_DAYS) },
  });
  service.akismet.setDefault((call) => {
    const words = call.name === 'comment-check' ? String(call.fields.comment_content) : '';
    if (words.startsWith('maybe')) return answers.provisional(PROVISIONAL / SECOND);
    return words.startsWith('spam') ? answers.spam : answers.byTheRules(call);
  });
  operator = await openStore(service.settings, service.clock.now());
});
afterAll(async () => {
  await operator.store.close();
  await service.stop();
});

/** People on one article, and what their comments have become. */
function createLives(policy: Policy) {
  const lives: Life[] = [];
  const key = `/lives-${++made}`;
  const article = { url: `https://blog.example${key}` };
  const email = (name: string) => `${name}-of${key.slice(1)}@example.org`;
  let lastMove: { life: Life; back: Move } | null = null;
  /** What the blog or a moderator has said of the article. */
  const told: { title: string | null; url: string | null } = { title: null, url: null };
  const first = made;
  // Misses of one network are limited, and tens of them a minute are no test of that.
  service.clock.advance(MINUTE);

  const mark = (letter: string) => `${letter}${++made}${letter}`;
  const newWords = (kind: Kind) => `${kind} ${mark('w')}`;
  const chosen = (from: readonly Life[], number: number) => from[number % Math.max(1, from.length)];
  const alive = () => lives.filter(({ goneBy }) => goneBy === null);

  function move(life: Life, to: Life['status']): void {
    if (life.status !== to) life.statusAt = service.clock.now();
    life.status = to;
  }

  /** What the policy does about words on which nobody has decided. */
  function follow(life: Life, kind: Kind): void {
    const isEdit = life.status === 'approved' && life.proposed !== null;
    if (isEdit) {
      if (kind === 'fine' && policy !== 'hold') pass(life);
      return;
    }
    const isKnown = lives.some((other) => other.author === life.author && isPublished(other));
    const isPassed = kind === 'fine' && (policy === 'publish' || (policy === 'first-time' && isKnown));
    if (isPassed) pass(life);
    else move(life, kind === 'spam' ? 'spam' : 'pending');
  }

  function pass(life: Life): void {
    life.words = life.proposed ?? life.words;
    life.proposed = null;
    move(life, 'approved');
  }

  /** The checker is asked about new words. */
  function ask(life: Life, kind: Kind): void {
    life.askedAgainAt = kind === 'maybe' ? service.clock.now() + PROVISIONAL : null;
    if (!life.isDecided) follow(life, kind);
  }

  async function write(it: Extract<Step, { kind: 'post' }>): Promise<void> {
    const parent = it.below === null ? null : (chosen(lives.filter(isPublished), it.below) ?? null);
    const words = newWords(it.says);
    const [name, website] = [mark('n'), `https://${mark('u')}.example/`];
    const title = it.hasTitle ? mark('t') : null;
    // A blog's server has nobody's key, and may say of its article what it likes.
    const author = it.byBlog ? mark('blog') : it.author;
    const url = it.byBlog ? `https://blog.example/${mark('p')}` : `${article.url}?utm=${mark('q')}#${mark('q')}`;
    // The browser of each has the key that it was given at first.
    const known = lives.find((other) => other.author === author);
    service.clock.advance(1);
    const response = await service.agent
      .post(COMMENTS)
      .set(it.byBlog ? bearer(service.tokens.blog) : {})
      .send({
        article: { url, key, title },
        body: words,
        author: { name, email: email(author), url: website },
        ...(known !== undefined && { authorKey: known.posted.authorKey }),
        parent: parent?.posted.comment.id ?? null,
      })
      .expect(201);
    const posted: Posted = response.body;
    if (it.byBlog) {
      told.url = url;
      told.title = title ?? told.title;
    }
    const now = service.clock.now();
    const isNew = { words, proposed: null, status: 'pending' as const, isDecided: false, goneBy: null };
    const since = { writtenAt: now, statusAt: now, askedAgainAt: null };
    const life: Life = {
      posted,
      author,
      parent,
      name,
      website,
      title,
      url: it.byBlog ? url : article.url,
      ...isNew,
      ...since,
    };
    ask(life, it.says);
    lives.push(life);
  }

  async function edit(life: Life, kind: Kind): Promise<void> {
    const words = newWords(kind);
    service.clock.advance(1);
    const { comment, editToken } = life.posted;
    const isInTime = service.clock.now() < life.writtenAt + EDIT_WINDOW;
    const request = service.agent.patch(`${COMMENTS}/${comment.id}`).set(bearer(editToken));
    await request.send({ body: words }).expect(isInTime ? 200 : 403);
    if (!isInTime) return;
    if (life.status === 'approved') life.isDecided = false;
    if (life.status === 'approved' || life.proposed !== null) life.proposed = words;
    else life.words = words;
    ask(life, kind);
  }

  /** A moderator says what the article is called and where it is, or takes that back. */
  async function tell(it: Extract<Step, { kind: 'article' }>): Promise<void> {
    told.title = it.title && mark('t');
    told.url = it.url && `https://blog.example/${mark('p')}`;
    const change = { article: key, ...told };
    await service.agent.patch(`${SITE}/articles`).set(bearer(service.tokens.moderator)).send(change).expect(200);
  }

  /** Time passes: what is kept for some days goes, and the checker is asked again where it was not sure. */
  async function wait(ms: number): Promise<void> {
    service.clock.advance(ms);
    const now = service.clock.now();
    await service.work();
    for (const life of alive()) {
      if (life.askedAgainAt === null || life.askedAgainAt > now) continue;
      life.askedAgainAt = null;
      if (!life.isDecided) follow(life, 'fine');
    }
    await retain(operator.store, service.clock, { spamDays: SPAM_DAYS, clientDays: 30 });
    const isRubbish = ({ status }: Life) => status === 'spam' || status === 'trash';
    for (const life of alive()) if (isRubbish(life) && life.statusAt < now - SPAM_DAYS * DAY) life.goneBy = 'moderator';
  }

  async function judge(life: Life, what: Decision): Promise<void> {
    await decide(service, what, life.posted.comment.id);
    if (what === 'keep') {
      if (life.proposed !== null) [life.isDecided, life.askedAgainAt] = [true, null];
      life.proposed = null;
    } else if (what === 'delete') {
      if (life.status === 'spam' || life.status === 'trash') life.goneBy = 'moderator';
    } else {
      life.isDecided = true;
      if (what === 'approve') pass(life);
      else move(life, MOVES[what]);
    }
  }

  async function take(it: Step): Promise<void> {
    if (it.kind === 'post') return write(it);
    if (it.kind === 'article') return tell(it);
    if (it.kind === 'wait') return wait(it.ms);
    if (it.kind === 'erase') {
      await erase(operator.store, operator.keys, service.clock, email(it.author));
      for (const life of alive()) if (life.author === it.author) life.goneBy = 'author';
      return;
    }
    if (it.kind === 'undo') {
      if (lastMove !== null && lastMove.life.goneBy === null) await judge(lastMove.life, lastMove.back);
      lastMove = null;
      return;
    }
    const life = chosen(alive(), it.pick);
    if (life === undefined) return;
    if (it.kind === 'edit') return edit(life, it.says);
    if (it.kind === 'withdraw') {
      const { comment, editToken } = life.posted;
      const isInTime = service.clock.now() < life.writtenAt + EDIT_WINDOW;
      const request = service.agent.delete(`${COMMENTS}/${comment.id}`).set(bearer(editToken));
      await request.expect(isInTime ? 204 : 403);
      if (isInTime) life.goneBy = 'author';
      return;
    }
    const back = (Object.keys(MOVES) as Move[]).find((move) => MOVES[move] === life.status) as Move;
    lastMove = it.decision in MOVES && life.proposed === null ? { life, back } : null;
    await judge(life, it.decision);
  }

  /** Everything that readers have is what it should be, and nothing else. */
  async function look(): Promise<void> {
    const published = lives.filter(isPublished);
    const isAbovePublished = (life: Life): boolean =>
      lives.some((other) => other.parent === life && (isPublished(other) || isAbovePublished(other)));
    const places = lives.filter((life) => !isPublished(life) && isAbovePublished(life));
    const expected = Object.fromEntries([
      ...published.map(({ posted, words }) => [posted.comment.id, `<p>${words}</p>`]),
      ...places.map(({ posted, goneBy }) => [posted.comment.id, `removed by ${goneBy ?? 'moderator'}`]),
    ]);
    const says = (it: { author: unknown; html: string; removed?: string }) =>
      it.author === null && it.html === '' ? `removed by ${it.removed}` : it.html;

    const { body } = await service.agent.get(COMMENTS).query({ article: key, limit: 200 }).expect(200);
    const list = body.comments as { id: string; author: unknown; html: string; removed?: string }[];
    expect(Object.fromEntries(list.map((it) => [it.id, says(it)]))).toEqual(expected);
    expect(body.article.count).toBe(published.length);
    const counts = await service.agent.get(`${SITE}/counts`).query({ article: key }).expect(200);
    expect(counts.body.counts).toEqual({ [key]: published.length });
    for (const { posted } of lives) {
      const { id } = posted.comment;
      const one = await service.agent.get(`${COMMENTS}/${id}`);
      expect(one.status === 200 ? says(one.body) : undefined).toBe(expected[id]);
    }
    // The newest that is published and says something of the article, unless the blog or a moderator has said it.
    const said = {
      title: told.title ?? published.findLast(({ title }) => title !== null)?.title ?? null,
      url: told.url ?? published.at(-1)?.url ?? null,
    };
    expect(body.article).toMatchObject(said);
    await lookAtTexts(published, said);
  }

  /** The marks in a text that were made in these lives, each once. */
  function marksIn(text: string): string[] {
    const marks = [...text.matchAll(/\b([wntuqp]|blog)(\d+)\1\b/g)].filter(([, , number]) => Number(number) > first);
    return [...new Set(marks.map(([found]) => found))].sort();
  }

  /** In every form that readers can have, there are the marks of what was passed, and no others. */
  async function lookAtTexts(published: readonly Life[], said: { title: string | null; url: string | null }) {
    const marks = (of: readonly Life[]) => of.flatMap(({ words, name, website }) => [words, name, website]);
    const ofAll = marks(published);
    const ofArticle = [said.title, said.url];
    const asked = { article: key };
    const text = async (path: string, query: object) => {
      const response = await service.agent.get(path).query(query).buffer(true).expect(200);
      return String(response.text ?? response.body);
    };
    const shown = async (path: string, query: object, ...passed: (string | null)[]) =>
      expect([path, marksIn(await text(path, query))]).toEqual([path, marksIn(passed.join(' '))]);
    await shown(COMMENTS, asked, ...ofAll, ...ofArticle);
    await shown('/sites/default/thread', asked, ...ofAll, ...ofArticle);
    // Each comment's time is a link to it on the article's page.
    await shown('/sites/default/thread.html', asked, ...ofAll, published.length > 0 ? said.url : null);
    // An entry of a feed names the article by its title, where it has one, and leads to its address; so does the article's own feed.
    await shown(`${SITE}/feed.atom`, asked, ...ofAll, ...ofArticle);
    await shown(`${SITE}/feed.atom`, {}, ...(published.length === 0 ? [] : [...ofAll, ...ofArticle]));
    for (const top of lives.filter(({ parent }) => parent === null)) {
      const isBelow = (life: Life): boolean => life.parent === top || (life.parent !== null && isBelow(life.parent));
      const query = { ...asked, thread: top.posted.comment.id };
      await shown(COMMENTS, query, ...marks(published.filter(isBelow)), ...ofArticle);
    }
  }

  /** Authors see their own newest words as long as the comment is there. */
  async function lookAsAuthors(): Promise<void> {
    for (const { posted, words, proposed } of alive()) {
      const own = await service.agent.get(`${COMMENTS}/${posted.comment.id}`).set(bearer(posted.editToken)).expect(200);
      expect(own.body.html).toBe(`<p>${proposed ?? words}</p>`);
    }
  }

  return { take, look, lookAsAuthors };
}

describe('whatever becomes of comments', () => {
  it.each(POLICIES)('under the policy %s readers have what was passed, all of it, and nothing else', async (policy) => {
    await service.store.changeSite({ slug: 'default', policy });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 25, size: 'max' }), async (steps) => {
        const lives = createLives(policy);
        for (const one of steps) {
          await lives.take(one);
          await service.work();
          await lives.look();
        }
        await lives.lookAsAuthors();
      }),
      { numRuns: runs(4) },
    );
  });
});
