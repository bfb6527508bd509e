/** From listening to the end: bind, pid file, other user, then signals. Resolves with the exit status. */
import { unlinkSync } from 'node:fs';
import type { OpenLog } from './log.js';
import type { Monitor } from './metrics/monitor.js';
import type { Snapshot } from './metrics/registry.js';
import { writePidFile } from './pid-file.js';
import { dropPrivileges, type Identity } from './privileges.js';
import type { ListenPlace } from './listener.js';
import type { ServiceManager } from './systemd-notify.js';
import { endpointText, isListenAddress } from './settings/endpoint.js';
import type { Endpoint } from './types.js';

/** What serves clients: a relay in this process, or several in workers. */
export interface Service {
  /** Resolves with the address when it accepts clients. */
  listen(place: ListenPlace): Promise<Endpoint>;
  /** Called as the user that it runs as. Rejects if it can't serve. */
  start(): Promise<void>;
  /** Ends as Relay's does. */
  shutdown(timeoutMs: number): Promise<void>;
  sessions(): number;
  /** What other processes of ours have counted. */
  gather(): Promise<readonly Snapshot[]>;
  /** Why nobody could serve a client now; null: nothing. */
  hindrance(): string | null;
}

export interface LifecycleParts {
  /** The program's name, for what goes to standard error. */
  name: string;
  version: string;
  service: Service;
  /** At least one. */
  places: readonly ListenPlace[];
  /** What `listen` says of them; null where it says nothing. */
  expected: Endpoint | null;
  nextHop: Endpoint;
  identity: Identity;
  pidfile: string | null;
  /** Asked for at the end: a reload may change it. */
  shutdownTimeoutMs: () => number;
  log: OpenLog;
  /** Reads the configuration anew and says in the log what became of that; never rejects. False: the old one stays. */
  reload: () => Promise<boolean>;
  manager: ServiceManager;
  monitor: Monitor;
  /** For /ready: null, or why the next hop takes no mail. */
  tryNextHop: () => Promise<string | null>;
  onReady: () => void;
}

export async function serve(parts: LifecycleParts): Promise<number> {
  const {
    name,
    version,
    service,
    places,
    expected,
    nextHop,
    identity,
    pidfile,
    shutdownTimeoutMs,
    log: openLog,
    reload,
    manager,
    monitor,
    tryNextHop,
    onReady,
  } = parts;
  const { log } = openLog;
  const signals = watchSignals(service, openLog);
  let step = '';
  const addresses: Endpoint[] = [];
  try {
    for (const place of places) {
      step = `listen on ${place.kind === 'inherited' ? `descriptor ${place.fd}` : endpointText(place)}`;
      const address = await service.listen(place);
      addresses.push(address);
      if (place.kind !== 'inherited' || expected === null || isListenAddress(expected, address)) continue;
      const facts = { option: 'listen', address: endpointText(address) };
      log.warn(
        facts,
        `the socket that was handed over is not ${endpointText(expected)}, which listen says; it is used`,
      );
    }
    if (monitor.endpoint !== null) {
      step = `listen on ${endpointText(monitor.endpoint)} (metrics_listen)`;
      await monitor.listen({ log, tryNextHop, gather: () => service.gather(), hindrance: () => service.hindrance() });
    }
    if (pidfile !== null) {
      step = `write the pid file ${pidfile}`;
      writePidFile(pidfile, process.pid);
    }
    step = `become ${identity.user ?? `group ${identity.group ?? ''}`}`;
    dropPrivileges(identity);
    step = 'start the workers';
    await service.start();
  } catch (err) {
    process.stderr.write(`${name}: cannot ${step}: ${err instanceof Error ? err.message : String(err)}\n`);
    log.fatal({ err }, `cannot ${step}`);
    await service.shutdown(0);
    monitor.close();
    return 1;
  }
  const listening = addresses.map(endpointText).join(', ');
  log.info({ version, listen: listening, relay: endpointText(nextHop), pid: process.pid }, 'ready');
  monitor.opened();
  onReady();
  const status = `Listening on ${listening}, relaying to ${endpointText(nextHop)}`;
  manager.ready(status);
  let isStopping = false;
  const stopping = signals.stopping.then((signal) => {
    isStopping = true;
    return signal;
  });
  signals.reloadWith(async () => {
    manager.reloading();
    const isDone = await reload();
    if (isStopping) return; // READY behind STOPPING would say that the end is off
    manager.ready(isDone ? status : 'The last reload failed, the configuration before it is in force; see the log');
  });

  const signal = await stopping;
  monitor.stopping();
  const told = manager.stopping();
  log.info({ signal, sessions: service.sessions() }, 'stopping: no new clients, sessions in progress are finished');
  await service.shutdown(shutdownTimeoutMs());
  await told;
  if (pidfile !== null) removePidfile(pidfile, openLog);
  monitor.close();
  log.info('stopped');
  return 0;
}

interface Signals {
  /** From now on SIGHUP reloads, too; one that came before does so now. */
  reloadWith(reload: () => Promise<void>): void;
  readonly stopping: Promise<NodeJS.Signals>;
}

/**
 * SIGHUP opens the log anew, reloads, and life goes on; the first SIGTERM or SIGINT ends, further ones do not cut that
 * short.
 */
function watchSignals(service: Service, { log, reopen }: OpenLog): Signals {
  let isStopping = false;
  let reload: (() => Promise<void>) | null = null;
  let wasAsked = false;
  let last: Promise<void> = Promise.resolve(); // one reload after the other

  process.on('SIGHUP', () => {
    const err = reopen();
    if (err === null) log.info('the log was opened anew');
    else log.error({ err }, 'the log could not be opened anew; the old file is written on');
    const now = reload;
    if (now === null) wasAsked = true;
    else if (!isStopping) last = last.then(now);
  });
  const stopping = new Promise<NodeJS.Signals>((resolve) => {
    const stop = (signal: NodeJS.Signals): void => {
      if (isStopping) log.info({ signal, sessions: service.sessions() }, 'still finishing the sessions in progress');
      isStopping = true;
      resolve(signal);
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  });
  return {
    stopping,
    reloadWith(given) {
      reload = given;
      if (wasAsked && !isStopping) last = last.then(given);
    },
  };
}

/** As another user we may not be able to; the next start writes over it. */
function removePidfile(path: string, { log }: OpenLog): void {
  try {
    unlinkSync(path);
  } catch (err) {
    log.debug({ err }, 'the pid file stays');
  }
}
