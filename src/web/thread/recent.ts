const ATOM = 'http://www.w3.org/2005/Atom';
/** The most characters of a comment that are shown. */
const EXCERPT = 140;
const MOST = 50;
const FEW = 5;

/**
 * Lists the newest comments of a site in an element: who wrote below which article, and how it begins, all of it as text. The
 * element keeps its content until the feed comes.
 * @param sites the URL of the sites' API
 */
export async function showRecent(element: HTMLElement, sites: string): Promise<void> {
  const site = element.getAttribute('site') || 'default';
  const limit = Math.min(MOST, Math.trunc(Number(element.getAttribute('limit'))) || FEW);
  const feed = await fetchXml(`${sites}${encodeURIComponent(site)}/feed.atom`);
  if (feed === null) return;
  const list = document.createElement('ul');
  list.append(...[...feed.getElementsByTagNameNS(ATOM, 'entry')].slice(0, limit).map(itemOf));
  element.replaceChildren(list);
}

/** No `DOMParser`: a page with Trusted Types would not let it have the text. */
function fetchXml(url: string): Promise<Document | null> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('GET', url);
    request.responseType = 'document';
    request.onload = () => resolve(request.status === 200 ? request.responseXML : null);
    request.onerror = () => resolve(null);
    request.send();
  });
}

function itemOf(entry: Element): HTMLElement {
  const text = (name: string) => entry.getElementsByTagNameNS(ATOM, name)[0]?.textContent ?? '';
  const href = entry.getElementsByTagNameNS(ATOM, 'link')[0]?.getAttribute('href') ?? '';
  const author = text('name');
  // The title of an entry is “Ada on An article”, its parts set apart where they run from right to left.
  const title = text('title').replace(/[\u2068\u2069]/g, '');
  const article = make('a', title.slice(`${author} on `.length));
  if (/^https?:/i.test(href)) article.href = href;
  const item = document.createElement('li');
  item.append(make('b', author), ' · ', article, make('p', excerptOf(text('content'))));
  return item;
}

function make<Tag extends 'a' | 'b' | 'p'>(tag: Tag, text: string): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.dir = 'auto';
  made.textContent = text;
  return made;
}

/** How a comment begins, from its sanitised HTML. What looks like markup after that is what its author has typed. */
function excerptOf(html: string): string {
  const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  const words = html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] as string)
    .replace(/\s+/g, ' ')
    .trim();
  const characters = [...words];
  return characters.length > EXCERPT ? `${characters.slice(0, EXCERPT).join('').trim()}…` : words;
}
