/**
 * DNS on loopback. `startNsd` is a real server (nsd) with zones given as data. `startOddDns` answers what no decent
 * server would: nothing at all, a failure, or late.
 */
import { createSocket } from 'node:dgram';
import { join } from 'node:path';
import * as dnsPacket from 'dns-packet';
import { freePort, listening } from './ports.js';
import { start } from './program.js';
import type { Stage } from './stage.js';

export interface DnsServer {
  readonly port: number;
  /** The zones that it answers for. */
  readonly zones: readonly string[];
}

/** An owner name's TXT records, or the name that it is an alias of (CNAME), relative to the zone or with a final dot. */
export type Records = readonly string[] | { readonly alias: string };

/** Each zone by its name: the owner names relative to it (`@` is the zone itself). */
export type Zones = Readonly<Record<string, Readonly<Record<string, Records>>>>;

/** One server of several that zones are delegated to: they share a port (53, unless a test says otherwise). */
export interface Place {
  /** An address of loopback. */
  readonly address: string;
  readonly port: number;
  /** The serial number of its zones. */
  readonly serial: number;
  /** The servers of its zones and their addresses, relative to the zone; null: one without. */
  readonly servers: Readonly<Record<string, string | null>>;
}

export async function startNsd(stage: Stage, zones: Zones, place: Partial<Place> = {}): Promise<DnsServer> {
  const { address = '127.0.0.1', port = await freePort(), serial = 1, servers = { ns: '127.0.0.1' } } = place;
  const own = `nsd-${address}-${port}`;
  const folder = join(stage.folder, own);
  const names = Object.keys(zones);
  for (const [name, records] of Object.entries(zones)) {
    stage.write(`${own}/${name}.zone`, zoneFile(name, records, { serial, servers }));
  }
  const conf = stage.write(
    `${own}/nsd.conf`,
    `server:
  ip-address: ${address}
  port: ${port}
  username: ""
  chroot: ""
  database: ""
  zonesdir: "${folder}"
  pidfile: "${folder}/nsd.pid"
  zonelistfile: "${folder}/zone.list"
  xfrdfile: "${folder}/xfrd.state"
  xfrdir: "${folder}"
  logfile: "${folder}/nsd.log"
  server-count: 1
remote-control:
  control-enable: no
${names.map((name) => `zone:\n  name: "${name}"\n  zonefile: "${name}.zone"\n`).join('')}`,
  );
  const program = start(stage, '/usr/sbin/nsd', ['-d', '-c', conf]);
  await listening(port, program, { address });
  return { port, zones: names };
}

function zoneFile(
  name: string,
  records: Readonly<Record<string, Records>>,
  { serial, servers }: Pick<Place, 'serial' | 'servers'>,
): string {
  const delegations = Object.entries(servers).flatMap(([server, address]) => {
    const delegation = `@ IN NS ${server}.${name}.`;
    return address === null ? [delegation] : [delegation, `${server} IN A ${address}`];
  });
  const lines = Object.entries(records).flatMap(([owner, entry]) =>
    'alias' in entry
      ? [`${owner} IN CNAME ${entry.alias}`]
      : entry.map((text) => `${owner} IN TXT ( ${strings(text)} )`),
  );
  return `$ORIGIN ${name}.
$TTL 600
@ IN SOA ns.${name}. hostmaster.${name}. ( ${serial} 3600 600 86400 60 )
${delegations.join('\n')}
${lines.join('\n')}
`;
}

/** A text in strings of at most 255 octets, as a zone file has them. */
function strings(text: string): string {
  const parts = text.match(/[^]{1,255}/g) ?? [''];
  return parts.map((part) => `"${part.replaceAll(/["\\]/g, String.raw`\$&`)}"`).join(' ');
}

/** What the odd server does with a question for TXT; a name that is not listed does not exist. */
export type OddAnswer = 'silence' | 'server-failure' | { readonly txt: readonly string[]; readonly delayMs?: number };

export interface OddDns extends DnsServer {
  /** The names asked so far, in lower case. */
  readonly asked: readonly string[];
}

/** UDP only: each answer is small, and what this server is for comes before TCP would. */
export async function startOddDns(stage: Stage, answers: Readonly<Record<string, OddAnswer>>): Promise<OddDns> {
  const port = await freePort();
  const socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (message, peer) => {
    const query = dnsPacket.decode(message);
    const question = query.questions?.[0];
    if (question === undefined) return;
    const name = question.name.toLowerCase();
    asked.push(name);
    const answer = answers[name] ?? answers['*'] ?? 'no-such-name';
    if (answer === 'silence') return;
    const records = typeof answer === 'object' ? answer.txt : [];
    const rcode = answer === 'server-failure' ? 2 : answer === 'no-such-name' ? 3 : 0;
    const packet = dnsPacket.encode({
      type: 'response',
      ...(query.id === undefined ? {} : { id: query.id }),
      flags: dnsPacket.RECURSION_DESIRED | dnsPacket.RECURSION_AVAILABLE | rcode,
      questions: [question],
      answers: records.map((text) => ({
        type: 'TXT' as const,
        name: question.name,
        ttl: 60,
        data: text.match(/[^]{1,255}/g) ?? [''],
      })),
    });
    const delayMs = typeof answer === 'object' ? (answer.delayMs ?? 0) : 0;
    setTimeout(() => {
      if (open) socket.send(packet, peer.port, peer.address);
    }, delayMs);
  });
  let open = true;
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, '127.0.0.1', resolve);
  });
  stage.onEnd(
    () =>
      new Promise<void>((resolve) => {
        open = false;
        socket.close(resolve);
      }),
  );
  return { port, zones: [], asked };
}
