import { useEffect, useState } from 'preact/hooks';
import type { AuditEntry, Moderated, Queue, Reason } from '../../http/api/shapes.js';
import type { DeskModel } from './desk-model.js';
import { HistoryList } from './history-list.js';
import { Time } from './time.js';
import { Why } from './why.js';
import { askingWords, correctionWords, counted, isEdit, STATUS_WORDS, weightWords } from './words.js';

interface Props {
  readonly comment: Moderated;
  readonly model: DeskModel;
}

/** How deep the headings of the sections are: below the name, which is less deep in the pane than on a card. */
type Heading = 'h3' | 'h4';

/** All that is known about a comment. */
export function CommentDetails({ comment, model, heading: Title }: Props & { readonly heading: Heading }) {
  const { client, suspicion, body, proposed, editedAt } = comment;
  const asking = askingWords(comment);
  const correction = correctionWords(comment);
  return (
    <div class="details">
      <Title>Why it is {whereWords(comment)}</Title>
      <Why comment={comment} />
      <dl>
        {editedAt !== null && (
          <Fact name="Edited by its author">
            <Time of={editedAt} />
          </Fact>
        )}
        {asking !== null && <Fact name="Spam check">{asking}</Fact>}
        {comment.verdict.checkedAt !== null && (
          <Fact name="Checked">
            <Time of={comment.verdict.checkedAt} />
          </Fact>
        )}
        {correction !== null && <Fact name="Correction">{correction}</Fact>}
        {suspicion !== null && (
          <>
            <Reasons name="For spam" reasons={suspicion.reasons.filter(({ weight }) => weight > 0)} />
            <Reasons name="Against spam" reasons={suspicion.reasons.filter(({ weight }) => weight < 0)} />
          </>
        )}
        {comment.replies > 0 && (
          <Fact name="Replies">{counted(comment.replies, 'published reply', 'published replies')}</Fact>
        )}
      </dl>
      <ByAuthor comment={comment} model={model} heading={Title} />
      <Title>Sent from</Title>
      {client === null ? (
        <p>No longer kept.</p>
      ) : (
        <dl>
          <Fact name="IP address">
            <bdi>{client.ip || 'unknown'}</bdi>
          </Fact>
          <Fact name="Browser">
            <bdi>{client.userAgent || 'not sent'}</bdi>
          </Fact>
          <Fact name="Referrer">
            <bdi>{client.referrer || 'not sent'}</bdi>
          </Fact>
        </dl>
      )}
      <details>
        <summary>As it was written</summary>
        <pre dir="auto">{body}</pre>
        {proposed !== null && (
          <>
            <Title>As it was edited</Title>
            <pre dir="auto">{proposed.body}</pre>
          </>
        )}
      </details>
      <History comment={comment} model={model} heading={Title} />
    </div>
  );
}

function whereWords(comment: Moderated): string {
  if (isEdit(comment)) return 'here';
  return comment.status === 'trash' ? 'in the trash' : STATUS_WORDS[comment.status].toLowerCase();
}

interface FactProps {
  readonly name: string;
  readonly isWide?: boolean;
  readonly children: preact.ComponentChildren;
}

function Fact({ name, isWide = false, children }: FactProps) {
  return (
    <div class={isWide ? 'fact wide' : 'fact'}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The weight that fills a bar: by itself it makes a comment 95 % likely spam. */
const FULL_WEIGHT = 3;

/** The reasons for and against spam, each with its weight. Together they make the score. */
function Reasons({ name, reasons }: { readonly name: string; readonly reasons: readonly Reason[] }) {
  if (reasons.length === 0) return null;
  return (
    <Fact name={name} isWide>
      <ul class="reasons">
        {reasons.map(({ detail, weight }) => (
          <li key={detail}>
            <bdi>{detail}</bdi>{' '}
            <span class="weight" aria-hidden="true">
              <span
                class={weight > 0 ? 'for' : 'against'}
                style={{ width: `${Math.min(1, Math.abs(weight) / FULL_WEIGHT) * 100}%` }}
              />
            </span>
            <span class="soft">{weightWords(weight)}</span>
          </li>
        ))}
      </ul>
    </Fact>
  );
}

/** The masked email, and the way to see all of it. */
export function Email({ comment, model }: Props) {
  const { id, author } = comment;
  const [shown, setShown] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  if (author.email === null) return <>No email</>;
  if (shown !== null) return <bdi class="email">{shown}</bdi>;
  const reveal = () =>
    model.revealEmail(comment).then(setShown, (error: unknown) => setProblem((error as Error).message));
  return (
    <>
      <bdi>{author.email}</bdi>{' '}
      <button type="button" class="small" onClick={() => void reveal()} aria-describedby={`reveal-${id}`}>
        Show
      </button>{' '}
      <span class="unseen" id={`reveal-${id}`}>
        The email. Each look is written to the history.
      </span>
      {problem !== null && (
        <span class="wrong" role="alert">
          {' '}
          {problem}
        </span>
      )}
    </>
  );
}

/** Other comments by the same author. */
function ByAuthor({ comment, model, heading: Title }: Props & { readonly heading: Heading }) {
  const [found, setFound] = useState<Queue | null>(null);
  const { id } = comment;
  useEffect(() => {
    model.byAuthor(comment).then(setFound, () => setFound(null));
  }, [id]);
  if (comment.author.email === null || found === null) return null;
  const others = found.comments.filter((other) => other.id !== id).slice(0, 5);
  return (
    <>
      <Title>This commenter</Title>
      {others.length === 0 ? (
        <p>Nothing else.</p>
      ) : (
        <>
          <ul class="others">
            {others.map((other) => (
              <li key={other.id}>
                <span class="badge plain">{STATUS_WORDS[other.status]}</span> <bdi>{other.body.slice(0, 120)}</bdi>{' '}
                <span class="soft">
                  <Time of={other.createdAt} />
                </span>
              </li>
            ))}
          </ul>
          <button
            type="button"
            class="small"
            onClick={() => model.show({ site: comment.site, author: id, status: 'all', article: '', q: '' })}
          >
            All {counted(found.total)} of this commenter
          </button>
        </>
      )}
    </>
  );
}

function History({ comment, model, heading: Title }: Props & { readonly heading: Heading }) {
  const { id, status } = comment;
  const [entries, setEntries] = useState<readonly AuditEntry[] | null>(null);
  useEffect(() => {
    model.history(comment).then(
      ({ history }) => setEntries(history),
      () => setEntries(null),
    );
  }, [id, status]);
  if (entries === null) return null;
  return (
    <>
      <Title>History</Title>
      {entries.length === 0 ? <p>Nobody has decided yet.</p> : <HistoryList entries={entries} />}
    </>
  );
}
