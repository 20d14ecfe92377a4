import type { Article } from '../../domain/article.js';
import { parseUrl } from '../../domain/parse-url.js';
import type { Site } from '../../domain/site.js';

/** Where an article is: as the service knows it, else as the link to a page says, else as the key does, else the site's front page. */
export function articleUrl(site: Site, article: Article | null, key: string, said?: string): string {
  return article?.url ?? ownUrl(site, said) ?? ownUrl(site, key.startsWith('/') ? key : '/') ?? site.url;
}

/** A URL on one of the site's origins, without user and password; anything else could be a trap that somebody else has made the link with. */
function ownUrl(site: Site, url: string | undefined): string | null {
  const parsed = url === undefined ? null : parseUrl(url, site.url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol) || !site.origins.includes(parsed.origin)) return null;
  parsed.username = '';
  parsed.password = '';
  return parsed.href;
}
