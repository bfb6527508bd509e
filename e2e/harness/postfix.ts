/** A private Postfix: its own folders, loopback ports, its own log; beside any other one of the machine. */
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './ports.js';
import { run, runWell } from './program.js';
import type { Stage } from './stage.js';

export interface PostfixOptions {
  /** Services of master.cf beside those that every Postfix has, or in place of them (pickup, say). */
  readonly services: readonly string[];
  /** Where mail leaves it: the port of a sink on loopback. */
  readonly relayPort: number;
  /** More lines of main.cf. */
  readonly main?: string;
  /** Users that `AUTH PLAIN` knows, with their passwords. */
  readonly sasl?: { readonly realm: string; readonly users: Readonly<Record<string, string>> };
}

export interface Postfix {
  /** The folder of main.cf, for commands that take one. */
  readonly etc: string;
  /** Its log so far. */
  log(): string;
  /** What `mailq` prints. */
  queue(): Promise<string>;
  /** Tries again what waits. */
  flush(): Promise<void>;
  /** The `sendmail` command, as cron and web programs use it. Lines end in LF. */
  sendmail(from: string, to: string, text: string): Promise<void>;
}

const INTERNAL_SERVICES = `postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
`;
const QUEUES = [
  'active',
  'bounce',
  'corrupt',
  'defer',
  'deferred',
  'flush',
  'hold',
  'incoming',
  'private',
  'saved',
  'trace',
];

let count = 0;

export async function startPostfix(
  stage: Stage,
  { services, relayPort, main = '', sasl }: PostfixOptions,
): Promise<Postfix> {
  count += 1;
  const folder = join(stage.folder, `postfix-${count}`);
  const etc = join(folder, 'etc');
  const [uid, gid] = [idOf('-u'), idOf('-g')];
  const postdrop = Number(execFileSync('getent', ['group', 'postdrop'], { encoding: 'utf8' }).split(':')[2]);

  for (const name of ['etc', 'queue', 'data']) mkdirSync(join(folder, name), { recursive: true });
  chmodSync(folder, 0o755);
  chownSync(join(folder, 'data'), uid, gid);
  chmodSync(join(folder, 'data'), 0o700);
  const saslLines = sasl === undefined ? '' : await writeSasl(stage, `postfix-${count}/etc/sasl`, sasl);
  const daemons = setting('daemon_directory');
  const mainFile = stage.write(
    `postfix-${count}/etc/main.cf`,
    `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
command_directory = ${setting('command_directory')}
daemon_directory = ${daemons}
mail_owner = postfix
setgid_group = postdrop
maillog_file = ${folder}/mail.log
maillog_file_prefixes = ${folder}
myhostname = mail.example.test
myorigin = example.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtp_host_lookup = native
smtpd_peername_lookup = no
alias_maps =
alias_database =
local_recipient_maps =
relayhost = [127.0.0.1]:${relayPort}
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject
smtputf8_enable = yes
message_size_limit = 104857600
queue_run_delay = 3s
minimal_backoff_time = 3s
maximal_backoff_time = 5s
${main}
${saslLines}`,
  );
  // Postfix reads a main.cf of the last seconds again and again, which costs two seconds at each start.
  const earlier = Date.now() / 1000 - 60;
  utimesSync(mainFile, earlier, earlier);
  stage.write(`postfix-${count}/etc/master.cf`, `${services.join('\n')}\n${otherServices(services)}`);
  stage.write(`postfix-${count}/mail.log`, '');
  makeQueue(join(folder, 'queue'), { uid, gid, postdrop });

  await runWell(join(daemons, 'master'), ['-c', etc, '-w']);
  stage.onEnd(async () => void (await run('postfix', ['-c', etc, 'stop'])));
  return {
    etc,
    log: () => readFileSync(join(folder, 'mail.log'), 'utf8'),
    queue: () => runWell('mailq', ['-C', etc]),
    sendmail: async (from, to, text) => void (await runWell('sendmail', ['-C', etc, '-f', from, to], { input: text })),
    flush: async () => void (await run('postqueue', ['-c', etc, '-f'])),
  };
}

/** The services that every Postfix has, but for those that stand in `services`: of two Postfix takes the last. */
function otherServices(services: readonly string[]): string {
  const given = new Set(services.map((service) => service.split(/\s/)[0]));
  return INTERNAL_SERVICES.split('\n')
    .filter((line) => !given.has(line.split(' ')[0]))
    .join('\n');
}

function idOf(flag: string): number {
  return Number(execFileSync('id', [flag, 'postfix']));
}

function setting(name: string): string {
  return execFileSync('postconf', ['-dh', name], { encoding: 'utf8' }).trim();
}

function makeQueue(queue: string, { uid, gid, postdrop }: { uid: number; gid: number; postdrop: number }): void {
  mkdirSync(join(queue, 'pid'));
  for (const name of QUEUES) {
    mkdirSync(join(queue, name));
    chownSync(join(queue, name), uid, gid);
    chmodSync(join(queue, name), 0o700);
  }
  for (const [name, mode] of [
    ['maildrop', 0o1730],
    ['public', 0o2710],
  ] as const) {
    mkdirSync(join(queue, name));
    chownSync(join(queue, name), uid, postdrop);
    chmodSync(join(queue, name), mode);
  }
}

/** Cyrus SASL's own database; gives the lines of main.cf for it. Debian's Postfix reads smtpd.conf below its own folder only. */
async function writeSasl(
  stage: Stage,
  folder: string,
  { realm, users }: NonNullable<PostfixOptions['sasl']>,
): Promise<string> {
  const database = join(stage.folder, folder, 'sasldb2');
  stage.write(
    `${folder}/smtpd.conf`,
    `pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN\nsasldb_path: ${database}\n`,
  );
  for (const [user, password] of Object.entries(users)) {
    await runWell('saslpasswd2', ['-p', '-c', '-f', database, '-u', realm, user], { input: password });
  }
  chmodSync(database, 0o644);
  return `smtpd_sasl_local_domain = ${realm}\nsmtpd_sasl_security_options = noanonymous\n`;
}

/** Free ports by the names that the scenario gives them. */
export async function ports<Name extends string>(...names: readonly Name[]): Promise<Record<Name, number>> {
  const entries: [Name, number][] = [];
  for (const name of names) entries.push([name, await freePort()]);
  return Object.fromEntries(entries) as Record<Name, number>;
}
