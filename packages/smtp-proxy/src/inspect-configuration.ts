/** A configuration file as its proxy would read it, with `--check`, for a program that only looks at it. Nothing is opened. */
import { hostname } from 'node:os';
import { readConfiguration, type Configuration, type ProxyProgram } from './configuration.js';
import type { InputFiles } from './input-files.js';
import { noMetrics } from './metrics/metrics.js';
import type { SettingTable } from './settings/setting.js';

export async function inspectConfiguration<Table extends SettingTable>(
  program: Pick<ProxyProgram<Table>, 'settings' | 'configure'>,
  { confFile, cwd, files }: { confFile: string; cwd: string; files: InputFiles },
): Promise<Configuration> {
  return readConfiguration(
    { ...program, name: '', version: '', purpose: '' },
    {
      argv: ['--check', `--conf_file=${confFile}`],
      cwd,
      machineName: hostname(),
      files,
      fixed: null,
      hasSockets: false,
      metricsFor: () => Promise.resolve(noMetrics),
    },
  );
}
