/** A whole proxy program: options in, exit status out. What it does with a message is the program's own function. */
import { accessSync, constants as fsConstants, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hostname as machineName } from 'node:os';
import { isInBackground, reportReady, startInBackground } from './daemonize.js';
import { serve } from './lifecycle.js';
import { openLog } from './log.js';
import { checkIdentity, type Identity } from './privileges.js';
import { createRelay } from './relay.js';
import { helpText } from './settings/help.js';
import { proxySettings } from './settings/proxy-settings.js';
import { pathFrom, readSettings, type SettingsReading } from './settings/read-settings.js';
import { remarkText, type Origin, type Remark, type SettingTable, type Values } from './settings/setting.js';
import { parseNetworks } from './settings/networks.js';
import type { AddressMatcher, MessageHandler, RelaySettings } from './types.js';

type ProxyTable = typeof proxySettings;

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
  const proxyOrigins: { readonly [Key in keyof ProxyTable]?: readonly Origin[] } = reading.origins;
  const hostname = proxy.hostname ?? machineName();
  const identity: Identity = { user: proxy.user ?? null, group: proxy.group ?? null };

  const own = checkProxy(proxy, proxyOrigins, { identity, cwd, mentioned });
  const configured = await program.configure({ values, origins, mentioned, cwd, hostname, identity });
  const faults = [...reading.faults, ...own.faults, ...configured.faults];
  const warnings = [...reading.warnings, ...own.warnings, ...configured.warnings];
  const say = (kind: string, remark: Remark): void =>
    void process.stderr.write(`${program.name}: ${kind}: ${remarkText(remark)}\n`);

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
  if (proxy.daemonize && !isInBackground()) return startInBackground();

  if (isInBackground()) for (const warning of warnings) say('warning', warning); // the log tells the others
  const target = proxy.log ?? (proxy.daemonize ? 'syslog' : 'stdout');
  const isFile = !['stdout', 'syslog'].includes(target);
  const textByDefault = target === 'syslog' || (target === 'stdout' && process.stdout.isTTY);
  const log = openLog({
    target: isFile ? pathFrom(proxyOrigins.log?.[0], cwd)(target) : target,
    format: proxy.logFormat ?? (textByDefault ? 'text' : 'json'),
    name: program.name,
  });
  for (const warning of warnings) log.log.warn({ option: warning.option }, remarkText(warning));
  process.on('uncaughtException', (err) => {
    log.log.fatal({ err }, 'a fault of the program; clients keep their messages');
    process.exit(1);
  });

  const relaySettings = relaySettingsOf(proxy, proxyOrigins, { hostname, relay: proxy.relay, cwd });
  const relay = createRelay({
    settings: relaySettings,
    handle: handler,
    log: log.log,
    now: () => Math.floor(Date.now() / 1000),
  });
  const status = await serve({
    relay,
    endpoint: endpointAt(proxy.listen, proxyOrigins.listen?.[0], cwd),
    nextHop: relaySettings.relay,
    identity,
    pidfile: proxy.pidfile === undefined ? null : pathFrom(proxyOrigins.pidfile?.[0], cwd)(proxy.pidfile),
    shutdownTimeoutMs: 1000 * (proxy.shutdownTimeout ?? 60),
    log,
    version: program.version,
    onReady: () => {
      if (isInBackground()) reportReady();
    },
  });
  await log.close();
  return status;
}

function checkProxy(
  values: Values<ProxyTable>,
  origins: { readonly [Key in keyof ProxyTable]?: readonly Origin[] },
  { identity, cwd, mentioned }: { identity: Identity; cwd: string; mentioned: ReadonlySet<PropertyKey> },
): { faults: readonly Remark[]; warnings: readonly Remark[] } {
  const faults: Remark[] = [];
  const warnings: Remark[] = [];
  const add = (to: Remark[], key: keyof ProxyTable, message: string): void => {
    const origin = origins[key]?.[0] ?? { file: null, line: null };
    to.push({ option: proxySettings[key].name, ...origin, message });
  };
  if (!mentioned.has('listen')) add(faults, 'listen', 'where to listen is not said: listen 127.0.0.1:10027');
  if (!mentioned.has('relay')) add(faults, 'relay', 'where mail goes on to is not said: relay 127.0.0.1:10028');
  try {
    checkIdentity(identity);
  } catch (err) {
    add(faults, identity.user === null ? 'group' : 'user', err instanceof Error ? err.message : String(err));
  }
  const spoolDir = pathFrom(origins.spoolDir?.[0], cwd)(values.spoolDir ?? SPOOL_DIR);
  try {
    accessSync(spoolDir, fsConstants.W_OK);
  } catch (err) {
    add(
      faults,
      'spoolDir',
      `nothing can be written to ${spoolDir}: ${err instanceof Error ? err.message : String(err)}`,
    );
  }
  if (process.getuid?.() === 0 && identity.user === null) {
    add(warnings, 'user', 'it runs as root; give it a user of its own: user dkimproxy');
  }
  if (values.daemonize && values.log === 'stdout') {
    add(warnings, 'log', 'in the background nobody reads standard output; write log syslog, or a file');
  }
  return { faults, warnings };
}

const SPOOL_DIR = '/var/tmp';

function relaySettingsOf(
  values: Values<ProxyTable>,
  origins: { readonly [Key in keyof ProxyTable]?: readonly Origin[] },
  { hostname, relay, cwd }: { hostname: string; relay: RelaySettings['relay']; cwd: string },
): RelaySettings {
  return {
    relay: endpointAt(relay, origins.relay?.[0], cwd),
    hostname,
    allow: values.allow ?? networks('loopback,unix,private'),
    xforwardAllowed: values.xforwardHosts ?? networks('loopback,unix'),
    bareNewline: values.bareNewline ?? 'normalize',
    firstLine: values.firstLine ?? 'guard',
    keepaliveMs: ms(values.keepalive, 30),
    timeouts: {
      connect: ms(values.timeoutConnect, 10),
      greeting: ms(values.timeoutGreeting, 60),
      mail: ms(values.timeoutMail, 300),
      rcpt: ms(values.timeoutRcpt, 300),
      data: ms(values.timeoutData, 120),
      block: ms(values.timeoutBlock, 180),
      end: ms(values.timeoutEnd, 600),
      idle: ms(values.timeoutIdle, 300),
    },
    spool: {
      dir: pathFrom(origins.spoolDir?.[0], cwd)(values.spoolDir ?? SPOOL_DIR),
      threshold: values.spoolThreshold ?? 262_144,
    },
    trace: values.debugtrace ?? false,
  };
}

function ms(seconds: number | undefined, fallback: number): number {
  return 1000 * (seconds ?? fallback);
}

function networks(text: string): AddressMatcher {
  const parsed = parseNetworks(text);
  return parsed.ok ? parsed.value : () => false;
}

/** A unix socket's path is relative to the file that names it. */
function endpointAt(endpoint: RelaySettings['relay'], origin: Origin | undefined, cwd: string): RelaySettings['relay'] {
  return endpoint.kind === 'unix' ? { kind: 'unix', path: pathFrom(origin, cwd)(endpoint.path) } : endpoint;
}

/** The version of the package that `url` (import.meta.url of its main file, one folder below) belongs to. */
export function packageVersion(url: string): string {
  const manifest: { version: string } = JSON.parse(readFileSync(new URL('../package.json', url), 'utf8'));
  return manifest.version;
}
