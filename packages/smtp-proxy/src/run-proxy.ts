/** A whole proxy program: options in, exit status out. What it does with a message is the program's own function. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hostname as machineName } from 'node:os';
import { isInBackground, reportReady, startInBackground } from './daemonize.js';
import { serve } from './lifecycle.js';
import { openLog, type OpenLog } from './log.js';
import { ownerFor, type Identity } from './privileges.js';
import { createRelay } from './relay.js';
import { checkProxy, logTarget } from './settings/check-proxy.js';
import { helpText } from './settings/help.js';
import { proxySettings, type ProxyOrigins, type ProxyTable } from './settings/proxy-settings.js';
import { pathFrom, readSettings, type SettingsReading } from './settings/read-settings.js';
import { endpointAt, relaySettingsOf } from './settings/relay-settings.js';
import { inOrder, remarkText, type Remark, type SettingTable, type Values } from './settings/setting.js';
import type { MessageHandler } from './types.js';

export interface ConfigureParts<Table extends SettingTable> {
  values: Values<Table & ProxyTable>;
  origins: SettingsReading<Table & ProxyTable>['origins'];
  /** The options that were given, also those whose value is at fault. */
  mentioned: ReadonlySet<keyof (Table & ProxyTable)>;
  /** The working directory at the start. */
  cwd: string;
  /** Our name in SMTP. */
  hostname: string;
  /** Who will run it, for files that must be readable later. */
  identity: Identity;
  /** `--check`: what is too slow for each start may be checked now, too. */
  isCheck: boolean;
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
  /** Reads and checks all that the handler needs, before anything listens and before another user is become. */
  configure: (parts: ConfigureParts<Table>) => Promise<Configured>;
}

/** Exit status: 0 orderly end, 1 cannot listen or a failure at run time, 2 faults in the configuration. */
export async function runProxy<Table extends SettingTable>(
  program: ProxyProgram<Table>,
  argv: readonly string[],
): Promise<number> {
  process.on('SIGUSR1', noDebugger);
  const table = { ...proxySettings, ...program.settings };
  const cwd = process.cwd();
  const reading = await readSettings(table, argv, { readFile: (path) => readFile(path, 'utf8'), cwd });
  if (reading.asked.has('help')) {
    process.stdout.write(helpText(program, table));
    return 0;
  }
  if (reading.asked.has('version')) {
    process.stdout.write(`${program.name} ${program.version}\n`);
    return 0;
  }
  // The table is the sum of both; its values are those of both.
  const values = reading.values as Values<Table & ProxyTable>;
  const { origins, mentioned } = reading;
  const proxy: Values<ProxyTable> = reading.values;
  const proxyOrigins: ProxyOrigins = reading.origins;
  const hostname = proxy.hostname ?? machineName();
  const identity: Identity = { user: proxy.user ?? null, group: proxy.group ?? null };

  const say = (kind: string, remark: Remark): void =>
    void process.stderr.write(`${program.name}: ${kind}: ${remarkText(remark)}\n`);
  if (!reading.isWhole) {
    // What such a file would have said is missing everywhere; to tell all that would hide the one cause.
    for (const fault of reading.faults) say('fault', fault);
    return 2;
  }

  const own = checkProxy(proxy, proxyOrigins, { identity, cwd, mentioned });
  const configured = await program.configure({
    values,
    origins,
    mentioned,
    cwd,
    hostname,
    identity,
    isCheck: reading.asked.has('check'),
  });
  const faults = inOrder([...reading.faults, ...own.faults, ...configured.faults]);
  const warnings = inOrder([...reading.warnings, ...own.warnings, ...configured.warnings]);

  const { handler } = configured;
  if (faults.length > 0 || handler === null || proxy.listen === undefined || proxy.relay === undefined) {
    for (const warning of warnings) say('warning', warning);
    for (const fault of faults) say('fault', fault);
    return 2;
  }
  if (reading.asked.has('check')) {
    for (const warning of warnings) say('warning', warning);
    process.stdout.write('The configuration is good.\n');
    return 0;
  }
  if (proxy.daemonize && !isInBackground()) {
    for (const warning of warnings) say('warning', warning); // the log has them, too
    return startInBackground();
  }

  const target = logTarget(proxy, proxyOrigins, cwd);
  const textByDefault = target === 'syslog' || (target === 'stdout' && process.stdout.isTTY);
  const format = proxy.logFormat ?? (textByDefault ? 'text' : 'json');
  let log: OpenLog;
  try {
    log = openLog({ target, format, name: program.name, owner: ownerFor(identity) });
  } catch (err) {
    process.stderr.write(
      `${program.name}: the log cannot be opened: ${err instanceof Error ? err.message : String(err)}\n`,
    );
    return 1;
  }
  for (const warning of warnings) log.log.warn({ option: warning.option }, remarkText(warning));
  process.on('uncaughtException', (err) => {
    log.log.fatal({ err }, 'a fault of the program; clients keep their messages');
    void log.close().finally(() => process.exit(1));
  });

  const relaySettings = relaySettingsOf(proxy, proxyOrigins, { hostname, relay: proxy.relay, cwd });
  const relay = createRelay({
    settings: relaySettings,
    handle: handler,
    log: log.log,
    now: () => Math.floor(Date.now() / 1000),
  });
  const status = await serve({
    name: program.name,
    version: program.version,
    relay,
    endpoint: endpointAt(proxy.listen, proxyOrigins.listen?.[0], cwd),
    nextHop: relaySettings.relay,
    identity,
    pidfile: proxy.pidfile === undefined ? null : pathFrom(proxyOrigins.pidfile?.[0], cwd)(proxy.pidfile),
    shutdownTimeoutMs: 1000 * (proxy.shutdownTimeout ?? 60),
    log,
    onReady: () => {
      if (isInBackground()) reportReady();
    },
  });
  await log.close();
  return status;
}

/** Else Node opens a port at this signal, where every user of the machine may run code in us, keys and all. */
function noDebugger(): void {}

/** The version of the package that `url` (import.meta.url of its main file, one folder below) belongs to. */
export function packageVersion(url: string): string {
  const manifest: { version: string } = JSON.parse(readFileSync(new URL('../package.json', url), 'utf8'));
  return manifest.version;
}
