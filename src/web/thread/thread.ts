import type { SiteAnswer } from '../../http/api/shapes.js';
import { askNowAndThen } from './arrivals.js';
import { foldAround } from './branch-fold.js';
import { commentView, refreshTimes, type ViewParts } from './comment-view.js';
import { button, el, tell } from './dom.js';
import { createFrame, fillNote } from './frame.js';
import { foldLongWords, unfoldWords } from './long-words.js';
import { memoryOf } from './memory.js';
import type { Options } from './options.js';
import type { OwnActions } from './own-actions.js';
import { createReading } from './reading.js';
import { speechIn } from './speech.js';
import { dress, onAppearance } from './theme.js';
import css from './thread.css';
import { type Branch, createTree } from './tree.js';
import type { LoadWriting, WritingDesk } from './writing.js';

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

const TICK_MS = 15_000;

/**
 * Shows an article's thread in an element.
 * @param loadWriting loads what only those need who write
 * @returns a function that removes it
 */
export function mountThread(host: HTMLElement, options: Options, loadWriting: LoadWriting): () => void {
  const speech = speechIn(options.language, options.words);
  const { say } = speech;
  const memory = memoryOf(options.site, options.key ?? options.url.pathname);
  const tree = createTree(options.order === 'newest', (answers) => foldAround(answers, speech));
  const reading = createReading(options, tree, show, settled);
  const frame = createFrame(speech, tree.list, {
    more: () => void showMore(frame.more, reading.more),
    arrived: () => void showArrivals(),
    reorder: (order) => void reorder(order),
    orderUrl: options.orderUrl,
  });
  const { root, heading, note, status, more, arrivals } = frame;
  /** There before any comment is shown. */
  let site!: SiteAnswer['site'];
  let desk: Promise<WritingDesk> | null = null;
  let actions: OwnActions | null = null;

  const viewParts: ViewParts = {
    speech,
    link: (id) => `${options.url.href}#comment-${id}`,
    go(id) {
      // A change of the hash is heard below and shows the comment. The same hash again is not heard.
      if (location.hash === `#comment-${id}`) void followHash();
      else location.hash = `comment-${id}`;
    },
    ownDeeds(branch) {
      const own = memory.own().get(branch.comment.id);
      return own && actions?.ownDeeds(branch, own, viewParts);
    },
    isOpen: () => reading.article().open && mayWrite(),
    announce,
    answer: (branch) => writing(({ writer }) => writer.answer(branch)),
    edit: (branch, it) => writing(({ own }) => own.edit(branch, it)),
    withdraw: (branch, it) => writing(({ own }) => own.withdraw(branch, it)),
  };

  /** Loads what is needed to write, once; without it, says that it could not be loaded. */
  function writing(act: (desk: WritingDesk) => unknown): void {
    const { box, renewBox } = frame;
    const parts = { options, site, speech, memory, tree, reading, box, renewBox, show, focus, announce };
    desk ??= loadWriting()
      .then(({ startWriting }) => startWriting(parts, shadow))
      .then((made) => {
        actions = made.actions;
        if (reading.article().open) fillNote(note, 'warning');
        return made;
      });
    desk.then(act).catch(() => {
      desk = null;
      fillNote(note, 'warning', say('notSent'));
    });
  }

  /** Pages of other origins may read, and not write. */
  function mayWrite(): boolean {
    return [...site.origins, new URL(options.service).origin].includes(location.origin);
  }

  function show(branch: Branch): void {
    const before = branch.view;
    const view = commentView(branch, viewParts);
    const hadFocus = before?.matches(':focus-within');
    if (before) before.replaceWith(view);
    else branch.item.prepend(view);
    branch.view = view;
    if (view.querySelector('pre')) void import('./code-boxes.js').then(({ dressCode }) => dressCode(view, say('code')));
    if (before) foldLongWords([branch], speech, isWhole);
    if (hadFocus) view.focus({ preventScroll: true });
  }

  function isWhole({ comment, isWhole }: Branch): boolean {
    return isWhole || location.hash === `#comment-${comment.id}` || memory.own().has(comment.id);
  }

  /** Announces what has happened. */
  function announce(words: string): void {
    status.textContent = words;
  }

  function focus(branch: Branch | null): void {
    const target = branch?.view ?? heading;
    for (let above = branch?.parent; above; above = above.parent) above.fold.details.open = true;
    target.focus({ preventScroll: true });
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    target.scrollIntoView({ block: 'nearest', behavior: isCalm ? 'auto' : 'smooth' });
  }

  /** Updates the number of comments and the buttons that load more. */
  function settled(fresh: readonly Branch[]): void {
    frame.count(reading.article(), reading.order());
    more.hidden = !reading.hasMore();
    more.textContent = say('more');
    for (const top of new Set(fresh.map((branch) => branch.top))) offerAnswers(top);
    if (root.isConnected) foldLongWords(fresh, speech, isWhole);
  }

  function offerAnswers(top: Branch): void {
    top.item.querySelector(':scope > .more')?.remove();
    const loaded = top.item.querySelectorAll('.approved').length - 1;
    const missing = top.complete ? 0 : top.comment.replies - loaded;
    if (missing <= 0) return;
    const words = speech.number('moreAnswers', missing);
    const more = button(words, () => void showMore(more, () => reading.moreAnswers(top)), 'more');
    top.item.append(more);
  }

  /** Loads what a button stands for and moves the focus there. If loading fails, the button says so. */
  async function showMore(more: HTMLElement, load: () => Promise<Branch[]>): Promise<void> {
    try {
      const fresh = await load();
      announce(say('shown', { comments: speech.number('comments', fresh.length) }));
      if (fresh[0]) focus(fresh[0]);
    } catch {
      announce(say('loadFailed'));
      more.textContent = `${say('loadFailed')} ${say('tryAgain')}`;
    }
  }

  /** What was written in this browser and is not published yet is part of the thread. */
  async function withOwn(act: 'showOwn' | 'publishOwn'): Promise<void> {
    if (memory.own().size === 0) return;
    const learn = (made: OwnActions) => {
      actions = made;
    };
    await (await import('./own-shown.js'))[act]({ call: options.call, speech, memory, tree, reading, show, learn });
  }

  async function lookForArrivals(): Promise<boolean> {
    const there = await reading.arrived();
    const hasCome = there > reading.article().count;
    if (hasCome) await withOwn('publishOwn');
    const count = there - reading.article().count;
    const words = count > 0 ? speech.number('newComments', count) : '';
    if (words && arrivals.textContent !== words) announce(words);
    tell(arrivals, words);
    return hasCome;
  }

  async function showArrivals(): Promise<void> {
    await showMore(arrivals, reading.arrivals);
    arrivals.hidden = true;
  }

  async function reorder(order: Options['order']): Promise<void> {
    history.replaceState(history.state, '', options.orderUrl(order));
    tree.clear(order === 'newest');
    await reading.restart(order).catch(fail);
    await withOwn('showOwn').catch(fail);
    await desk?.then(({ writer }) => writer.restore());
  }

  async function followHash(): Promise<void> {
    const [, id] = /^#comment-([0-9a-f-]{36})$/.exec(location.hash) ?? [];
    if (id === undefined) return;
    try {
      const branch = await reading.find(id);
      if (branch === null) return fillNote(note, 'warning', say('notPublished'));
      unfoldWords(branch);
      focus(branch);
      branch.view?.scrollIntoView();
    } catch {
      fail();
    }
  }

  /** Says that there is no answer, and where else the comments can be read. */
  function fail(): void {
    const page = new URLSearchParams({ article: reading.article().key, url: options.url.href });
    const href = `${options.service}sites/${options.site}/thread?${page}`;
    const link = el('a', { href }, say('ownPage'));
    fillNote(note, 'warning', `${say('loadFailed')} `, link);
    note.append(button(say('tryAgain'), () => void load()));
  }

  /** What keeps a reader from writing here is said before they begin. */
  function noteOnWriting(): void {
    const { open, closedAfterDays: days = 0 } = reading.article();
    if (!open) fillNote(note, 'lock', say(days ? 'closedByAge' : 'closed', { time: speech.days(days) }));
    else if (!mayWrite()) {
      fillNote(note, 'lock', say('notHere'));
      // biome-ignore lint/suspicious/noConsole: for whoever made the page, and nobody else
      console.warn(`Afterword: add ${location.origin} to SITE_ORIGINS and restart.`);
    } else frame.box().form.hidden = false;
  }

  async function load(): Promise<void> {
    announce(say('loading'));
    fillNote(note, 'warning');
    try {
      // Both are under way. First what tells whether the reader may write: nothing moves behind the comments.
      site ??= (await options.call<SiteAnswer>('')).site;
      if (!reading.isLoaded()) await reading.more();
    } catch {
      return fail();
    }
    announce('');
    noteOnWriting();
    await withOwn('showOwn').catch(fail);
    frame.onWrite(() => writing(({ writer }) => writer.write()));
    if (memory.draft()) writing(({ writer }) => writer.restore());
    await followHash();
    root.style.minHeight = '';
    memory.keepHeight(root.offsetHeight);
    askNowAndThen(lookForArrivals, signal);
  }

  function tick(): void {
    refreshTimes(root, speech);
    if (!actions?.refreshTimesLeft(root, speech)) return;
    for (const branch of tree.branches.values()) if (branch.view?.querySelector('[data-until]')) show(branch);
  }

  const shadow = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  shadow.adoptedStyleSheets = [sheet];
  shadow.replaceChildren(root);
  const redress = () => dress(root, options.theme, host);
  redress();
  // What stands below the thread stays where it was when the page was last seen. Around the thread, its margins may collapse
  // with those of the page, which they would not do within an element that is higher than what it holds.
  root.style.minHeight = `${memory.height()}px`;
  const stopping = new AbortController();
  const { signal } = stopping;
  onAppearance(redress, signal);
  addEventListener('hashchange', () => void followHash(), { signal });
  // What could not be loaded without a connection is loaded once there is one.
  addEventListener('online', () => note.querySelector('button')?.click(), { signal });
  const ticking = setInterval(tick, TICK_MS);
  void load();
  return () => {
    stopping.abort();
    clearInterval(ticking);
    shadow.replaceChildren();
  };
}
