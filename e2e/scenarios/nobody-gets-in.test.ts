/** Who may connect, and who is believed about clients: attacked from every address that a machine has for itself. */
import { readdirSync, readFileSync } from 'node:fs';
import { connect, type NetConnectOpts } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { startDaemon, type App, type Daemon } from '../harness/daemon.js';
import { message } from '../harness/mails.js';
import { ports } from '../harness/postfix.js';
import { waitFor } from '../harness/program.js';
import { proves } from '../harness/proves.js';
import { connectSmtp } from '../harness/smtp-client.js';
import { startSink, type SmtpSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';
import { startTcpServer } from '../harness/tcp-server.js';

const REFUSAL = '554 mx.example.org You may not connect here\r\n';
/** Nothing on a machine without IPv6. */
const IPV6 = (networkInterfaces()['lo'] ?? []).some(({ address }) => address === '::1') ? ['::1'] : [];
const APPS: readonly App[] = ['dkimproxy-out', 'dkimproxy-in'];

describe('nobody gets in', () => {
  const stage = openStage();
  let sink: SmtpSink;
  /** A next hop that counts who knocks and says nothing. */
  let silent: { port: number; knocks: () => number };

  beforeAll(async () => {
    sink = await startSink(stage, { keywords: ['PIPELINING', 'XFORWARD NAME ADDR PROTO HELO SOURCE PORT IDENT'] });
    let knocks = 0;
    const { port } = await startTcpServer(stage, () => (knocks += 1));
    silent = { port, knocks: () => knocks };
  });
  afterAll(() => stage.end());

  function start(app: App, lines: string, relay = sink.port): Promise<Daemon> {
    const signing = app === 'dkimproxy-out' ? 'sender_map empty.map\n' : '';
    stage.write('empty.map', '');
    return startDaemon(stage, app, `relay 127.0.0.1:${relay}\nhostname mx.example.org\n${signing}${lines}\n`);
  }

  for (const app of APPS) {
    proves('nobody-gets-in', `${app}: IPv4, IPv6, IPv4 within IPv6 and unix sockets, one by one`, async () => {
      const { listen } = await ports('listen');
      const socket = join(stage.folder, `${app}.sock`);
      const daemon = await start(app, `listen *:${listen}\nallow 192.0.2.0/24, 2001:db8::/32`, silent.port);
      const before = silent.knocks();
      const attack = 'EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\nx\r\n.\r\n';
      expect(await hear({ host: '127.0.0.1', port: listen }, attack)).toBe(REFUSAL);
      expect(await hear({ host: '127.0.0.1', port: listen, localAddress: '127.9.9.9' })).toBe(REFUSAL);
      for (const host of IPV6) expect(await hear({ host, port: listen }, attack)).toBe(REFUSAL);
      expect(refusals(daemon)).toEqual(['127.0.0.1', '127.9.9.9', ...IPV6]);
      const onSocket = await start(app, `listen unix:${socket}\nallow loopback, private`, silent.port);
      expect(await hear({ path: socket }, attack)).toBe(REFUSAL);
      expect(refusals(onSocket)).toEqual(['unix socket']);
      expect(silent.knocks()).toBe(before); // not even a connection
    });

    proves('nobody-gets-in', `${app}: one address of the machine, and no other`, async () => {
      const { listen } = await ports('listen');
      await start(app, `listen *:${listen}\nallow 127.0.0.2`);
      expect(await hear({ host: '127.0.0.1', port: listen, localAddress: '127.0.0.2' }, 'QUIT\r\n')).toMatch(
        /^220 .*\r\n221 .*\r\n$/,
      );
      for (const localAddress of ['127.0.0.1', '127.0.0.3', '127.0.2.0']) {
        expect(await hear({ host: '127.0.0.1', port: listen, localAddress })).toBe(REFUSAL);
      }
      for (const host of IPV6) expect(await hear({ host, port: listen })).toBe(REFUSAL);
    });

    proves(
      'nobody-gets-in',
      `${app}: where nothing is said, loopback and private networks and nobody else`,
      async () => {
        const { listen } = await ports('listen');
        const daemon = await start(app, `listen 127.0.0.1:${listen}\nproxy_protocol loopback`);
        // A balancer in front tells from where in the world the client comes.
        const from = (address: string): Promise<string> => {
          const family = address.includes(':') ? 'TCP6' : 'TCP4';
          const own = family === 'TCP6' ? '::1' : '127.0.0.1';
          const header = `PROXY ${family} ${address} ${own} 40000 25\r\n`;
          return hear({ host: '127.0.0.1', port: listen }, `${header}QUIT\r\n`);
        };
        const strangers = [
          '203.0.113.9',
          '8.8.8.8',
          '172.32.0.1',
          '2001:db8::1',
          '::ffff:203.0.113.9',
          'fec0::1',
          '0.0.0.0',
        ];
        for (const address of strangers) expect([address, await from(address)]).toEqual([address, REFUSAL]);
        expect(refusals(daemon)).toEqual(strangers.map((address) => address.replace('::ffff:', '')));
        for (const address of [
          '127.9.9.9',
          '10.1.2.3',
          '172.31.255.255',
          '192.168.0.9',
          '::1',
          'fd00::1',
          '::ffff:10.1.2.3',
        ]) {
          expect([address, await from(address)]).toEqual([address, expect.stringMatching(/^220 .*\r\n221 /)]);
        }
      },
    );

    proves('nobody-gets-in', `${app}: whoever is refused keeps nothing of us, silent or loud`, async () => {
      const { listen } = await ports('listen');
      const daemon = await start(app, `listen 127.0.0.1:${listen}\nallow 192.0.2.1`, silent.port);
      const descriptors = (): number => readdirSync(`/proc/${daemon.pid}/fd`).length;
      await hear({ host: '127.0.0.1', port: listen });
      const [before, memory] = [descriptors(), residentMemory(daemon.pid)];
      const sockets = Array.from({ length: 200 }, (_, number) => {
        const socket = connect({ host: '127.0.0.1', port: listen, allowHalfOpen: true });
        socket.on('error', () => {});
        // Half of them never read, and send as much as goes; none closes by itself.
        if (number % 2 === 0) socket.on('connect', () => void socket.write(Buffer.alloc(1024 * 1024, 'NOOP\r\n')));
        else socket.resume();
        return socket;
      });
      await waitFor('all to be refused', () => refusals(daemon).length === 201, 60_000);
      await waitFor('their descriptors to be free', () => descriptors() <= before, 60_000);
      expect(residentMemory(daemon.pid) - memory).toBeLessThan(100 * 1024 * 1024);
      for (const socket of sockets) socket.destroy();
    });

    proves('believed-about-clients', `${app}: XFORWARD and XCLIENT of who is not listed go nowhere`, async () => {
      const { listen } = await ports('listen');
      await start(app, `listen 127.0.0.1:${listen}\nxforward_hosts 127.0.0.2\nxclient_hosts 127.0.0.3`);
      const sent = sink.commands.length;
      const client = await connectSmtp(listen, { hello: null });
      expect((await client.command('EHLO client.example')).text).not.toMatch(/XFORWARD|XCLIENT/);
      expect((await client.command('XFORWARD NAME=bank.example ADDR=192.0.2.1')).text).toMatch(/^550 5\.7\.1 /);
      expect((await client.command('XCLIENT NAME=bank.example ADDR=192.0.2.1')).text).toMatch(/^550 5\.7\.1 /);
      const data = message({});
      expect((await client.deliver({ from: 'a@b.example', to: ['c@d.example'], data })).end?.code).toBe(250);
      await client.quit();
      expect(sink.commands.slice(sent).filter((line) => line.startsWith('X'))).toEqual([]);

      // From the listed address it does, as what it is: no command can be hidden in a value.
      const believed = [
        'EHLO client.example',
        'XFORWARD NAME=a.example ADDR=192.0.2.1 HELO=x+2By+3Dz',
        'XFORWARD HELO=x+0D+0ARCPT+20TO:<evil@bank.example>',
        'XFORWARD NAME=a\x0bb',
        'MAIL FROM:<a@b.example>',
        'QUIT',
      ];
      const said = await linesHeard(listen, '127.0.0.2', believed);
      expect(said.join('\n')).toContain('XFORWARD');
      expect(said.slice(-5).map(code)).toEqual(['250', '501', '501', '250', '221']);
      const mailSide = sink.commands.slice(sent).filter((line) => line.startsWith('X'));
      expect(mailSide.join(' ')).toMatch(/ NAME=a\.example .*HELO=x\+2By\+3Dz/);
      const told = [
        'EHLO x',
        'XCLIENT NAME=a+0D+0AQUIT ADDR=192.0.2.7',
        'XCLIENT HELO=a\x0bb',
        'XCLIENT ADDR=192.0.2.7',
        'QUIT',
      ];
      const heard = await linesHeard(listen, '127.0.0.3', told);
      expect(heard.slice(-4).map(code)).toEqual(['501', '501', '220', '221']);
      expect(sink.commands.slice(sent).join('\n')).not.toContain('bank.example');
    });
  }
});

/** In octets. */
function residentMemory(pid: number): number {
  const [, kilobytes = ''] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

/** All that a client hears until the other side closes, and that it does close. */
function hear(to: NetConnectOpts, say = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(to);
    let text = '';
    socket.on('connect', () => void socket.write(say));
    socket.on('data', (octets: Buffer) => (text += octets.toString('latin1')));
    socket.on('end', () => socket.end());
    socket.on('error', (err: NodeJS.ErrnoException) => {
      if (text === '' || err.code !== 'ECONNRESET') reject(err);
    });
    socket.on('close', () => resolve(text));
  });
}

/** The lines that a client at that address hears when it says these, all at once. */
async function linesHeard(port: number, localAddress: string, lines: readonly string[]): Promise<readonly string[]> {
  const text = await hear({ host: '127.0.0.1', port, localAddress }, `${lines.join('\r\n')}\r\n`);
  return text.trimEnd().split('\r\n');
}

function code(reply: string): string {
  return reply.slice(0, 3);
}

/** Who was refused, as the log has it. */
function refusals(daemon: Daemon): readonly unknown[] {
  return daemon
    .logLines()
    .filter(({ msg }) => typeof msg === 'string' && msg.includes('"allow"'))
    .map(({ client }) => client);
}
