/** What mail is sent through: our programs, and what they are measured against. Each is started when it is first needed. */
import { startDaemon, type Daemon } from 'e2e/harness/daemon.js';
import { startOddDns } from 'e2e/harness/dns.js';
import { freePort, listening } from 'e2e/harness/ports.js';
import { start, waitFor } from 'e2e/harness/program.js';
import { fileURLToPath } from 'node:url';
import type { Bench } from '../bench.js';
import { sendAll, startBlackHole } from '../load/load.js';
import type { MailName } from '../messages/store.js';
import { DOMAIN, selectorAt } from '../signature-requests.js';
import { OURS, type Subject } from '../subject.js';

/** `unsigned`: the same program, which finds nothing to do for the mail. */
export type OurTarget = 'out' | 'in' | 'out, unsigned' | 'in, unsigned';
/** `pipe`: node-pipe.ts, always with a connection for each mail; `direct`: nothing stands between. */
export type OtherTarget = 'pipe' | 'direct';

export interface Target {
  readonly port: number;
  /** Null where nothing stands between. */
  readonly pid: number | null;
  readonly file: (mail: MailName) => Promise<string>;
}

/** What each one has to do with a mail: a program that does not do it would be measured for nothing. */
const LOGGED: Readonly<Record<OurTarget, string>> = {
  out: 'DKIM signing - signed',
  in: 'DKIM verify - pass',
  'out, unsigned': 'DKIM signing - skipped',
  'in, unsigned': 'DKIM verify - none',
};

export function isOurs(target: OurTarget | OtherTarget): target is OurTarget {
  return target !== 'pipe' && target !== 'direct';
}

/** `group`: programs of different groups are not shared. Those that a row compares have seen the same mail before. */
export function ourTarget(bench: Bench, subject: Subject, target: OurTarget, group = ''): Promise<Target> {
  const program = target === 'out' || target === 'in' ? target : target === 'out, unsigned' ? 'idle out' : 'in';
  return bench.once(`target ${group} ${subject.name} ${program} ${target}`, async () => {
    const { daemon, port } = await bench.once(`daemon ${group} ${subject.name} ${program}`, () =>
      startProxy(bench, subject, program),
    );
    const file = (mail: MailName) => (target === 'in' ? bench.mails.signed(mail) : bench.mails.plain(mail));
    const { warmUpMails: mails, mostSessions } = bench.effort;
    const sessions = Math.min(WARM_UP_SESSIONS, mails, mostSessions);
    await sendAll(bench, { port, sessions, mails, file: await file('2 KB'), kept: false });
    await waitFor(`${target} to log "${LOGGED[target]}"`, () => daemon.output().includes(LOGGED[target]));
    return { port, pid: daemon.pid, file };
  });
}

export function otherTarget(bench: Bench, target: OtherTarget): Promise<Target> {
  return bench.once(`target ${target}`, async () => {
    const relay = await blackHole(bench);
    const file = bench.mails.plain;
    if (target === 'direct') return { port: relay, pid: null, file };
    const port = await freePort();
    const program = fileURLToPath(new URL('node-pipe.js', import.meta.url));
    const pipe = start(bench.stage, process.execPath, [program, String(port), String(relay)]);
    await listening(port, pipe);
    return { port, pid: pipe.pid, file };
  });
}

export interface RunningProxy {
  readonly daemon: Daemon;
  readonly port: number;
}

/** `idle out` signs for domains that no mail is from. `extra`: more lines of its configuration. */
export async function startProxy(
  bench: Bench,
  subject: Subject,
  program: 'out' | 'in' | 'idle out',
  extra = '',
): Promise<RunningProxy> {
  const port = await freePort();
  const common = `listen 127.0.0.1:${port}\nrelay 127.0.0.1:${await blackHole(bench)}\nhostname mx.bench.example\n`;
  const domain = program === 'out' ? DOMAIN : 'other.example,another.example';
  const own =
    program === 'in'
      ? `nameserver 127.0.0.1:${await keyServer(bench)}\n`
      : `domain ${domain}\nsignature dkim(a=rsa-sha256,c=relaxed/relaxed)\nkeyfile ${bench.key.file}\nselector ${selectorAt(0)}\n`;
  const app = program === 'in' ? 'dkimproxy-in' : 'dkimproxy-out';
  const daemon = await startDaemon(bench.stage, app, `${common}${own}${extra}`, [], {
    keep: LOG_KEPT,
    checkout: subject.checkout,
    nodeFlags: subject === OURS ? bench.profilingFlags(`${app}-${port}`) : [],
  });
  return { daemon, port };
}

const LOG_KEPT = 100_000; // characters
const WARM_UP_SESSIONS = 10;

export function blackHole(bench: Bench): Promise<number> {
  return bench.once('black hole', () => startBlackHole(bench.stage));
}

/** DNS that knows the one key. */
function keyServer(bench: Bench): Promise<number> {
  return bench.once('key server', async () => {
    const name = `${selectorAt(0)}._domainkey.${DOMAIN}`;
    return (await startOddDns(bench.stage, { [name]: { txt: [bench.key.record] } })).port;
  });
}
