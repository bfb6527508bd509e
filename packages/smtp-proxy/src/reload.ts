/** A reload: the configuration is read anew; what is wrong with it is told in the log, and then the old one stays. */
import type { Configuration, Running } from './configuration.js';
import type { FilesOnDisk } from './input-files.js';
import type { Log } from './log.js';
import { remarkText } from './settings/setting.js';
import { shellWord } from './shell-word.js';

export type ReloadedConfiguration = Configuration & { readonly running: Running };

/** Null where the old configuration stays. `files`: those that `read` reads. Never rejects. */
export async function reloaded(
  log: Log,
  read: () => Promise<Configuration>,
  files: FilesOnDisk,
): Promise<ReloadedConfiguration | null> {
  try {
    const configuration = await read();
    const { running, faults, warnings, identity } = configuration;
    for (const fault of faults) log.error({ option: fault.option }, `fault: ${remarkText(fault)}`);
    for (const warning of warnings) log.warn({ option: warning.option }, remarkText(warning));
    if (running === null) {
      log.error({ faults: faults.length }, 'the configuration was not changed, the old one stays in force');
      return null;
    }
    for (const file of files.kept) {
      const owner = identity.user ?? 'the user that we are';
      const message = `${file} cannot be read by ${owner}; what was read before stays in use. Run: chown ${owner} ${shellWord(file)}`;
      log.warn({ file }, message);
    }
    return { ...configuration, running };
  } catch (err) {
    log.error({ err }, 'the configuration could not be read anew, the old one stays in force');
    return null;
  }
}
