import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SiteSettings } from '../../http/api/shapes.js';
import { wrongAt } from './api.js';
import { Fact, Field, type FieldAttributes, Wrong } from './field.js';
import { closingWords, POLICY_WORDS } from './site-words.js';

type Said = SiteSettings['settings'];
type Name = keyof Said;

/** A setting as text, as it stands in its control. */
type Typed = Readonly<Record<Name, string>>;

interface Props {
  readonly said: Said;
  readonly canChange: boolean;
  /** @returns the settings as they are then */
  readonly onSave: (change: object) => Promise<Said>;
}

const NAMES = [
  'name',
  'url',
  'origins',
  'policy',
  'emailRequired',
  'closeAfterDays',
] as const satisfies readonly Name[];

const LABELS: Readonly<Record<Name, { readonly label: string; readonly hint?: string }>> = {
  name: { label: 'Name' },
  url: { label: 'Front page' },
  origins: { label: 'Origins that may post', hint: 'One per line, such as https://blog.example.' },
  policy: { label: 'Policy' },
  emailRequired: { label: 'Email of commenters' },
  closeAfterDays: {
    label: 'Close articles after',
    hint: 'Days since the first comment here. Leave it empty to close no articles. An article that you open by hand stays open.',
  },
};

const EMAIL_WORDS = { true: 'Required', false: 'Optional' } as const;

/** The settings of a site: those that can be changed here as fields with one button, the others to read. */
export function SettingsForm({ said, canChange, onSave }: Props) {
  const [typed, setTyped] = useState<Typed>(() => asTyped(said));
  const [error, setError] = useState<unknown>(null);
  const [stage, setStage] = useState<'open' | 'saving' | 'saved'>('open');
  const fixed = NAMES.filter((name) => !canChange || said[name].from === 'environment');
  const own = NAMES.filter((name) => !fixed.includes(name));
  const changed = own.filter((name) => typed[name].trim() !== asTyped(said)[name]);
  const wrong = wrongAt(error, NAMES);

  async function save(): Promise<void> {
    setStage('saving');
    setError(null);
    try {
      const now = await onSave(Object.fromEntries(changed.map((name) => [name, sentValue(name, typed[name])])));
      setTyped(asTyped(now));
      setStage('saved');
    } catch (failure) {
      setError(failure);
      setStage('open');
    }
  }

  return (
    <>
      {fixed.length > 0 && (
        <dl class="facts">
          {fixed.map((name) => (
            <Fact key={name} name={LABELS[name].label}>
              <Value name={name} said={said} />{' '}
              {said[name].variable !== null && <code class="variable">{said[name].variable}</code>}
            </Fact>
          ))}
        </dl>
      )}
      {own.length > 0 && (
        <form
          class="fields"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          {own.map((name) => (
            <Field key={name} {...LABELS[name]} wrong={wrong.at[name] ?? null}>
              {(attributes) => (
                <Control
                  name={name}
                  attributes={attributes}
                  value={typed[name]}
                  onType={(value) => {
                    setTyped({ ...typed, [name]: value });
                    setStage('open');
                  }}
                />
              )}
            </Field>
          ))}
          <Wrong words={wrong.other} />
          <div class="actions">
            <button type="submit" class="main" disabled={changed.length === 0 || stage === 'saving'}>
              Save
            </button>
            <span role="status" class="soft">
              {stage === 'saved' ? 'Saved.' : ''}
            </span>
          </div>
        </form>
      )}
    </>
  );
}

/** A setting that cannot be changed here. */
function Value({ name, said }: { readonly name: Name; readonly said: Said }) {
  switch (name) {
    case 'policy':
      return <>{POLICY_WORDS[said.policy.value]}</>;
    case 'emailRequired':
      return <>{EMAIL_WORDS[`${said.emailRequired.value}`]}</>;
    case 'closeAfterDays':
      return <>{closingWords(said.closeAfterDays.value)}</>;
    case 'origins':
      return <bdi>{said.origins.value.join(', ')}</bdi>;
    default:
      return <bdi>{said[name].value}</bdi>;
  }
}

interface ControlProps {
  readonly name: Name;
  readonly attributes: FieldAttributes;
  readonly value: string;
  readonly onType: (value: string) => void;
}

function Control({ name, attributes, value, onType }: ControlProps): JSX.Element {
  const shared = { ...attributes, value };
  const onInput = (event: JSX.TargetedEvent<HTMLInputElement | HTMLTextAreaElement>) =>
    onType(event.currentTarget.value);
  const choices = name === 'policy' ? POLICY_WORDS : name === 'emailRequired' ? EMAIL_WORDS : null;
  if (choices !== null)
    return (
      <select {...shared} onChange={(event) => onType(event.currentTarget.value)}>
        {Object.entries(choices).map(([choice, words]) => (
          <option key={choice} value={choice}>
            {words}
          </option>
        ))}
      </select>
    );
  if (name === 'origins') return <textarea {...shared} rows={3} onInput={onInput} />;
  if (name === 'closeAfterDays')
    return <input {...shared} class="short" inputMode="numeric" maxLength={4} onInput={onInput} />;
  return <input {...shared} type={name === 'url' ? 'url' : 'text'} dir="auto" onInput={onInput} />;
}

function asTyped({ name, url, origins, policy, emailRequired, closeAfterDays }: Said): Typed {
  return {
    name: name.value,
    url: url.value,
    origins: origins.value.join('\n'),
    policy: policy.value,
    emailRequired: String(emailRequired.value),
    closeAfterDays: closeAfterDays.value === null ? '' : String(closeAfterDays.value),
  };
}

/** What is sent for what was typed. What is no number is for the service to refuse. */
function sentValue(name: Name, typed: string): unknown {
  const text = typed.trim();
  if (name === 'origins') return text.split(/\s+/).filter((origin) => origin !== '');
  if (name === 'emailRequired') return text === 'true';
  if (name === 'closeAfterDays') return text === '' ? null : /^\d+$/.test(text) ? Number(text) : text;
  return text;
}
