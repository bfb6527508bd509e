/** A whole proxy program: options in, exit status out. What it does with a message is the program's own function. */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { readConfiguration, type Configuration, type ProxyProgram, type Running } from './configuration.js';
import { isInBackground, reportReady, startInBackground } from './daemonize.js';
import { filesOnDisk } from './input-files.js';
import { serve } from './lifecycle.js';
import { isJournal } from './journal.js';
import { forgetListenFds, listenFds } from './listen-fds.js';
import { openLog, type Log, type OpenLog } from './log.js';
import type { Metrics } from './metrics/metrics.js';
import { openMonitor, unmonitored, type Monitor } from './metrics/monitor.js';
import { tryNextHop } from './metrics/try-next-hop.js';
import { ownerFor } from './privileges.js';
import { createRelay } from './relay.js';
import { reloaded } from './reload.js';
import { logTarget } from './settings/check-proxy.js';
import { fixedValues } from './settings/fixed-settings.js';
import { helpText } from './settings/help.js';
import { pathFrom } from './settings/read-settings.js';
import { endpointAt, shutdownTimeoutOf } from './settings/relay-settings.js';
import { remarkText, type Remark, type SettingTable } from './settings/setting.js';
import { serviceManager } from './systemd-notify.js';
import { languageOf } from './terminal/language.js';
import { isWorker, runWorker } from './worker.js';
import { createWorkers, type WorkerPool } from './worker-pool.js';

/** Exit status: 0 orderly end, 1 cannot listen or a failure at run time, 2 faults in the configuration. */
export async function runProxy<Table extends SettingTable>(
  program: ProxyProgram<Table>,
  argv: readonly string[],
): Promise<number> {
  process.on('SIGUSR1', noDebugger);
  process.on('SIGHUP', tooEarly); // lifecycle.ts reloads; before that all is being read anyway
  process.stderr.on('error', nobodyReads);
  if (isWorker()) return runWorker(program);
  const cwd = process.cwd();
  let monitor = unmonitored;
  const metricsFor = async ({ metricsListen }: Configuration['values']): Promise<Metrics> => {
    if (metricsListen && monitor.endpoint === null) monitor = await openMonitor(metricsListen, program);
    return monitor.metrics;
  };
  const inherited = listenFds(process.env, process.pid);
  forgetListenFds(process.env);
  const hasSockets = inherited.sockets.length > 0;
  const sources = { argv, cwd, hasSockets, machineName: hostname(), metricsFor };
  let files = filesOnDisk();
  const configuration = await readConfiguration(program, { ...sources, files, fixed: null });
  const { asked, language, values, origins, identity, faults, warnings, running } = configuration;
  const isLanguageAtFault = faults.some(({ option, file }) => option === 'lang' && file === null);
  if (asked.has('help') && !isLanguageAtFault) {
    process.stdout.write(helpText(program, language ?? languageOf(process.env)));
    return 0;
  }
  if (asked.has('version')) {
    process.stdout.write(`${program.name} ${program.version}\n`);
    return 0;
  }
  const say = (kind: string, remark: Remark): void =>
    void process.stderr.write(`${program.name}: ${kind}: ${remarkText(remark)}\n`);
  if (inherited.fault !== null) say('fault', { option: '', file: null, line: null, message: inherited.fault });
  if (running === null || inherited.fault !== null) {
    for (const warning of warnings) say('warning', warning);
    for (const fault of faults) say('fault', fault);
    return 2;
  }
  if (asked.has('check')) {
    for (const warning of warnings) say('warning', warning);
    process.stdout.write('The configuration is good.\n');
    return 0;
  }
  if (values.daemonize && !isInBackground()) {
    for (const warning of warnings) say('warning', warning); // the log has them, too
    if (hasSockets) {
      const message = 'in the background the sockets that were handed over cannot be used; leave daemonize out';
      say('fault', { option: 'daemonize', ...(origins.daemonize?.[0] ?? { file: null, line: null }), message });
      return 2;
    }
    return startInBackground();
  }

  const chosen = logTarget(values, origins, cwd);
  const target = chosen === 'stdout' && isJournal(process.env['JOURNAL_STREAM'], 1) ? 'journal' : chosen;
  const textByDefault = target === 'syslog' || (target === 'stdout' && process.stdout.isTTY);
  const format = values.logFormat ?? (textByDefault ? 'text' : 'json');
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

  let { settings } = running;
  const fixed = fixedValues(values);
  const count = values.workers ?? 1;
  const { machineName } = sources;
  const orders = { argv, cwd, machineName, fixed, logTarget: target, logFormat: format, copies: files.copies };
  const service =
    count > 1 ? createWorkers({ count, orders, running, log, monitor }) : alone(running, log.log, monitor);
  let shutdownTimeoutMs = shutdownTimeoutOf(values);
  const reload = async (): Promise<boolean> => {
    const fresh = filesOnDisk(files.copies);
    const next = await reloaded(log.log, () => readConfiguration(program, { ...sources, files: fresh, fixed }), fresh);
    if (next === null) return false;
    files = fresh;
    await service.update(next.running, files.copies);
    ({ settings } = next.running);
    shutdownTimeoutMs = shutdownTimeoutOf(next.values);
    log.log.info('the configuration was read anew; new sessions follow it');
    return true;
  };
  const expected = values.listen === undefined ? null : endpointAt(values.listen, origins.listen?.[0], cwd);
  const notifySocket = process.env['NOTIFY_SOCKET'];
  delete process.env['NOTIFY_SOCKET']; // ours, and not that of the programs that we start
  const status = await serve({
    name: program.name,
    version: program.version,
    service,
    places: hasSockets
      ? inherited.sockets.map(({ fd, name }) => ({
          kind: 'inherited',
          fd,
          lmtp: name === 'lmtp' || (expected?.lmtp ?? false),
        }))
      : expected === null
        ? []
        : [expected],
    expected,
    nextHop: running.settings.relay,
    identity,
    pidfile: values.pidfile === undefined ? null : pathFrom(origins.pidfile?.[0], cwd)(values.pidfile),
    shutdownTimeoutMs: () => shutdownTimeoutMs,
    log,
    reload,
    manager: serviceManager(notifySocket, { log: log.log, monotonicUs }),
    monitor,
    tryNextHop: () => tryNextHop(settings, log.log),
    onReady: () => {
      if (isInBackground()) reportReady();
    },
  });
  await log.close();
  return status;
}

/** Else Node opens a port at this signal, where every user of the machine may run code in us, keys and all. */
function noDebugger(): void {}

/** Whoever asks for a reload before there is anything to reload gets what is being read just now. */
function tooEarly(): void {}

/** Who took our words has gone: no reason to end, and the mail in progress with us. */
function nobodyReads(): void {}

function monotonicUs(): bigint {
  return process.hrtime.bigint() / 1000n;
}

/** One process does all. */
function alone(running: Running, log: Log, { metrics }: Monitor): WorkerPool {
  const relay = createRelay({ ...running, log, now: () => Math.floor(Date.now() / 1000), metrics });
  return {
    ...relay,
    start: () => Promise.resolve(),
    gather: () => Promise.resolve([]),
    hindrance: () => null,
    update: async (next) => relay.update(next),
  };
}

/** The version of the package that `url` (import.meta.url of its main file, one folder below) belongs to. */
export function packageVersion(url: string): string {
  const manifest: { version: string } = JSON.parse(readFileSync(new URL('../package.json', url), 'utf8'));
  return manifest.version;
}
