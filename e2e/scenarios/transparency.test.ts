/**
 * Between a client and the next hop each program is as good as not there: replies word for word, commands as they came.
 * Raw sockets on both sides; the programs as they are installed.
 */
import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest';
import { startDaemon, type App } from '../harness/daemon.js';
import { rsaKey } from '../harness/keys.js';
import { lacks } from '../harness/needs.js';
import { freePort } from '../harness/ports.js';
import { proves } from '../harness/proves.js';
import { connectSmtp, type SmtpClient, type SmtpReply } from '../harness/smtp-client.js';
import { startSink, type SmtpSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';

const APPS: readonly App[] = ['dkimproxy-out', 'dkimproxy-in'];
const KEYWORDS = [
  'PIPELINING',
  'SIZE 10240000',
  'VRFY',
  'ETRN',
  'STARTTLS',
  'AUTH PLAIN LOGIN',
  'ENHANCEDSTATUSCODES',
  '8BITMIME',
  'DSN',
  'SMTPUTF8',
  'CHUNKING',
  'BINARYMIME',
  'REQUIRETLS',
  'XFORWARD NAME ADDR PROTO HELO SOURCE PORT IDENT',
];
const MESSAGE = 'From: taro@example.net\r\nSubject: x\r\n\r\nHello\r\n';
const MAIL = 'MAIL FROM:<taro@example.net>';
const RCPT = 'RCPT TO:<hanako@example.org>';

/** Replies of a next hop to MAIL, RCPT and the end of data, as they stand on the wire without the last CRLF. */
const REPLIES = [
  '250 2.1.0 Ok',
  '250 Ok without an enhanced code',
  '250',
  '250-2.0.0 first line\r\n250-2.0.0 \r\n250 2.0.0 last line',
  '451 4.3.0 try again later',
  '452-4.2.2 mailbox full\r\n452 4.2.2 really',
  '450 greylisted, no code',
  '550 5.1.1 <hanako@example.org>: Recipient address rejected: User unknown',
  '550-5.7.1 a long story\r\n550-5.7.1 in three\r\n550 5.7.1 lines',
  '554 no code',
  '555 5.5.4 Unsupported option: \xe9\xe8 in latin1',
  '599 a code that nobody knows',
];

const wire = (reply: SmtpReply): string => reply.text.replaceAll('\n', '\r\n');

describe.skipIf(lacks('openssl'))('transparency', () => {
  const stage = openStage();
  const replies = new Map<string, string>();
  let sink: SmtpSink;
  const listen = new Map<App, number>();

  beforeAll(async () => {
    const key = await rsaKey(stage, 2048);
    sink = await startSink(stage, {
      keywords: KEYWORDS,
      reply: (line) => replies.get(line) ?? replies.get(line.slice(0, 4).toUpperCase()),
    });
    for (const app of APPS) {
      const port = await freePort();
      const own =
        app === 'dkimproxy-out' ? `domain example.net\nsignature dkim\nkeyfile ${key.file}\nselector s1\n` : '';
      await startDaemon(
        stage,
        app,
        `listen 127.0.0.1:${port}\nrelay 127.0.0.1:${sink.port}\nhostname proxy.example\n${own}`,
      );
      listen.set(app, port);
    }
  });
  beforeEach(() => replies.clear());
  afterAll(() => stage.end());

  for (const app of APPS) {
    /** Connects, and forgets what the sink has heard before. */
    const begin = async (hello: string | null = 'EHLO client.example'): Promise<SmtpClient> => {
      const client = await connectSmtp(listen.get(app) ?? 0, { hello });
      sink.clear();
      return client;
    };
    /** What the sink has heard since, without the session's own words. */
    let heardBefore = 0;
    const mark = (): void => {
      heardBefore = sink.commands.length;
    };
    const heard = (): readonly string[] => sink.commands.slice(heardBefore).filter((line) => line !== 'QUIT');

    proves(
      'own-replies',
      `${app}: MAIL and RCPT get the next hop's own reply, and so does the end of data`,
      async () => {
        for (const reply of REPLIES) {
          const client = await begin();
          replies.set('MAIL', reply);
          expect(wire(await client.command(MAIL))).toBe(reply);
          replies.delete('MAIL');
          await client.command('RSET');
          await client.command(MAIL);
          replies.set('RCPT', reply);
          expect(wire(await client.command(RCPT))).toBe(reply);
          replies.delete('RCPT');
          await client.command(RCPT);
          await client.command('DATA');
          replies.set('.', reply);
          client.write(`${MESSAGE}.\r\n`);
          expect(wire(await client.reply())).toBe(reply);
          replies.delete('.');
          // The session goes on whatever it was.
          expect(
            (await client.deliver({ from: 'a@example.net', to: ['b@example.org'], data: Buffer.from(MESSAGE) })).end
              ?.code,
          ).toBe(250);
          await client.quit();
        }
      },
    );

    proves('own-replies', `${app}: 251 and 252 to RCPT are acceptances`, async () => {
      for (const reply of ['251 2.1.5 User not local; will forward', '252 2.1.5 Cannot VRFY user']) {
        const client = await begin();
        await client.command(MAIL);
        replies.set('RCPT', reply);
        expect(wire(await client.command(RCPT))).toBe(reply);
        expect((await client.command('DATA')).code).toBe(354);
        client.write(`${MESSAGE}.\r\n`);
        expect((await client.reply()).code).toBe(250);
        await client.quit();
        replies.clear();
      }
    });

    proves('own-replies', `${app}: a refusal of DATA is the reply to the end of data`, async () => {
      for (const reply of ['554 5.5.1 No valid recipients', '451-4.3.0 queue\r\n451 4.3.0 is full']) {
        const client = await begin();
        await client.command(MAIL);
        await client.command(RCPT);
        replies.set('DATA', reply);
        expect((await client.command('DATA')).code).toBe(354);
        client.write(`${MESSAGE}.\r\n`);
        expect(wire(await client.reply())).toBe(reply);
        replies.clear();
        expect(sink.mails).toHaveLength(0);
        expect(
          (await client.deliver({ from: 'a@example.net', to: ['b@example.org'], data: Buffer.from(MESSAGE) })).end
            ?.code,
        ).toBe(250);
        await client.quit();
      }
    });

    proves('own-replies', `${app}: one refused recipient among three, and all three`, async () => {
      const client = await begin();
      replies.set('RCPT TO:<b@example.org>', '550 5.1.1 no b here');
      const to = ['a@example.org', 'b@example.org', 'c@example.org'];
      const { rcpt, end } = await client.deliver({ from: 'taro@example.net', to, data: Buffer.from(MESSAGE) });
      expect(rcpt.map(wire)).toEqual(['250 2.1.5 Ok', '550 5.1.1 no b here', '250 2.1.5 Ok']);
      expect(end?.code).toBe(250);
      expect(sink.mails.map((mail) => mail.rcpt)).toEqual([['RCPT TO:<a@example.org>', 'RCPT TO:<c@example.org>']]);

      replies.set('RCPT', '450 4.2.0 nobody today');
      mark();
      await client.command(MAIL);
      for (const name of to) await client.command(`RCPT TO:<${name}>`);
      expect((await client.command('DATA')).text).toMatch(/^554 5\.5\.1 /);
      expect(heard()).not.toContain('DATA');
      await client.quit();
    });

    proves('our-replies', `${app}: what is ours is answered here, and the next hop hears nothing of it`, async () => {
      const client = await begin(null);
      expect(client.greeting.text).toBe('220 proxy.example ESMTP');
      mark();
      const ours: Record<string, RegExp> = {
        'HELO client.example': /^250 proxy\.example$/,
        RSET: /^250 2\.0\.0 /,
        NOOP: /^250 2\.0\.0 /,
        'VRFY hanako': /^252 2\.5\.0 /,
        HELP: /^214 2\.0\.0 /,
        'EXPN list': /^502 5\.5\.1 /,
        'ETRN example.org': /^502 5\.5\.1 /,
        TURN: /^502 5\.5\.1 /,
        'AUTH PLAIN AHRhcm8AcHc=': /^502 5\.5\.1 /,
        STARTTLS: /^502 5\.5\.1 /,
        DATA: /^503 5\.5\.1 /,
        HELLO: /^500 5\.5\.2 /,
        'BDAT 0 LAST': /^502 5\.5\.1 /,
        QUIT: /^221 2\.0\.0 /,
      };
      for (const [line, reply] of Object.entries(ours)) expect((await client.command(line)).text).toMatch(reply);
      expect(heard()).toEqual([]);
      client.destroy();
    });

    proves('ehlo-offers', `${app}: EHLO offers what both can do, whatever the next hop offers`, async () => {
      const client = await begin(null);
      const reply = await client.command('EHLO client.example');
      expect(reply.lines).toEqual([
        'proxy.example',
        'PIPELINING',
        'SIZE 10219520',
        '8BITMIME',
        'SMTPUTF8',
        'DSN',
        'ENHANCEDSTATUSCODES',
        'XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE',
        'XCLIENT NAME ADDR PORT PROTO HELO',
      ]);
      await client.quit();
    });

    proves('as-they-came', `${app}: MAIL and RCPT with every parameter, octet by octet`, async () => {
      const commands = [
        'MAIL FROM:<taro@example.net> SIZE=1000 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=QQ314159+2Bx+3D',
        'RCPT TO:<hanako@example.org> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;a+2Bb@example.org',
        'rcpt to:<"a b"@example.org> NOTIFY=NEVER',
        'RCPT TO:<"a@b"@example.org>',
        'RCPT TO: <a..b@docomo.example>',
        'RCPT TO:<.a.@example.org>',
        'RCPT TO:<postmaster>',
        'RCPT TO:<u@[IPv6:::1]>',
        'RCPT TO:<@relay.example:u@example.org>',
        'RCPT TO:<U@EXAMPLE.ORG>',
        'RCPT TO:<u@EXAMPLE.org>',
        'RCPT TO:<\xe5\xb1\xb1@\xe4\xbe\x8b.example>',
        'RCPT TO:<u@xn--fsqu00a.example> X-UNKNOWN=1',
      ];
      const client = await begin();
      mark();
      for (const line of commands) expect((await client.command(line)).code).toBe(250);
      await client.command('DATA');
      client.write(`${MESSAGE}.\r\n`);
      expect((await client.reply()).code).toBe(250);
      expect(heard()).toEqual([...commands, 'DATA']);
      await client.quit();
    });

    proves(
      'xforward-attributes',
      `${app}: every attribute, unknown ones, xtext, and none of the mail before`,
      async () => {
        const client = await begin();
        mark();
        await client.command('XFORWARD NAME=spike.example ADDR=IPV6:2001:db8::1 PORT=2525 PROTO=ESMTP');
        await client.command('xforward helo=a+2Bb IDENT=4X1y2z SOURCE=REMOTE');
        await client.deliver({ from: 'taro@example.net', to: ['hanako@example.org'], data: Buffer.from(MESSAGE) });
        await client.command('XFORWARD NAME=[unavailable] HELO=x');
        await client.deliver({ from: 'taro@example.net', to: ['hanako@example.org'], data: Buffer.from(MESSAGE) });
        await client.deliver({ from: 'taro@example.net', to: ['hanako@example.org'], data: Buffer.from(MESSAGE) });
        const transaction = [MAIL, RCPT, 'DATA'];
        expect(heard()).toEqual([
          'XFORWARD NAME=spike.example ADDR=IPV6:2001:db8::1 PORT=2525 PROTO=ESMTP HELO=a+2Bb IDENT=4X1y2z SOURCE=REMOTE',
          ...transaction,
          'XFORWARD NAME=[UNAVAILABLE] ADDR=[UNAVAILABLE] PORT=[UNAVAILABLE] PROTO=[UNAVAILABLE] HELO=x IDENT=[UNAVAILABLE] SOURCE=[UNAVAILABLE]',
          ...transaction,
          ...transaction,
        ]);
        await client.quit();
      },
    );

    proves('pipelined', `${app}: all commands of a session in one segment, each answered once, in order`, async () => {
      const client = await begin();
      replies.set('RCPT TO:<b@example.org>', '550 5.1.1 no b here');
      mark();
      client.write(`${MAIL}\r\nRCPT TO:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n${MESSAGE}.\r\n`);
      client.write(`NOOP\r\n${MAIL}\r\nRSET\r\nVRFY x\r\n${MAIL}\r\n${RCPT}\r\nDATA\r\n..dots\r\n.\r\nQUIT\r\n`);
      const codes: number[] = [];
      for (let count = 0; count < 14; count += 1) codes.push((await client.reply()).code);
      expect(codes).toEqual([250, 250, 550, 354, 250, 250, 250, 250, 252, 250, 250, 354, 250, 221]);
      const [first, second] = sink.mails.map(({ data }) => data.toString('latin1'));
      expect(first?.endsWith(MESSAGE)).toBe(true);
      expect(second?.endsWith('.dots\r\n')).toBe(true);
      expect(second?.endsWith('..dots\r\n')).toBe(false);
      client.destroy();
    });

    proves(
      'pipelined',
      `${app}: a hundred mails on one connection, RSET in the middle, nothing of one in another`,
      async () => {
        const client = await begin();
        for (let count = 0; count < 100; count += 1) {
          if (count % 3 === 1) {
            await client.command(`MAIL FROM:<wrong${count}@example.net>`);
            await client.command(`RCPT TO:<wrong${count}@example.org>`);
            await client.command(count % 2 === 1 ? 'RSET' : 'EHLO again.example');
          }
          const data = Buffer.from(`From: a${count}@example.net\r\nSubject: ${count}\r\n\r\nbody ${count}\r\n`);
          const { end } = await client.deliver({ from: `a${count}@example.net`, to: [`b${count}@example.org`], data });
          expect(end?.code).toBe(250);
        }
        expect(sink.mails.map(({ mail, rcpt }) => [mail, ...rcpt])).toEqual(
          Array.from({ length: 100 }, (_, count) => [
            `MAIL FROM:<a${count}@example.net>`,
            `RCPT TO:<b${count}@example.org>`,
          ]),
        );
        expect(
          sink.mails.every(({ data }, count) =>
            data.toString('latin1').endsWith(`Subject: ${count}\r\n\r\nbody ${count}\r\n`),
          ),
        ).toBe(true);
        await client.quit();
      },
    );
  }
});
