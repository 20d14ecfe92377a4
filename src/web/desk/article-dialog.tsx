import { useState } from 'preact/hooks';
import type { ModeratedArticle } from '../../http/api/shapes.js';
import { wrongAt } from './api.js';
import { Dialog } from './dialog.js';
import { Field, Wrong } from './field.js';
import type { ArticleChange } from './site-api.js';
import { exact } from './words.js';

interface Props {
  readonly article: ModeratedArticle;
  readonly onSave: (change: ArticleChange) => Promise<void>;
  readonly onClose: () => void;
}

/** Puts right what an article is called and where it is, and says whether its age closes it. */
export function ArticleDialog({ article, onSave, onClose }: Props) {
  const [title, setTitle] = useState(article.title ?? '');
  const [url, setUrl] = useState(article.url ?? '');
  const [said, setSaid] = useState(article.said ?? 'age');
  const [error, setError] = useState<unknown>(null);
  const [isSaving, setSaving] = useState(false);

  async function save(): Promise<void> {
    const change = {
      ...(title.trim() !== (article.title ?? '') && { title: title.trim() || null }),
      ...(url.trim() !== (article.url ?? '') && { url: url.trim() || null }),
      ...(said !== (article.said ?? 'age') && { open: said === 'age' ? null : said === 'open' }),
    };
    setSaving(true);
    try {
      if (Object.keys(change).length > 0) await onSave(change);
      onClose();
    } catch (failure) {
      setError(failure);
      setSaving(false);
    }
  }

  const wrong = wrongAt(error, ['title', 'url']);
  return (
    <Dialog title="Edit article" onClose={onClose}>
      <form
        class="fields"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field
          label="Title"
          hint="Leave it empty to use what the newest published comment says."
          wrong={wrong.at.title ?? null}
        >
          {(it) => (
            <input
              {...it}
              dir="auto"
              maxLength={300}
              value={title}
              onInput={(event) => setTitle(event.currentTarget.value)}
            />
          )}
        </Field>
        <Field label="URL" hint="On one of the origins of the site." wrong={wrong.at.url ?? null}>
          {(it) => <input {...it} type="url" value={url} onInput={(event) => setUrl(event.currentTarget.value)} />}
        </Field>
        <Field label="Comments" hint={ageHint(article)}>
          {(it) => (
            <select
              {...it}
              value={said}
              onChange={(event) => setSaid(SAID.find(([value]) => value === event.currentTarget.value)?.[0] ?? 'age')}
            >
              {SAID.map(([value, words]) => (
                <option key={value} value={value}>
                  {words}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Wrong words={wrong.other} />
        <div class="actions">
          <button type="submit" class="main" disabled={isSaving}>
            Save
          </button>
          <button type="button" class="plain" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

const SAID = [
  ['age', 'By age, as the site says'],
  ['open', 'Open, whatever its age'],
  ['closed', 'Closed'],
] as const;

function ageHint({ closesAt }: ModeratedArticle): string {
  if (closesAt === null) return 'This site closes no articles by age.';
  return Date.parse(closesAt) > Date.now() ? `Its age closes it on ${exact(closesAt)}.` : 'Its age closes it.';
}
