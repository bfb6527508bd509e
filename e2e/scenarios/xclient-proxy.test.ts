/** Who the client is, told from hop to hop: XFORWARD and XCLIENT to a real Postfix, the PROXY protocol from a real HAProxy. */
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { startDaemon, type Daemon } from '../harness/daemon.js';
import { startHaProxy } from '../harness/haproxy.js';
import { fieldValues, message } from '../harness/mails.js';
import { lacks } from '../harness/needs.js';
import { ports, startPostfix, type Postfix } from '../harness/postfix.js';
import { waitFor } from '../harness/program.js';
import { proves } from '../harness/proves.js';
import { connectSmtp as connectWith, type SmtpClient, type SmtpReply } from '../harness/smtp-client.js';
import { startSink, type SmtpSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';

const MAIL = { from: 'taro@example.net', to: ['hanako@example.org'] };

/** A reply comes at once here; a fault shall not cost a minute. */
const connectSmtp = (port: number, options: Parameters<typeof connectWith>[1] = {}): Promise<SmtpClient> =>
  connectWith(port, { timeoutMs: 20_000, ...options });

let count = 0;

/** A message, and what stands in its subject alone. */
function marked(): { data: Buffer; mark: string } {
  count += 1;
  const mark = `told-${count}.`;
  return { data: message({ from: MAIL.from, subject: mark }), mark };
}

/** But for the one that a test as root brings. */
const warnings = (daemon: Daemon): readonly unknown[] =>
  daemon.logLines().filter(({ level, option }) => Number(level) >= 40 && option !== 'user');

describe.skipIf(lacks('root', 'postfix'))('a Postfix behind the verifier is told who the client is', () => {
  const stage = openStage();
  let sink: SmtpSink;
  let postfix: Postfix;
  let port: Record<'open' | 'guarded' | 'deaf', number>;

  beforeAll(async () => {
    sink = await startSink(stage, { keywords: ['8BITMIME', 'XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE'] });
    port = await ports('open', 'guarded', 'deaf');
    const believes = `-o smtpd_authorized_xclient_hosts=127.0.0.0/8 -o smtpd_authorized_xforward_hosts=127.0.0.0/8`;
    const takesAll = `-o mynetworks=0.0.0.0/0,[::]/0`;
    postfix = await startPostfix(stage, {
      relayPort: sink.port,
      main: 'inet_protocols = all\nsmtp_send_xforward_command = yes',
      services: [
        `127.0.0.1:${port.open} inet n - n - - smtpd\n  ${believes} ${takesAll}`,
        // Mail of its networks alone, which are 127.0.0.0/8: who is taken for us may relay.
        `127.0.0.1:${port.guarded} inet n - n - - smtpd\n  ${believes}`,
        `127.0.0.1:${port.deaf} inet n - n - - smtpd\n  ${takesAll}`,
      ],
    });
  });
  afterAll(() => stage.end());

  async function verifier(relay: number, options = ''): Promise<{ port: number; daemon: Daemon }> {
    const { listen } = await ports('listen');
    const conf = `listen 127.0.0.1:${listen}\nrelay 127.0.0.1:${relay}\nhostname mx.example.org\n${options}\n`;
    return { port: listen, daemon: await startDaemon(stage, 'dkimproxy-in', conf) };
  }

  /** The Received field that Postfix wrote: whom it takes for its client. */
  async function deliver(client: SmtpClient): Promise<string> {
    const { data, mark } = marked();
    const { end } = await client.deliver({ ...MAIL, data });
    expect(end?.text).toMatch(/^250 2\.0\.0 Ok: queued as /);
    await client.quit();
    return received(mark);
  }

  async function received(mark: string): Promise<string> {
    const mail = await waitFor(`the mail ${mark}`, () => sink.mails.find(({ data }) => data.includes(mark)));
    return (fieldValues(mail.data, 'Received')[0] ?? '').trim();
  }

  proves('S-227', 'XCLIENT: 220, EHLO anew, and Postfix takes its client for the one that was told', async () => {
    const { port: listen, daemon } = await verifier(port.open, 'send_xclient yes\ndebugtrace yes');
    const client = await connectSmtp(listen);
    expect((await client.command('EHLO front.example')).text).toMatch(
      /^250[- ]XCLIENT NAME PROTO HELO LOGIN DESTADDR DESTPORT PORT ADDR$/m,
    );
    const told = 'XCLIENT NAME=spike.example ADDR=192.0.2.7 PORT=4711 PROTO=ESMTP HELO=[192.0.2.7] LOGIN=taro';
    expect((await client.command(told)).text).toMatch(/^220 mx\.example\.org ESMTP/);
    expect((await client.command('XCLIENT ADDR=127.0.0.1')).text).toMatch(/^550 5\.7\.1 /);
    expect((await client.command('EHLO spike.example')).text).not.toContain('XCLIENT');
    expect(await deliver(client)).toMatch(/^from \[192\.0\.2\.7\] \(spike\.example \[192\.0\.2\.7\]\)/);
    expect(postfix.log()).toMatch(/client=spike\.example\[192\.0\.2\.7\](?::4711)?, .*sasl_username=taro/);
    expect(warnings(daemon)).toEqual([]);
  });

  proves('S-227', 'an IPv6 client, one whose name is not known, and several commands for long values', async () => {
    const { port: listen, daemon } = await verifier(port.open, 'send_xclient yes');
    for (const { commands, from } of [
      { commands: ['ADDR=IPV6:2001:db8::7'], from: /^from \S+ \(unknown \[IPv6:2001:db8::7\]\)/ },
      { commands: ['NAME=[TEMPUNAVAIL] ADDR=192.0.2.8 HELO=x'], from: /^from x \(unknown \[192\.0\.2\.8\]\)/ },
      { commands: ['NAME=[UNAVAILABLE] PORT=[UNAVAILABLE]', 'ADDR=192.0.2.9'], from: /\(unknown \[192\.0\.2\.9\]\)/ },
      {
        commands: [
          `NAME=${'n'.repeat(60)}.example HELO=${'h'.repeat(250)}`,
          `LOGIN=${'l'.repeat(250)} ADDR=192.0.2.10`,
        ],
        from: new RegExp(String.raw`^from h{250}\s+\(n{60}\.example \[192\.0\.2\.10\]\)`),
      },
    ]) {
      const client = await connectSmtp(listen);
      for (const command of commands) expect((await client.command(`XCLIENT ${command}`)).code).toBe(220);
      await client.command('EHLO front.example');
      expect(await deliver(client)).toMatch(from);
    }
    expect(warnings(daemon)).toEqual([]);
  });

  proves(
    'S-227',
    'send_xclient: an ordinary client is told as it is, its name as unknown and not as ours',
    async () => {
      const { port: listen, daemon } = await verifier(port.open, 'send_xclient yes\nxclient_hosts unix');
      expect(await deliver(await connectSmtp(listen))).toMatch(/^from client\.example \(unknown \[127\.0\.0\.1\]\)/);
      expect(warnings(daemon)).toEqual([]);
    },
  );

  proves('S-227', 'the told client has its own rights at Postfix, with EHLO or without, and not ours', async () => {
    const { port: listen } = await verifier(port.guarded, 'send_xclient yes\nproxy_protocol yes\nallow any');
    const rcptOf = async (header: string, hello: string | null): Promise<SmtpReply> => {
      const client = await connectSmtp(listen, { hello, before: header });
      await client.command(`MAIL FROM:<${MAIL.from}>`);
      const reply = await client.command('RCPT TO:<hanako@example.org>');
      client.destroy();
      return reply;
    };
    const outside = 'PROXY TCP4 198.51.100.5 192.0.2.1 4711 25\r\n';
    const inside = 'PROXY TCP4 127.0.0.1 127.0.0.1 4711 25\r\n';
    expect((await rcptOf(inside, 'EHLO client.example')).code).toBe(250);
    for (const hello of ['EHLO client.example', 'HELO client.example', null]) {
      expect((await rcptOf(outside, hello)).text).toMatch(/^554 5\.7\.1 .*(?:Relay access|Access) denied/);
    }
    expect(postfix.log()).toContain('unknown[198.51.100.5]: 554 5.7.1');
  });

  proves('S-227', 'XFORWARD behind XCLIENT goes on as Postfix lets it, and mail goes on', async () => {
    const { port: listen, daemon } = await verifier(port.open, 'send_xclient yes\nxforward_hosts any');
    const client = await connectSmtp(listen);
    await client.command('XCLIENT ADDR=192.0.2.7 HELO=spike.example');
    await client.command('EHLO spike.example');
    expect((await client.command('XFORWARD NAME=first.example ADDR=192.0.2.99')).code).toBe(250);
    expect(await deliver(client)).toContain('[192.0.2.7]');
    expect(postfix.log()).toContain('client=unknown[192.0.2.7], orig_client=first.example[192.0.2.99]');
    expect(warnings(daemon)).toEqual([]);
  });

  proves('S-227', 'without send_xclient Postfix hears of the told client by XFORWARD', async () => {
    const { port: listen, daemon } = await verifier(port.open);
    const client = await connectSmtp(listen);
    expect((await client.command('EHLO front.example')).text).toMatch(/^250[- ]XCLIENT NAME ADDR PORT PROTO HELO$/m);
    await client.command('XCLIENT NAME=[TEMPUNAVAIL] ADDR=IPV6:2001:db8::77 PORT=4711 HELO=spike.example PROTO=SMTP');
    await client.command('EHLO spike.example');
    expect(await deliver(client)).toContain('[127.0.0.1]'); // it speaks of the client, and gives it no rights
    expect(postfix.log()).toContain('orig_client=unknown[2001:db8::77]');
    expect(warnings(daemon)).toEqual([]);
  });

  proves(
    'S-227',
    'a Postfix that offers neither: XCLIENT is not offered, and send_xclient changes nothing',
    async () => {
      const { port: listen, daemon } = await verifier(port.deaf, 'send_xclient yes');
      const client = await connectSmtp(listen);
      expect((await client.command('EHLO front.example')).text).not.toContain('XCLIENT');
      expect((await client.command('XCLIENT ADDR=192.0.2.7')).code).toBe(502);
      expect(await deliver(client)).toContain('[127.0.0.1]');
      expect(warnings(daemon)).toEqual([]);
    },
  );

  proves('S-220', 'XFORWARD with every attribute, xtext and [UNAVAILABLE] among them, reaches Postfix', async () => {
    const { port: listen, daemon } = await verifier(port.open);
    for (const { attributes, log, onward } of [
      {
        attributes: 'NAME=spike.example ADDR=192.0.2.7 PORT=4711 PROTO=ESMTP HELO=a+2Bb+3Dc IDENT=Q1 SOURCE=LOCAL',
        log: /orig_queue_id=Q1, orig_client=spike\.example\[192\.0\.2\.7\]/,
        onward: ['NAME=spike.example', 'ADDR=192.0.2.7', 'PORT=4711', 'PROTO=ESMTP', 'HELO=a+2Bb=c', 'SOURCE=LOCAL'],
      },
      {
        attributes: 'NAME=[unavailable] ADDR=[UNAVAILABLE] PORT=[Unavailable] HELO=x SOURCE=REMOTE',
        log: /orig_client=unknown$/m,
        onward: ['HELO=x', 'SOURCE=REMOTE'], // Postfix itself sends nothing of what it does not know
      },
      {
        attributes: 'ADDR=IPV6:2001:db8::5',
        log: /orig_client=unknown\[2001:db8::5\]/,
        onward: ['ADDR=IPv6:2001:db8::5'],
      },
    ]) {
      const client = await connectSmtp(listen);
      expect((await client.command(`XFORWARD ${attributes}`)).code).toBe(250);
      const before = sink.commands.length;
      await deliver(client);
      expect(postfix.log()).toMatch(log);
      // What Postfix tells its own next hop is what it has understood.
      const told = sink.commands.slice(before).filter((line) => line.startsWith('XFORWARD'));
      const attributesOf = told.flatMap((line) => line.split(' ').slice(1));
      for (const attribute of onward) expect(attributesOf).toContain(attribute);
      const known = attributesOf.filter((attribute) => /^(?:NAME|ADDR|PORT|HELO)=/.test(attribute));
      expect(known).toEqual(onward.filter((attribute) => /^(?:NAME|ADDR|PORT|HELO)=/.test(attribute)));
    }
    expect(warnings(daemon)).toEqual([]);
  });

  describe.skipIf(lacks('haproxy'))('through HAProxy', () => {
    proves('S-228', 'versions 1 and 2 tell the client; it is judged, and travels on to Postfix', async () => {
      const { port: listen, daemon } = await verifier(
        port.open,
        'proxy_protocol 127.0.0.1\nsend_xclient yes\nallow loopback,192.0.2.0/24',
      );
      const { v1, v2, stranger } = await ports('v1', 'v2', 'stranger');
      const haproxy = await startHaProxy(stage, [
        { listen: v1, server: listen, protocol: 'send-proxy', client: '192.0.2.41' },
        { listen: v2, server: listen, protocol: 'send-proxy-v2', client: '192.0.2.42' },
        { listen: stranger, server: listen, protocol: 'send-proxy-v2', client: '198.51.100.5' },
      ]);
      expect(await deliver(await connectSmtp(v1))).toMatch(/^from client\.example \(unknown \[192\.0\.2\.41\]\)/);
      expect(await deliver(await connectSmtp(v2))).toMatch(/^from client\.example \(unknown \[192\.0\.2\.42\]\)/);
      const refused = await connectSmtp(stranger, { hello: null });
      expect(refused.greeting.text).toBe('554 mx.example.org You may not connect here');
      refused.destroy();
      expect(daemon.logLines()).toContainEqual(
        expect.objectContaining({
          client: '198.51.100.5',
          balancer: '127.0.0.1',
          msg: 'client refused, it is not in "allow"',
        }),
      );
      // Its health checks speak for the balancer itself: UNKNOWN in version 1, LOCAL in version 2.
      for (const frontend of [0, 1, 2]) {
        await waitFor('a health check', async () => (await haproxy.health(frontend)) === 'UP L7OK');
      }
    });

    proves(
      'S-228',
      'without the option a balancer’s header gets 500, and with it SMTP without a header is closed',
      async () => {
        const plain = await verifier(port.open);
        const { v1 } = await ports('v1');
        const haproxy = await startHaProxy(stage, [{ listen: v1, server: plain.port, protocol: 'send-proxy' }]);
        const client = await connectSmtp(v1, { hello: null });
        expect((await client.reply()).text).toMatch(/^500 5\.5\.2 /);
        client.destroy();
        await waitFor('a health check that fails', async () => (await haproxy.health(0)).startsWith('DOWN'));

        const strict = await verifier(port.open, 'proxy_protocol yes');
        await expect(connectSmtp(strict.port, { hello: null, before: 'EHLO x\r\n' })).rejects.toThrow(
          'the server closed the connection',
        );
      },
    );
  });
});
