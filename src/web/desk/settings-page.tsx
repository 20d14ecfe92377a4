import { useEffect, useState } from 'preact/hooks';
import type { DeskSession, SiteSettings } from '../../http/api/shapes.js';
import type { DeskModel } from './desk-model.js';
import { Fact } from './field.js';
import { Note } from './note.js';
import { PageHead } from './page-head.js';
import { SettingsForm } from './settings-form.js';
import { siteApi } from './site-api.js';
import { serviceWords } from './site-words.js';
import { DEFAULT_VIEW, hashOf } from './view.js';

interface Props {
  readonly site: string;
  readonly session: DeskSession;
  readonly model: DeskModel;
}

/** What the site does with comments, where that is said, and what an admin can change. */
export function SettingsPage({ site, session, model }: Props) {
  const api = siteApi(site);
  const [settings, setSettings] = useState<SiteSettings | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const isAdmin = session.role === 'admin';

  useEffect(() => {
    let isGone = false;
    setSettings(null);
    setProblem(null);
    api.settings().then(
      (answer) => isGone || setSettings(answer),
      (error: unknown) => {
        if (isGone) return;
        setProblem((error as Error).message);
        void model.loadSummary();
      },
    );
    return () => {
      isGone = true;
    };
  }, [site]);

  return (
    <div class="page settings">
      <PageHead title="Settings">
        What this site does with comments. Changes apply at once, and are in the{' '}
        <a href={hashOf({ ...DEFAULT_VIEW, site, page: 'audit' })}>audit log</a>.
      </PageHead>
      {problem !== null && (
        <Note icon="ban" role="alert" tone="bad">
          {problem}
        </Note>
      )}
      {settings === null ? (
        problem === null && (
          <p class="soft" role="status">
            Loading…
          </p>
        )
      ) : (
        <>
          {!isAdmin && (
            <Note icon="help">
              Only admins can change settings. An operator can make an admin token with{' '}
              <code>afterword token create --role admin --name NAME</code>
            </Note>
          )}
          <h3>This site</h3>
          <SettingsForm
            key={site}
            said={settings.settings}
            canChange={isAdmin}
            onSave={async (change) => {
              const now = await api.changeSettings(change);
              setSettings(now);
              return now.settings;
            }}
          />
          <h3>All sites</h3>
          <p class="soft">These come from the environment of the service. Change a variable there, and restart.</p>
          <dl class="facts">
            {serviceWords(settings.service).map(([what, value, variable]) => (
              <Fact key={what} name={what}>
                {value} <code class="variable">{variable}</code>
              </Fact>
            ))}
          </dl>
        </>
      )}
    </div>
  );
}
