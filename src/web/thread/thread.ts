import type { SiteAnswer } from '../../http/api/shapes.js';
import { commentView, refreshTimes, type ViewParts } from './comment-view.js';
import { button, tell } from './dom.js';
import { createFrame } from './frame.js';
import { memoryOf } from './memory.js';
import type { Options } from './options.js';
import { createOwnComments } from './own-comments.js';
import { createReading } from './reading.js';
import { speechIn } from './speech.js';
import { isDark, onAppearance } from './theme.js';
import css from './thread.css';
import { type Branch, createTree } from './tree.js';
import { createWriter, type Writer } from './writer.js';

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

const TICK_MS = 15_000;

/**
 * Shows an article's thread in an element.
 * @returns a function that removes it
 */
export function mountThread(host: HTMLElement, options: Options): () => void {
  const speech = speechIn(options.language, options.words);
  const { say } = speech;
  const memory = memoryOf(options.site, options.key ?? options.url.pathname);
  const isNewestFirst = options.order === 'newest';
  const tree = createTree(isNewestFirst);
  const reading = createReading(options, tree, show, settled);
  const frame = createFrame(speech, isNewestFirst, tree.list, () => void showMore(more, reading.more));
  const { root, heading, notice, status, home, more } = frame;
  let writer: Writer | null = null;
  const writing = { options, speech, memory, tree, reading, show, focus, announce };
  const own = createOwnComments(writing, (branch) => writer?.leave(branch));

  const viewParts: ViewParts = {
    speech,
    service: options.service,
    link: (id) => `${options.url.href}#comment-${id}`,
    go(id) {
      // A change of the hash is heard below and shows the comment. The same hash again is not heard.
      if (location.hash === `#comment-${id}`) void followHash();
      else location.hash = `comment-${id}`;
    },
    own: (id) => memory.own().get(id),
    isOpen: () => reading.article().open,
    announce,
    answer: (branch) => writer?.answer(branch),
    edit: own.edit,
    withdraw: (branch, it) => void own.withdraw(branch, it),
  };

  function show(branch: Branch): void {
    const before = branch.view;
    const view = commentView(branch, viewParts);
    const hadFocus = before?.matches(':focus-within');
    if (before) before.replaceWith(view);
    else branch.item.prepend(view, branch.answers);
    if (hadFocus) view.focus({ preventScroll: true });
    branch.view = view;
  }

  /** Announces what has happened, and removes an earlier notice of a problem. */
  function announce(words: string): void {
    tell(notice, '');
    status.textContent = words;
  }

  function focus(branch: Branch | null): void {
    const target = branch?.view ?? heading;
    target.focus({ preventScroll: true });
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    target.scrollIntoView({ block: 'nearest', behavior: isCalm ? 'auto' : 'smooth' });
  }

  /** Updates the number of comments and the buttons that load more. */
  function settled(fresh: readonly Branch[]): void {
    const { count } = reading.article();
    tell(heading, count > 0 ? speech.number('comments', count) : say('empty'));
    more.hidden = !reading.hasMore();
    more.textContent = say('more');
    for (const top of new Set(fresh.map((branch) => branch.top))) offerAnswers(top);
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

  async function followHash(): Promise<void> {
    const [, id] = /^#comment-([0-9a-f-]{36})$/.exec(location.hash) ?? [];
    if (id === undefined) return;
    try {
      const branch = await reading.find(id);
      if (branch === null) return tell(notice, say('notPublished'));
      focus(branch);
      branch.view?.scrollIntoView();
    } catch {
      tell(notice, say('loadFailed'));
    }
  }

  async function load(): Promise<void> {
    tell(notice, say('loading'));
    const [about, page] = await Promise.allSettled([
      options.call<SiteAnswer>(''),
      reading.isLoaded() ? null : reading.more(),
    ]);
    if (about.status === 'rejected' || page.status === 'rejected') {
      notice.replaceChildren(
        `${say('loadFailed')} `,
        button(say('tryAgain'), () => void load()),
      );
      return;
    }
    tell(notice, '');
    writer = createWriter(writing, about.value.site, home);
    const isFar = !isNewestFirst && tree.branches.size > 0;
    frame.ready(reading.article().open, isFar ? writer.write : null);
    await own.restore();
    await writer.restore();
    await followHash();
  }

  function tick(): void {
    if (!refreshTimes(root, speech)) return;
    for (const branch of tree.branches.values()) if (branch.view?.querySelector('[data-until]')) show(branch);
  }

  function dress(): void {
    root.className = `${options.theme}${isDark(options.theme, host) ? ' dark' : ''}`;
  }

  const shadow = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  shadow.adoptedStyleSheets = [sheet];
  shadow.replaceChildren(root);
  dress();
  const stopDressing = onAppearance(dress);
  const onHash = () => void followHash();
  addEventListener('hashchange', onHash);
  const ticking = setInterval(tick, TICK_MS);
  void load();
  return () => {
    stopDressing();
    removeEventListener('hashchange', onHash);
    clearInterval(ticking);
    shadow.replaceChildren();
  };
}
