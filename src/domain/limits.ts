/** The most characters of an article's URL: of its longest path each character may be encoded as twelve. */
export const ARTICLE_URL_MAX = 8192;
/** The most characters (code points) of a person's name, also of a moderator's. */
export const NAME_MAX = 100;
/** The most characters of a line that comes with a request: user agent, referrer. */
export const LINE_MAX = 2000;
/** The most characters of a moderator's note, and of what a trap for robots holds. */
export const NOTE_MAX = 1000;
