/** What the options alone do not tell: does this machine have what they name, and may we and `user` use it? */
import { accessSync, constants as fsConstants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileClosedTo } from '../key-file-rights.js';
import { shellWord } from '../shell-word.js';
import { checkIdentity, userMay, type Identity } from '../privileges.js';
import { findSyslog } from '../syslog.js';
import { isLoopback, isSamePlace } from './endpoint.js';
import { proxySettings, type ProxyOrigins, type ProxyTable } from './proxy-settings.js';
import { pathFrom } from './read-settings.js';
import { SPOOL_DIR } from './relay-settings.js';
import type { Remark, Values } from './setting.js';

/** Addresses that nobody has (RFC 5737), far from each other: whoever allows them all allows everybody. */
const ANYWHERE = ['192.0.2.1', '198.51.100.1', '203.0.113.1'];

export function checkProxy(
  values: Values<ProxyTable>,
  origins: ProxyOrigins,
  {
    identity,
    cwd,
    mentioned,
    confFile = null,
    isRunning = false,
    hasSockets = false,
  }: {
    identity: Identity;
    cwd: string;
    mentioned: ReadonlySet<PropertyKey>;
    /** The configuration file, if there is one. */
    confFile?: string | null;
    /** At a reload: what is open by now is not asked for again, and who we are is settled. */
    isRunning?: boolean;
    /** Somebody else has bound what we listen on. */
    hasSockets?: boolean;
  },
): { faults: readonly Remark[]; warnings: readonly Remark[] } {
  const faults: Remark[] = [];
  const warnings: Remark[] = [];
  const add = (to: Remark[], key: keyof ProxyTable, message: string): void => {
    const origin = origins[key]?.[0] ?? { file: null, line: null };
    to.push({ option: proxySettings[key].name, ...origin, message });
  };
  const { user } = identity;
  const { listen, relay, pidfile, daemonize, metricsListen } = values;

  if (!mentioned.has('listen') && !hasSockets)
    add(faults, 'listen', 'where to listen is not said: listen 127.0.0.1:10027');
  if (!mentioned.has('relay')) add(faults, 'relay', 'where mail goes on to is not said: relay 127.0.0.1:10028');
  if (listen && relay && isSamePlace(listen, relay)) {
    add(faults, 'relay', 'this is where we listen ourselves; mail would go round for ever');
  }
  if (listen && !isLoopback(listen) && values.allow && ANYWHERE.every(values.allow)) {
    const how = 'name the networks of your own servers, or listen on 127.0.0.1';
    add(warnings, 'allow', `everybody may send mail through us, and the next hop takes it for mail of ours; ${how}`);
  }
  const { workers = 1, maxSessions } = values;
  if (maxSessions !== undefined && maxSessions < workers) {
    add(
      faults,
      'maxSessions',
      `each of the ${workers} workers needs room for one; write max_sessions ${workers} or more, or fewer workers`,
    );
  }
  const spoolDir = pathFrom(origins.spoolDir?.[0], cwd)(values.spoolDir ?? SPOOL_DIR);
  if (isRunning) {
    checkReachable('spoolDir', spoolDir, warnings); // as it was at the start
    return { faults, warnings };
  }
  if (listen && metricsListen && isSamePlace(listen, metricsListen)) {
    add(faults, 'metricsListen', 'this is where mail comes in (listen); it needs a port of its own');
  }
  if (metricsListen && !isLoopback(metricsListen)) {
    const how = `write metrics_listen 127.0.0.1:${metricsListen.port}, or let a firewall say who may`;
    add(warnings, 'metricsListen', `it answers anybody who can connect, from other machines, too; ${how}`);
  }
  try {
    checkIdentity(identity);
  } catch (err) {
    add(faults, user === null ? 'group' : 'user', messageOf(err));
  }
  if (process.getuid?.() === 0 && user === null) {
    add(warnings, 'user', 'it runs as root; give it a user of its own: user dkimproxy');
  }
  checkWritable('spoolDir', spoolDir, 'large messages are kept there');
  for (const path of (values.workers ?? 1) > 1 ? [process.execPath, process.argv[1] ?? ''] : []) {
    if (user !== null && !userMay(user, 'read', path))
      add(faults, 'workers', `${user} cannot read ${path}, which each worker starts from`);
  }
  const closed = confFile === null ? null : fileClosedTo(confFile, user, `chown ${user ?? ''} ${shellWord(confFile)}`);
  if (closed !== null) {
    const message = closed.replace('a later reload would fail', 'a later reload would not see its changes');
    warnings.push({ option: 'conf_file', file: null, line: null, message });
  }
  if (pidfile !== undefined) {
    const path = pathFrom(origins.pidfile?.[0], cwd)(pidfile);
    checkReachable('pidfile', existsSync(path) ? path : dirname(path));
  }
  const target = logTarget(values, origins, cwd);
  if (target === 'syslog') {
    const { hasProgram, hasSocket } = findSyslog(process.env['PATH'] ?? '');
    if (!hasProgram)
      add(faults, 'log', 'syslog is reached through the program logger, which is not there; write log FILE');
    else if (!hasSocket) add(warnings, 'log', 'no syslog listens at /dev/log; the log is lost until one does');
  } else if (isFile(target) && existsSync(target)) {
    checkWritable('log', target, 'it is opened anew at SIGHUP');
  } else if (isFile(target)) {
    checkReachable('log', dirname(target));
  } else if (daemonize) {
    add(warnings, 'log', 'in the background nobody reads standard output; write log syslog, or a file');
  }
  if (isFile(target) && existsSync(dirname(target)) && user !== null && !userMay(user, 'write', dirname(target))) {
    const how = `let logrotate create it, or give it a folder of its own: chown ${user} FOLDER`;
    add(warnings, 'log', `${user} cannot make a new file there after the log was moved away; ${how}`);
  }
  return { faults, warnings };

  /** By us now, false if there is a fault. */
  function checkReachable(key: keyof ProxyTable, path: string, to = faults): boolean {
    try {
      accessSync(path, fsConstants.W_OK);
      return true;
    } catch (err) {
      add(to, key, `nothing can be written to ${path}: ${messageOf(err)}`);
      return false;
    }
  }

  /** By us now, and by `user` later. */
  function checkWritable(key: keyof ProxyTable, path: string, why: string): void {
    if (!checkReachable(key, path) || user === null || userMay(user, 'write', path)) return;
    add(warnings, key, `${user} cannot write to ${path}, and ${why}. Run: chown ${user} ${shellWord(path)}`);
  }
}

/** Gives `stdout`, `syslog`, or a whole path. */
export function logTarget({ log, daemonize }: Values<ProxyTable>, origins: ProxyOrigins, cwd: string): string {
  const target = log ?? (daemonize ? 'syslog' : 'stdout');
  return isFile(target) ? pathFrom(origins.log?.[0], cwd)(target) : target;
}

function isFile(target: string): boolean {
  return !['stdout', 'syslog'].includes(target);
}

function messageOf(err: unknown): string {
  return err instanceof Error ? err.message : String(err);
}
