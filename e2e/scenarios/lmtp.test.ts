/** LMTP on either side: Postfix's lmtp(8) delivers to us, and a real LMTP server stands behind us. RFC 2033; S-218. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { startDaemon, type Daemon } from '../harness/daemon.js';
import { rsaKey } from '../harness/keys.js';
import { startLmtpServer, type LmtpServer } from '../harness/lmtp-server.js';
import { fieldValues, message } from '../harness/mails.js';
import { lacks } from '../harness/needs.js';
import { ports, startPostfix, type Postfix } from '../harness/postfix.js';
import { waitFor } from '../harness/program.js';
import { proves } from '../harness/proves.js';
import { connectSmtp } from '../harness/smtp-client.js';
import { startSink, type SmtpSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';

const FROM = 'taro@example.net';
const GOOD = 'hanako@example.org';
const FULL = 'full@example.org';
const NOBODY = 'nobody@example.org';

/** The log lines that tell how messages ended. */
function outcomes(daemon: Daemon): readonly Readonly<Record<string, unknown>>[] {
  return daemon.logLines().filter(({ outcome }) => outcome !== undefined);
}

async function submit(port: number, to: readonly string[], data: Buffer): Promise<void> {
  const client = await connectSmtp(port);
  expect((await client.deliver({ from: FROM, to, data })).end?.code).toBe(250);
  await client.quit();
}

describe.skipIf(lacks('root', 'postfix', 'openssl', 'python3-aiosmtpd'))('LMTP', () => {
  const stage = openStage();
  let key: string;
  let sink: SmtpSink; // where Postfix sends its bounces

  beforeAll(async () => {
    ({ file: key } = await rsaKey(stage, 2048));
    sink = await startSink(stage);
  });
  afterAll(() => stage.end());

  const signer = (listen: string, relay: string): string =>
    `listen ${listen}\nrelay ${relay}\nhostname proxy.example\ndomain example.net\nkeyfile ${key}\nselector s1\n`;

  /** A Postfix whose lmtp(8) delivers to that place all that comes in at `submission`. */
  async function startSender(place: string): Promise<{ submission: number; postfix: Postfix }> {
    const { submission } = await ports('submission');
    const postfix = await startPostfix(stage, {
      relayPort: sink.port,
      services: [
        `127.0.0.1:${submission} inet n - n - - smtpd
  -o content_filter=bylmtp:${place}
  -o smtpd_recipient_restrictions=permit_mynetworks,reject`,
        'bylmtp unix - - n - 4 lmtp',
      ],
    });
    return { submission, postfix };
  }

  proves('S-218', "Postfix's lmtp(8) hears of each recipient what the LMTP server behind us says, by TCP", async () => {
    const { listen, next } = await ports('listen', 'next');
    const server = await startLmtpServer(stage, next);
    const daemon = await startDaemon(
      stage,
      'dkimproxy-out',
      signer(`lmtp:127.0.0.1:${listen}`, `lmtp:127.0.0.1:${next}`),
    );
    await eachItsOwn(`inet:127.0.0.1:${listen}`, server, daemon);
  });

  proves('S-218', 'the same over unix sockets', async () => {
    const listen = join(stage.folder, 'proxy-lmtp');
    const next = join(stage.folder, 'server-lmtp');
    const server = await startLmtpServer(stage, next);
    const daemon = await startDaemon(stage, 'dkimproxy-out', signer(`lmtp:unix:${listen}`, `lmtp:unix:${next}`));
    await eachItsOwn(`unix:${listen}`, server, daemon);
  });

  async function eachItsOwn(place: string, server: LmtpServer, daemon: Daemon): Promise<void> {
    const { submission, postfix } = await startSender(place);
    await submit(submission, [GOOD, FULL, NOBODY], message({}));
    await waitFor('three outcomes in the log', () =>
      [GOOD, FULL, NOBODY].every((to) => new RegExp(`to=<${to}>.*status=`).test(postfix.log())),
    );
    const log = postfix.log();
    expect(log).toMatch(new RegExp(`to=<${GOOD}>.*status=sent \\(250 2\\.1\\.5 ${GOOD} has it\\)`));
    expect(log).toMatch(new RegExp(`to=<${FULL}>.*status=deferred .*452 4\\.2\\.2 ${FULL} is full`));
    expect(log).toMatch(new RegExp(`to=<${NOBODY}>.*status=bounced .*550 5\\.1\\.1 ${NOBODY} is unknown here`));
    expect(server.mails()).toHaveLength(1);
    expect(fieldValues(server.mails()[0] ?? Buffer.alloc(0), 'DKIM-Signature')).toHaveLength(1);
    expect(outcomes(daemon)[0]).toMatchObject({
      level: 30,
      msg: expect.stringMatching(/^DKIM signing - signed;/),
      outcome: 'relayed to some recipients',
      recipients: 3,
    });
    // Again and again for the one that is put off, and never for the other two.
    await waitFor('a second try', async () => {
      await postfix.flush();
      return outcomes(daemon).length > 1;
    });
    expect(outcomes(daemon)[1]).toMatchObject({ outcome: 'refused by next hop', recipients: 1 });
    expect(server.mails()).toHaveLength(1);
  }

  proves(
    'S-218',
    'an SMTP client before an LMTP server: 451 where the recipients differ, and one log line',
    async () => {
      const { listen, next } = await ports('listen', 'next');
      await startLmtpServer(stage, next);
      const daemon = await startDaemon(stage, 'dkimproxy-out', signer(`127.0.0.1:${listen}`, `lmtp:127.0.0.1:${next}`));
      const client = await connectSmtp(listen);
      const heard = async (...to: readonly string[]): Promise<string | undefined> =>
        (await client.deliver({ from: FROM, to, data: message({}) })).end?.text;
      expect(await heard(GOOD)).toBe(`250 2.1.5 ${GOOD} has it`);
      expect(await heard(GOOD, 'jiro@example.org')).toBe(`250 2.1.5 ${GOOD} has it`);
      expect(await heard(NOBODY, NOBODY)).toBe(`550 5.1.1 ${NOBODY} is unknown here`);
      expect(await heard(GOOD, NOBODY)).toMatch(/^451 4\.3\.0 The next hop took the message for some recipients only/);
      await client.quit();
      expect(outcomes(daemon).map(({ level, outcome, reply }) => ({ level, outcome, reply }))).toEqual([
        { level: 30, outcome: 'relayed' },
        { level: 30, outcome: 'relayed' },
        { level: 30, outcome: 'refused by next hop' },
        { level: 40, outcome: 'relayed to some recipients', reply: expect.stringMatching(/^451 4\.3\.0 /) },
      ]);
    },
  );

  proves('S-218', "Postfix's lmtp(8) before an SMTP server: one reply of it counts for each recipient", async () => {
    const { listen } = await ports('listen');
    const last = await startSink(stage);
    await startDaemon(stage, 'dkimproxy-in', `listen lmtp:127.0.0.1:${listen}\nrelay 127.0.0.1:${last.port}\n`);
    const { submission, postfix } = await startSender(`inet:127.0.0.1:${listen}`);
    await submit(submission, [GOOD, 'jiro@example.org'], message({}));
    const [mail] = await last.received(1);
    expect(mail?.rcpt).toHaveLength(2);
    await waitFor(
      'both in the log',
      () => postfix.log().match(/status=sent \(250 2\.0\.0 Ok: queued as SINK1\)/g)?.length === 2,
    );
    await waitFor('an empty queue', async () => /empty/.test(await postfix.queue()));
    expect(last.mails).toHaveLength(1);
  });

  proves('S-218', 'a server that speaks the other protocol: 421 with that reason, and the mail stays', async () => {
    const { smtp, lmtp, one, other } = await ports('smtp', 'lmtp', 'one', 'other');
    await startPostfix(stage, { relayPort: sink.port, services: [`127.0.0.1:${smtp} inet n - n - - smtpd`] });
    const server = await startLmtpServer(stage, lmtp);
    await startDaemon(stage, 'dkimproxy-out', signer(`127.0.0.1:${one}`, `lmtp:127.0.0.1:${smtp}`));
    await startDaemon(stage, 'dkimproxy-out', signer(`127.0.0.1:${other}`, `127.0.0.1:${lmtp}`));
    for (const { port, why } of [
      { port: one, why: 'does not speak LMTP' },
      { port: other, why: 'does not speak SMTP' },
    ]) {
      const client = await connectSmtp(port, { hello: null });
      expect(client.greeting.text).toBe(`421 proxy.example Service not available, the next hop ${why}`);
      client.destroy();
    }
    expect(server.mails()).toEqual([]);
  });
});
