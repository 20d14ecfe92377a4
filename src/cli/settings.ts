import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { type Environment, type LayeredEnvironment, layerEnvironment, readConfig, type Settings } from '../config.js';
import { engineOf } from '../service/open-store.js';
import { CommandError, EX } from './exit-codes.js';

/** All settings, and what is known about where they come from. */
export interface LoadedSettings extends LayeredEnvironment {
  readonly values: Settings;
}

/**
 * Reads the settings from the environment and, below it, from the `.env` file of a folder.
 * @throws CommandError EX_CONFIG with one line that names the wrong setting
 */
export function loadSettings(real: Environment, folder: string): LoadedSettings {
  const file = join(folder, '.env');
  const layered = layerEnvironment(real, existsSync(file) ? (parseEnv(readFileSync(file, 'utf8')) as Environment) : {});
  try {
    const values = readConfig(layered.env);
    // Whether the address of a database can be read is for its engine to say, which connects to nothing yet.
    engineOf(values);
    return { ...layered, values };
  } catch (error) {
    throw new CommandError(EX.CONFIG, (error as Error).message);
  }
}

/** The warning about names in a `.env` file that are no settings; null when there are none. */
export function unknownNames({ unknown }: LayeredEnvironment): string | null {
  return unknown.length === 0 ? null : `Warning: .env sets what is no setting of Afterword: ${unknown.join(', ')}`;
}
