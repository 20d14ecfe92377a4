import { read, write } from './memory.js';

/** Who writes here, if they have asked to be remembered: the form's values but the words. */
const ME = 'afterword:me';
/** The proof that a comment is by the same person as an earlier one from this browser, on any site: what the service stores differs by site. */
const AUTHOR_KEY = 'afterword:authorKey';

/** Who writes in this browser. */
export const me = {
  read: () => read<Readonly<Record<string, string>>>(ME),
  /** @param values null where they have not asked to be remembered */
  keep: (values: Readonly<Record<string, string>> | null) => write(ME, values),
  authorKey: () => read<string>(AUTHOR_KEY),
  keepAuthorKey: (key: string) => write(AUTHOR_KEY, key),
  forget() {
    write(ME, null);
    write(AUTHOR_KEY, null);
  },
};
