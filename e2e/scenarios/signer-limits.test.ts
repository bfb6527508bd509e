/** The signer's own limits and options, each through its configuration file, and what it does without them. */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateSigningKey, keyRecordText, memoryResolver, systemClock, verify, type SigningKey } from 'dkim-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { runApp, startDaemon, type Daemon } from '../harness/daemon.js';
import { fieldValues } from '../harness/mails.js';
import { ports } from '../harness/postfix.js';
import { proves } from '../harness/proves.js';
import { connectSmtp } from '../harness/smtp-client.js';
import { startSink, type SmtpSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';

const MESSAGE = [
  'From: Taro <taro@example.net>',
  'Sender: office@example.org',
  'To: hanako@example.com',
  'Subject: hello',
  'Message-ID: <1@example.net>',
  '',
  'Text',
  '',
].join('\r\n');

const signatureOf = (mail: string): string =>
  (fieldValues(Buffer.from(mail, 'latin1'), 'DKIM-Signature')[0] ?? '').replaceAll(/\s/g, '');
const signedNames = (mail: string): readonly string[] =>
  (/;h=([^;]*)/.exec(signatureOf(mail))?.[1] ?? '').toLowerCase().split(':');

describe('the limits of a signer', () => {
  const stage = openStage();
  let sink: SmtpSink;
  let key: SigningKey;
  let byDefault: Signer;
  let keyfile: string;

  interface Signer {
    /** What arrives at the next hop. */
    readonly send: (text: string) => Promise<string>;
    readonly daemon: Daemon;
  }

  beforeAll(async () => {
    sink = await startSink(stage);
    const made = await generateSigningKey({ type: 'rsa', bits: 2048 });
    ({ key } = made);
    keyfile = join(stage.folder, 'key.pem');
    writeFileSync(keyfile, made.pem, { mode: 0o600 });
    byDefault = await signer('');
  });
  afterAll(() => stage.end());

  async function signer(options: string): Promise<Signer> {
    const { listen } = await ports('listen');
    const daemon = await startDaemon(
      stage,
      'dkimproxy-out',
      `listen 127.0.0.1:${listen}\nrelay 127.0.0.1:${sink.port}\nhostname mx.example.net\ndomain example.net,example.org\nselector s1\nkeyfile ${keyfile}\n${options}\n`,
    );
    return {
      daemon,
      async send(text) {
        sink.clear();
        const client = await connectSmtp(listen);
        const data = Buffer.from(text, 'latin1');
        const { end } = await client.deliver({ from: 'taro@example.net', to: ['hanako@example.com'], data });
        await client.quit();
        expect(end?.code).toBe(250);
        return sink.mails[0]?.data.toString('latin1') ?? '';
      },
    };
  }

  async function verdicts(mail: string): Promise<readonly string[]> {
    const records = { TXT: [keyRecordText(key)] };
    const resolveTxt = memoryResolver({ 's1._domainkey.example.net': records, 's1._domainkey.example.org': records });
    const { signatures } = await verify(Buffer.from(mail, 'latin1'), { resolveTxt, now: systemClock });
    return signatures.map(({ result, domain }) => `${result} ${domain ?? ''}`);
  }

  proves(
    'S-244',
    'the signer: at max_header_size and max_header_fields signed, above them relayed unsigned',
    async () => {
      const { send, daemon } = await signer('max_header_size 2k\nmax_header_fields 10');
      const headerSize = MESSAGE.indexOf('\r\n\r\n') + 4;
      const padded = (size: number): string =>
        `X-Pad: ${'x'.repeat(size - headerSize - 'X-Pad: \r\n'.length)}\r\n${MESSAGE}`;
      const withFields = (count: number): string => 'X-Pad: x\r\n'.repeat(count - 5) + MESSAGE;
      for (const fits of [padded(2048), withFields(10)])
        expect(await verdicts(await send(fits))).toEqual(['pass example.net']);
      for (const over of [padded(2049), withFields(11)]) {
        expect(await send(over)).toBe(over);
        expect(daemon.logLines().at(-1)).toMatchObject({
          action: 'skipped',
          reason: 'the header is too large to be signed (max_header_size, max_header_fields)',
        });
      }
      const large = `X-Pad: ${'x'.repeat(900)}\r\n`.repeat(1000) + MESSAGE; // 900 KB
      expect(await verdicts(await byDefault.send(large))).toEqual(['pass example.net']);
      const tooLarge = `X-Pad: ${'x'.repeat(900)}\r\n`.repeat(1200) + MESSAGE; // 1.1 MB
      expect(await byDefault.send(tooLarge)).toBe(tooLarge);
    },
  );

  proves('S-112', 'oversign: From, Subject and their like by default, the names of a list, or none', async () => {
    const usual = signedNames(await byDefault.send(MESSAGE));
    for (const name of ['from', 'subject', 'to']) expect(usual.filter((one) => one === name)).toHaveLength(2);
    expect(usual.filter((one) => one === 'cc')).toHaveLength(1); // it does not stand there
    const list = signedNames(await (await signer('oversign from,x-mine')).send(MESSAGE));
    expect(list.filter((one) => one === 'from')).toHaveLength(2);
    expect(list.filter((one) => one === 'x-mine')).toHaveLength(1);
    expect(list.filter((one) => one === 'subject')).toHaveLength(1);
    const off = signedNames(await (await signer('oversign off')).send(MESSAGE));
    expect(new Set(off).size).toBe(off.length);
    expect(off).not.toContain('cc');
  });

  proves('S-114', 'expire: no x= by default, else so much behind t=', async () => {
    expect(signatureOf(await byDefault.send(MESSAGE))).not.toContain(';x=');
    const signature = signatureOf(await (await signer('expire 7d')).send(MESSAGE));
    const [, time = ''] = /;t=(\d+)/.exec(signature) ?? [];
    expect(signature).toContain(`;x=${Number(time) + 604_800}`);
  });

  proves('S-262', 'sender_fields and sign_invalid_from: From decides and has to be one by default', async () => {
    expect(await verdicts(await byDefault.send(MESSAGE))).toEqual(['pass example.net']);
    const twoFrom = `From: other@example.net\r\n${MESSAGE}`;
    expect(await byDefault.send(twoFrom)).toBe(twoFrom);
    const other = await signer('sender_fields sender,from\nsign_invalid_from');
    expect(await verdicts(await other.send(MESSAGE))).toEqual(['pass example.org']);
    expect(await verdicts(await other.send(twoFrom))).toEqual(['pass example.org']);
  });

  proves('S-256', 'a key that others can open: a warning, with require_safe_keys no start', async () => {
    const open = join(stage.folder, 'open.pem');
    writeFileSync(open, readFileSync(keyfile));
    chmodSync(open, 0o644);
    const flags = ['--listen=127.0.0.1:1', '--relay=127.0.0.1:2', '--domain=example.net', '--selector=s1'];
    const warned = await runApp('dkimproxy-out', ['--check', ...flags, `--keyfile=${open}`]);
    expect(warned.status).toBe(0);
    expect(warned.stderr).toContain(`warning: --keyfile: ${open} is open to every user. Run: chmod 600 ${open}`);
    const refused = await runApp('dkimproxy-out', [...flags, `--keyfile=${open}`, '--require_safe_keys']);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain(`fault: --keyfile: ${open} is open to every user.`);
    chmodSync(open, 0o600);
    const safe = await runApp('dkimproxy-out', ['--check', ...flags, `--keyfile=${open}`, '--require_safe_keys']);
    expect(safe.status).toBe(0);
  });

  proves(
    'S-204',
    'the signer: a first line that is no field stays below the signature, and is told in the log',
    async () => {
      const text = `Hello, world\r\n${MESSAGE}`;
      const arrived = await byDefault.send(text);
      expect(arrived.endsWith(`\r\n${text}`)).toBe(true);
      expect(await verdicts(arrived)).toEqual(['pass example.net']);
      expect(byDefault.daemon.logLines().at(-1)).toMatchObject({
        notes: ['the first line of the message is no header field'],
      });
    },
  );
});
