/** From listening to the end: bind, pid file, other user, then signals. Resolves with the exit status. */
import { writeFileSync, unlinkSync } from 'node:fs';
import type { OpenLog } from './log.js';
import { dropPrivileges, type Identity } from './privileges.js';
import type { Relay } from './relay.js';
import { endpointText } from './settings/endpoint.js';
import type { Endpoint } from './types.js';

export interface LifecycleParts {
  relay: Relay;
  endpoint: Endpoint;
  nextHop: Endpoint;
  identity: Identity;
  pidfile: string | null;
  shutdownTimeoutMs: number;
  log: OpenLog;
  version: string;
  onReady: () => void;
}

export async function serve(parts: LifecycleParts): Promise<number> {
  const { relay, endpoint, nextHop, identity, pidfile, shutdownTimeoutMs, log: openLog, version, onReady } = parts;
  const { log } = openLog;
  const stopping = nextSignal(openLog);
  let address: Endpoint;
  try {
    address = await relay.listen(endpoint);
    if (pidfile !== null) writeFileSync(pidfile, `${process.pid}\n`);
    dropPrivileges(identity);
  } catch (err) {
    const why = err instanceof Error ? err.message : String(err);
    process.stderr.write(`cannot listen on ${endpointText(endpoint)}: ${why}\n`);
    log.fatal({ err }, 'cannot start');
    await relay.shutdown(0);
    return 1;
  }
  log.info({ version, listen: endpointText(address), relay: endpointText(nextHop), pid: process.pid }, 'ready');
  onReady();

  const signal = await stopping;
  log.info({ signal, sessions: relay.sessions() }, 'stopping: no new clients, sessions in progress are finished');
  await relay.shutdown(shutdownTimeoutMs);
  if (pidfile !== null) removePidfile(pidfile, openLog);
  log.info('stopped');
  return 0;
}

/** SIGHUP opens the log anew and goes on; the first SIGTERM or SIGINT ends. */
function nextSignal({ log, reopen }: OpenLog): Promise<NodeJS.Signals> {
  process.on('SIGHUP', () => {
    reopen();
    log.info('the log was opened anew');
  });
  return new Promise((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
}

/** As another user we may not be able to; the next start writes over it. */
function removePidfile(path: string, { log }: OpenLog): void {
  try {
    unlinkSync(path);
  } catch (err) {
    log.debug({ err }, 'the pid file stays');
  }
}
