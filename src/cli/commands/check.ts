import type { Settings } from '../../config.js';
import { akismetOf } from '../../service/akismet.js';
import { systemClock } from '../../service/system-clock.js';
import type { AkismetChecker } from '../../spam/akismet/checker.js';
import { EX, type ExitCode } from '../exit-codes.js';
import { type Report, table } from '../report.js';
import type { LoadedSettings } from '../settings.js';
import {
  databaseFindings,
  diskFindings,
  type Finding,
  keyFileFindings,
  networkFindings,
  ok,
  problem,
  warning,
} from './findings.js';

/** Looks at everything that a service needs, and changes nothing. @returns EX_UNAVAILABLE when there is a problem */
export async function check(loaded: LoadedSettings, report: Report): Promise<ExitCode> {
  const { values } = loaded;
  const found = [
    settingsFinding(loaded),
    ...networkFindings(values),
    ...(await keyFileFindings(values)),
    ...(await databaseFindings(values)),
    ...(await diskFindings(values)),
    ...(await akismetFindings(values)),
  ];
  const lines = table(found.map(({ level, check: name, detail }) => [level, name, detail])).split('\n');
  for (const [index, finding] of found.entries()) report.result({ ...finding }, lines[index] as string);
  return found.some(({ level }) => level === 'problem') ? EX.UNAVAILABLE : EX.OK;
}

function settingsFinding({ unknown, origins }: LoadedSettings): Finding {
  if (unknown.length > 0) return warning('settings', `.env sets what is no setting: ${unknown.join(', ')}`);
  const said = Object.values(origins).filter((origin) => origin !== 'default').length;
  return ok('settings', `${said} differ from the defaults; \`afterword config\` shows all`);
}

async function akismetFindings(settings: Settings): Promise<Finding[]> {
  const checker = akismetOf(settings, systemClock);
  if (checker === null) {
    return [ok('akismet', 'AKISMET_KEY is not set: the local classifier judges every comment, and nobody is asked')];
  }
  try {
    return await askAkismet(checker);
  } finally {
    checker.close();
  }
}

async function askAkismet(checker: AkismetChecker): Promise<Finding[]> {
  const { signal } = new AbortController();
  const validity = await checker.verifyKey(signal);
  if (!validity.ok) return [problem('akismet', validity.failure.message)];
  if (!validity.valid) return [problem('akismet', checker.health().lastError ?? 'The key is not valid.')];
  const usage = await checker.usage(signal);
  const { alert } = checker.health();
  return [
    ok('akismet', 'the key is valid'),
    ...(alert === null ? [] : [warning('akismet', alert)]),
    usageFinding(usage),
  ];
}

function usageFinding(usage: Awaited<ReturnType<AkismetChecker['usage']>>): Finding {
  if (!usage.ok) return warning('usage', usage.failure.message);
  const { limit, used, percentage, throttled } = usage;
  const detail =
    limit === null ? `${used} calls this month, no limit` : `${used} of ${limit} calls this month (${percentage} %)`;
  if (throttled) return problem('usage', `${detail}: Akismet refuses calls; choose a larger plan.`);
  return percentage >= 90
    ? warning('usage', `${detail}: choose a larger plan before it is used up.`)
    : ok('usage', detail);
}
