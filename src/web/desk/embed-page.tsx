import { useEffect, useState } from 'preact/hooks';
import { call } from './api.js';

/** How to put the comments of a site onto its pages. */
export function EmbedPage({ site }: { readonly site: string }) {
  const isDefault = site === 'default';
  const attribute = isDefault ? '' : ` site="${site}"`;
  const script = `<script type="module" src="${new URL('/embed.js', location.href).href}"></script>`;
  return (
    <div class="page">
      <h2>Embed</h2>
      <p class="soft">Two lines bring the comments to your blog.</p>
      <ol class="steps">
        <li>
          <p>Load the widget once a page.</p>
          <Snippet text={script} />
        </li>
        <li>
          <p>Put the thread where the comments of an article belong.</p>
          <Snippet text={`<afterword-thread${attribute}></afterword-thread>`} />
        </li>
        <li>
          <p>Show how many comments an article has, wherever you link to it.</p>
          <Snippet text={`<afterword-count${attribute} article="/2026/an-article"></afterword-count>`} />
        </li>
      </ol>
      <h3>Who may post</h3>
      <p class="soft">
        Only pages on the site’s own origins can post. Add others, such as a local preview, to SITE_ORIGINS, and
        restart.
      </p>
      <Check site={site} />
    </div>
  );
}

/** Says of an address whether its pages may post, as the service answers now. Older services do not say. */
function Check({ site }: { readonly site: string }) {
  const [origins, setOrigins] = useState<readonly string[] | null>(null);
  const [address, setAddress] = useState('');
  useEffect(() => {
    setOrigins(null);
    call<{ readonly origins?: readonly string[] }>('GET', `/api/v1/sites/${encodeURIComponent(site)}`).then(
      (answer) => setOrigins(answer.origins ?? null),
      () => setOrigins(null),
    );
  }, [site]);
  if (origins === null) return null;
  const origin = URL.canParse(address) ? new URL(address).origin : null;
  return (
    <>
      <ul>
        {origins.map((one) => (
          <li key={one}>
            <bdi>{one}</bdi>
          </li>
        ))}
      </ul>
      <label class="address">
        Address of a page
        <input
          type="url"
          placeholder="https://"
          value={address}
          onInput={(event) => setAddress(event.currentTarget.value)}
        />
      </label>
      <p role="status">
        {origin !== null &&
          (origins.includes(origin)
            ? `${origin} may post.`
            : `${origin} may not post. Add it to SITE_ORIGINS and restart.`)}
      </p>
    </>
  );
}

function Snippet({ text }: { readonly text: string }) {
  const [isCopied, setCopied] = useState(false);
  return (
    <div class="snippet">
      <pre>{text}</pre>
      <button
        type="button"
        onClick={() =>
          navigator.clipboard.writeText(text).then(
            () => setCopied(true),
            () => setCopied(false),
          )
        }
      >
        {isCopied ? 'Copied' : 'Copy'}
      </button>
    </div>
  );
}
