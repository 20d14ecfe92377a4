import { type Environment, fallbackOf, settingRows, textOf } from '../../config.js';
import { withoutUser } from '../../domain/secret.js';
import { type Report, table } from '../report.js';
import type { LoadedSettings } from '../settings.js';

const MASK = '********';

/** Prints every setting with its value and where that comes from. */
export function showConfig({ env, origins }: LoadedSettings, report: Report): void {
  const rows = settingRows().map(([name, setting]) => {
    const value = shown(env, name, setting);
    return {
      name,
      value,
      origin: origins[name],
      words: value ?? `(${(setting.otherwise ?? 'none').replaceAll('`', '')})`,
    };
  });
  const lines = table(rows.map(({ name, words, origin }) => [name, words, origin])).split('\n');
  for (const [index, { name, value, origin }] of rows.entries()) {
    report.result({ name, value, origin }, lines[index] as string);
  }
}

type Row = ReturnType<typeof settingRows>[number];

/** The value as text; null where there is none. A secret is never shown. */
function shown(env: Environment, name: Row[0], setting: Row[1]): string | null {
  const value = textOf(env, name) ?? fallbackOf(env, name, setting);
  if (value === undefined || value === '') return null;
  return setting.secret ? MASK : withoutUser(value);
}
