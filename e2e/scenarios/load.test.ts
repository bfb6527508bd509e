/** Many mails at once, and one that is huge. Only counts and octets are judged: this machine may be busy. */
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { startDaemon, type Daemon } from '../harness/daemon.js';
import { rsaKey } from '../harness/keys.js';
import { fieldValues } from '../harness/mails.js';
import { lacks } from '../harness/needs.js';
import { ports } from '../harness/postfix.js';
import { runWell } from '../harness/program.js';
import { proves } from '../harness/proves.js';
import { connectSmtp } from '../harness/smtp-client.js';
import { startSink, type SmtpSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';

const MAILS = 1000;
const HUGE = 200 * 1024 * 1024;
const MEMORY = 200 * 1024 * 1024;

describe.skipIf(lacks('postfix', 'openssl'))('load', () => {
  const stage = openStage();
  let listen: number;
  let sink: SmtpSink;
  let daemon: Daemon;

  beforeAll(async () => {
    ({ listen } = await ports('listen'));
    const key = await rsaKey(stage, 2048);
    sink = await startSink(stage, { keep: 16_384 });
    daemon = await startDaemon(
      stage,
      'dkimproxy-out',
      `listen 127.0.0.1:${listen}\nrelay 127.0.0.1:${sink.port}\ndomain example.net\nsignature dkim\nkeyfile ${key.file}\nselector s1\n`,
    );
  });
  afterAll(() => stage.end());

  proves('load', 'by smtp-source', async () => {
    // -N: a number in each message, by which they are told apart.
    const source = [
      '-s',
      '20',
      '-m',
      String(MAILS),
      '-l',
      '2000',
      '-N',
      '-f',
      'taro@example.net',
      '-t',
      'x@example.org',
    ];
    await runWell('/usr/sbin/smtp-source', [...source, `127.0.0.1:${listen}`], { timeoutMs: 100_000 });
    await sink.received(MAILS);
    expect(sink.mails).toHaveLength(MAILS);
    const recipients = new Set(sink.mails.flatMap(({ rcpt }) => rcpt));
    expect(recipients.size).toBe(MAILS);
    expect(sink.mails.every(({ data }) => fieldValues(data, 'DKIM-Signature').length === 1)).toBe(true);
    const signed = daemon.logLines().filter(({ action, outcome }) => action === 'signed' && outcome === 'relayed');
    expect(signed).toHaveLength(MAILS);
  });

  proves(
    'memory',
    'one mail of 200 MB',
    async () => {
      sink.clear();
      const client = await connectSmtp(listen);
      await client.command('MAIL FROM:<taro@example.net>');
      await client.command('RCPT TO:<hanako@example.org>');
      await client.command('DATA');
      client.write('From: taro@example.net\r\nSubject: huge\r\n\r\n');
      const piece = Buffer.from(`${'0123456789abcdef'.repeat(4)} \r\n`.repeat(16_384), 'latin1');
      let sent = 0;
      for (; sent < HUGE; sent += piece.length) await client.writeAll(piece);
      client.write('.\r\n');
      expect((await client.reply()).code).toBe(250);
      await client.quit();
      const [mail] = sink.mails;
      expect(mail?.wireSize).toBeGreaterThan(sent);
      expect(fieldValues(mail?.data ?? Buffer.alloc(0), 'DKIM-Signature')).toHaveLength(1);
      expect(daemon.peakMemory()).toBeLessThan(MEMORY);
    },
    120_000,
  );
});
