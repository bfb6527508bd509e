/**
 * From the command line and the files to what runs, or to all that is wrong with them. Read at the start, again at each
 * reload, and in each worker from the copies that it was given.
 */
import type { InputFiles } from './input-files.js';
import type { Metrics } from './metrics/metrics.js';
import type { Identity } from './privileges.js';
import { checkProxy } from './settings/check-proxy.js';
import { pinValues, type FixedValues } from './settings/fixed-settings.js';
import { proxySettings, type ProxyOrigins, type ProxyTable } from './settings/proxy-settings.js';
import { readSettings, type SettingsReading } from './settings/read-settings.js';
import { relaySettingsOf } from './settings/relay-settings.js';
import { readTlsFiles } from './settings/tls-files.js';
import { inOrder, type Remark, type SettingTable, type TranslatedHelp, type Values } from './settings/setting.js';
import type { Language } from './terminal/language.js';
import type { MessageHandler, RelaySettings } from './types.js';

export interface ConfigureParts<Table extends SettingTable> {
  values: Values<Table & ProxyTable>;
  origins: SettingsReading<Table & ProxyTable>['origins'];
  /** The options that were given, also those whose value is at fault. */
  mentioned: ReadonlySet<keyof (Table & ProxyTable)>;
  /** The working directory at the start. */
  cwd: string;
  /** Our name in SMTP. */
  hostname: string;
  /** Who will run it, for files that must be readable later; nobody else where it runs already. */
  identity: Identity;
  /** `--check`: what is too slow for each start may be checked now, too. */
  isCheck: boolean;
  /** Every file is read through this, so that a reload and a worker see the same. */
  files: InputFiles;
  /** Where the handler counts what it does; asked for the same metric again, it gives the one that is there. */
  metrics: Metrics;
}

export interface Configured {
  /** Null where faults leave nothing to run. */
  handler: MessageHandler | null;
  faults: readonly Remark[];
  warnings: readonly Remark[];
}

export interface ProxyProgram<Table extends SettingTable> {
  name: string;
  version: string;
  /** One line for `--help`. */
  purpose: string;
  /** Options of its own, beside those of every proxy. */
  settings: Table;
  /** The same in Japanese; without it `--help` is English in every language. */
  japanese?: { purpose: string; settings: TranslatedHelp<Table> };
  /** Reads and checks all that the handler needs, before anything listens and before another user is become. */
  configure: (parts: ConfigureParts<Table>) => Promise<Configured>;
}

/** What a relay runs by; a reload puts another in its place. */
export interface Running {
  readonly settings: RelaySettings;
  readonly handle: MessageHandler;
}

export interface Configuration {
  /** `--help`, `--version`, `--check`. With the first two nothing else is looked at. */
  readonly asked: SettingsReading<SettingTable>['asked'];
  /** `--lang`, for `--help`. Null where it is not given, or is none: that is a fault. */
  readonly language: Language | null;
  readonly values: Values<ProxyTable>;
  readonly origins: ProxyOrigins;
  readonly identity: Identity;
  readonly faults: readonly Remark[];
  readonly warnings: readonly Remark[];
  /** Null where faults leave nothing to run. */
  readonly running: Running | null;
}

export interface ConfigurationSources {
  readonly argv: readonly string[];
  /** The working directory at the start: what a path on the command line is relative to. */
  readonly cwd: string;
  /** The machine's name, where no option says another. */
  readonly machineName: string;
  readonly files: InputFiles;
  /** Where it runs already: what can't change any more. Null at the start. */
  readonly fixed: FixedValues | null;
  /** Somebody else has bound what we listen on: no `listen` is needed. */
  readonly hasSockets: boolean;
  /** Where these options want to have counted. */
  readonly metricsFor: (values: Values<ProxyTable>) => Promise<Metrics>;
}

export async function readConfiguration<Table extends SettingTable>(
  program: ProxyProgram<Table>,
  { argv, cwd, machineName, files, fixed, hasSockets, metricsFor }: ConfigurationSources,
): Promise<Configuration> {
  const table = { ...proxySettings, ...program.settings };
  let confFile: string | null = null;
  const readFile = async (path: string): Promise<string> => {
    confFile = path;
    return files.read(path).toString('utf8');
  };
  const reading = await readSettings(table, argv, { readFile, cwd });
  const pinned = pinValues<Table>(reading, fixed);
  const { values, mentioned } = pinned;
  const { origins, asked, language } = reading;
  const proxy: Values<ProxyTable> = values;
  const proxyOrigins: ProxyOrigins = reading.origins;
  const hostname = proxy.hostname ?? machineName;
  const identity: Identity = { user: proxy.user ?? null, group: proxy.group ?? null };
  const parts = { asked, language, values: proxy, origins: proxyOrigins, identity };
  if (asked.has('help') || asked.has('version') || !reading.isWhole) {
    // What an unreadable file would have said is missing everywhere; to tell all that would hide the one cause.
    return { ...parts, faults: reading.faults, warnings: [], running: null };
  }

  const own = checkProxy(proxy, proxyOrigins, {
    identity,
    cwd,
    mentioned,
    confFile,
    isRunning: fixed !== null,
    hasSockets,
  });
  const tls = readTlsFiles(proxy, proxyOrigins, { cwd, files, user: fixed === null ? identity.user : null });
  const configured = await program.configure({
    values,
    origins,
    mentioned,
    cwd,
    hostname,
    identity: fixed === null ? identity : { user: null, group: null },
    isCheck: asked.has('check'),
    files,
    metrics: await metricsFor(proxy),
  });
  const faults = inOrder([...reading.faults, ...own.faults, ...tls.faults, ...configured.faults]);
  const warnings = inOrder([
    ...reading.warnings,
    ...pinned.remarks,
    ...own.warnings,
    ...tls.warnings,
    ...configured.warnings,
  ]);
  const { handler } = configured;
  if (
    faults.length > 0 ||
    handler === null ||
    (proxy.listen === undefined && !hasSockets) ||
    proxy.relay === undefined
  ) {
    return { ...parts, faults, warnings, running: null };
  }
  const settings = relaySettingsOf(proxy, proxyOrigins, { hostname, relay: proxy.relay, cwd, tls });
  return { ...parts, faults, warnings, running: { settings, handle: handler } };
}
