/**
 * The verifier's own limits and options, each through its configuration file: what a message can cost, and what is told of
 * the rest. A client talks to it directly; its DNS counts who was asked for.
 */
import { randomBytes } from 'node:crypto';
import {
  generateSigningKey,
  keyRecordText,
  sign,
  systemClock,
  type DkimSignatureRequest,
  type SigningKey,
} from 'dkim-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { startDaemon, type Daemon } from '../harness/daemon.js';
import { startNsd, startOddDns, type OddAnswer, type OddDns } from '../harness/dns.js';
import { fieldValues, message } from '../harness/mails.js';
import { lacks } from '../harness/needs.js';
import { ports } from '../harness/postfix.js';
import { proves } from '../harness/proves.js';
import { connectSmtp, type SmtpReply } from '../harness/smtp-client.js';
import { startSink, type SmtpSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';

const AUTHOR = 'example.net';

/** Signatures of nobody, each of its own domain and selector. */
function forged(count: number): Buffer {
  const bodyHash = randomBytes(32).toString('base64');
  const fields = Array.from(
    { length: count },
    (_, at) =>
      `DKIM-Signature: v=1; a=rsa-sha256; d=d${at}.example; s=s1; h=from:to;\r\n bh=${bodyHash}; b=${randomBytes(256).toString('base64')}\r\n`,
  );
  return Buffer.from(fields.join(''), 'latin1');
}

/** Of no primes: who computes with it finds that nothing fits. RFC 8017, A.1.1, in a SubjectPublicKeyInfo. */
function hugeKey(): string {
  const modulus = randomBytes(2048);
  modulus[0] = 0xff;
  modulus[2047] = 0xff;
  const key = der(0x30, der(0x02, Buffer.of(0), modulus), der(0x02, Buffer.of(1, 0, 1)));
  const algorithm = Buffer.from('300d06092a864886f70d0101010500', 'hex');
  return der(0x30, algorithm, der(0x03, Buffer.of(0), key)).toString('base64');
}

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}

interface Verifier {
  /** The reply to the end of data; `before`: a command in front of MAIL. */
  readonly send: (data: Uint8Array, before?: string) => Promise<SmtpReply>;
  readonly daemon: Daemon;
}

describe('the limits of a verifier', () => {
  const stage = openStage();
  let sink: SmtpSink;
  let key: SigningKey;
  let record: string;
  let plain: Buffer;
  let signed: Buffer;

  beforeAll(async () => {
    sink = await startSink(stage, { keywords: ['PIPELINING', '8BITMIME', 'XFORWARD NAME ADDR PROTO HELO'] });
    ({ key } = await generateSigningKey({ type: 'rsa', bits: 2048 }));
    record = keyRecordText(key);
    plain = message({ from: `taro@${AUTHOR}` });
    signed = await withSignature(plain, AUTHOR);
  });
  afterAll(() => stage.end());

  async function withSignature(
    data: Uint8Array,
    domain: string,
    more: Partial<DkimSignatureRequest> = {},
  ): Promise<Buffer> {
    const signedFields = ['from', 'to', 'subject'];
    const { fields } = await sign(data, {
      signatures: [{ type: 'dkim', domain, selector: 's1', key, signedFields, ...more }],
      now: systemClock,
    });
    return Buffer.concat([fields, data]);
  }

  const odd = (answers: Readonly<Record<string, OddAnswer>>): Promise<OddDns> => startOddDns(stage, answers);

  async function verifier(dnsPort: number, options = ''): Promise<Verifier> {
    const { listen } = await ports('listen');
    const daemon = await startDaemon(
      stage,
      'dkimproxy-in',
      `listen 127.0.0.1:${listen}\nrelay 127.0.0.1:${sink.port}\nhostname mx.example.org\nnameserver 127.0.0.1:${dnsPort}\n${options}\n`,
    );
    return {
      daemon,
      async send(data, before) {
        sink.clear();
        const client = await connectSmtp(listen);
        if (before !== undefined) expect((await client.command(before)).code).toBe(250);
        const { end } = await client.deliver({ from: `taro@${AUTHOR}`, to: ['hanako@example.org'], data });
        await client.quit();
        if (end === null) throw new Error('DATA was not reached');
        return end;
      },
    };
  }

  const arrived = (): Buffer => sink.mails[0]?.data ?? Buffer.alloc(0);
  const results = (): string => fieldValues(arrived(), 'Authentication-Results').join('\n');
  const overall = (): string => fieldValues(arrived(), 'X-DKIM-Authentication-Results').join('\n');

  proves(
    'S-101',
    'of 1,000 signatures 20 are looked at, one of the author among them; DNS is asked for 10 domains',
    async () => {
      const dns = await odd({ [`s1._domainkey.${AUTHOR}`]: { txt: [record] } });
      const { send, daemon } = await verifier(dns.port);
      const data = Buffer.concat([forged(1000), signed]);
      const start = Date.now();
      expect((await send(data)).code).toBe(250);
      expect(Date.now() - start).toBeLessThan(20_000);
      expect(overall()).toBe('pass');
      expect(arrived().subarray(-data.length).equals(data)).toBe(true);
      expect(new Set(dns.asked).size).toBe(10);
      expect(dns.asked).toContain(`s1._domainkey.${AUTHOR}`);
      const told = results();
      expect(told).toContain(`header.d=${AUTHOR}`);
      expect(told).toContain('policy.dkim-rules=signature-limit');
      expect(told.length).toBeLessThan(20_000);
      expect(daemon.logLines().find(({ result }) => result === 'pass')).toMatchObject({ moreSignatures: 981 });
    },
  );

  proves('S-101', 'max_signatures 1 looks at the signature of the author alone', async () => {
    const dns = await odd({ [`s1._domainkey.${AUTHOR}`]: { txt: [record] } });
    const { send } = await verifier(dns.port, 'max_signatures 1');
    expect((await send(Buffer.concat([forged(50), signed]))).code).toBe(250);
    expect(overall()).toBe('pass');
    expect(dns.asked).toEqual([`s1._domainkey.${AUTHOR}`]);
  });

  proves(
    'S-241',
    'of 50 signing domains 10 are asked, or as many as max_dns_domains and max_signatures say',
    async () => {
      const byDefault = await odd({});
      const one = await verifier(byDefault.port);
      expect((await one.send(Buffer.concat([forged(50), message({})]))).code).toBe(250);
      expect(new Set(byDefault.asked).size).toBe(10);
      expect(results()).toContain('more than 10 signing domains');
      const wide = await odd({});
      const other = await verifier(wide.port, 'max_dns_domains 50\nmax_signatures 50');
      expect((await other.send(Buffer.concat([forged(50), message({})]))).code).toBe(250);
      expect(new Set(wide.asked).size).toBe(50);
      expect(results()).not.toContain('signature-limit');
    },
  );

  proves('S-241', 'with reject_fail the policies of 500 author domains cost 21 questions at most', async () => {
    const dns = await odd({});
    const { send, daemon } = await verifier(dns.port, 'reject_fail');
    const authors = Array.from({ length: 500 }, (_, at) => `a@from${at}.example`).join(',\r\n ');
    const data = Buffer.concat([forged(1000), message({})]);
    const text = data.toString('latin1').replace(/^From: .*\r\n/m, `From: ${authors}\r\n`);
    expect((await send(Buffer.from(text, 'latin1'))).code).toBe(250);
    const names = new Set(dns.asked);
    const keys = [...names].filter((name) => name.startsWith('s1._domainkey.'));
    expect(keys).toHaveLength(10);
    expect(names.size - keys.length).toBeLessThanOrEqual(21);
    expect(results()).toContain('dkim-adsp=nxdomain header.from=a@from0.example');
    expect(JSON.stringify(daemon.logLines())).toContain(
      '500 domains; the policies of 10 were asked for (max_dns_domains)',
    );
  });

  proves(
    'S-214',
    'all DNS dead, with defaults: keys and policies together are answered within 25 s, by 450',
    async () => {
      const dns = await odd({ '*': 'silence' });
      const { send } = await verifier(dns.port, 'reject_fail\nreject_error');
      const data = await withSignature(message({ from: `taro@${AUTHOR}` }), 'elsewhere.example');
      const start = Date.now();
      expect((await send(data)).text).toMatch(/^450 4\.7\.5 /);
      const took = Date.now() - start;
      expect(took).toBeGreaterThan(9000); // it did wait
      expect(took).toBeLessThan(25_000);
      expect(sink.mails).toHaveLength(0);
    },
    60_000,
  );

  proves('S-091', 'dns_message_timeout ends the waiting, and what is open is temperror', async () => {
    const dns = await odd({ '*': 'silence' });
    const { send } = await verifier(dns.port, 'dns_message_timeout 1\nreject_fail');
    const data = await withSignature(message({ from: `taro@${AUTHOR}` }), 'elsewhere.example');
    const start = Date.now();
    expect((await send(data)).code).toBe(250);
    expect(Date.now() - start).toBeLessThan(9000); // dns_timeout alone is 10 s
    expect(results()).toContain('dkim=temperror');
    expect(results()).toContain(`dkim-adsp=temperror header.from=taro@${AUTHOR}`);
  });

  proves(
    'S-244',
    'max_header_size and max_header_fields: verified at the limit, relayed with a verdict above it',
    async () => {
      const dns = await odd({ [`s1._domainkey.${AUTHOR}`]: { txt: [record] } });
      const headerSize = signed.indexOf('\r\n\r\n') + 4;
      const bySize = await verifier(dns.port, 'max_header_size 4k');
      const padded = (size: number): Buffer =>
        Buffer.concat([Buffer.from(`X-Pad: ${'x'.repeat(size - headerSize - 'X-Pad: \r\n'.length)}\r\n`), signed]);
      await bySize.send(padded(4096));
      expect(overall()).toBe('pass');
      const over = padded(4097);
      expect((await bySize.send(over)).code).toBe(250);
      expect(overall()).toBe('policy');
      expect(results()).toContain('policy.dkim-rules=header-too-large');
      expect(arrived().subarray(-over.length).equals(over)).toBe(true);
      expect(bySize.daemon.logLines().at(-1)).toMatchObject({ notes: [expect.stringContaining('max_header_size')] });

      const count = signed.toString('latin1', 0, headerSize).split(/\r\n(?![ \t])/).length - 2;
      const byFields = await verifier(dns.port, `max_header_fields ${Math.max(count, 10)}`);
      const fields = (more: number): Buffer => Buffer.concat([Buffer.from('X-Pad: x\r\n'.repeat(more)), signed]);
      await byFields.send(fields(Math.max(count, 10) - count));
      expect(overall()).toBe('pass');
      await byFields.send(fields(Math.max(count, 10) - count + 1));
      expect(overall()).toBe('policy');
    },
  );

  /** The signed message with more fields between its signature and the rest. */
  const grown = (fields: string): Buffer => {
    const top = signed.length - plain.length;
    return Buffer.concat([signed.subarray(0, top), Buffer.from(fields, 'latin1'), plain]);
  };

  proves(
    'S-244',
    'by default 1 MB and 10,000 fields; a header of 2 MB is relayed, and costs no memory that stays',
    async () => {
      const dns = await odd({ [`s1._domainkey.${AUTHOR}`]: { txt: [record] } });
      const { send, daemon } = await verifier(dns.port);
      const count = signed.toString('latin1', 0, signed.indexOf('\r\n\r\n')).split(/\r\n(?![ \t])/).length;
      await send(grown('X: x\r\n'.repeat(10_000 - count)));
      expect(overall()).toBe('pass');
      await send(grown('X: x\r\n'.repeat(10_001 - count)));
      expect(overall()).toBe('policy');
      const size = signed.indexOf('\r\n\r\n') + 4;
      await send(grown(`X: ${'x'.repeat(1_048_576 - size - 'X: \r\n'.length)}\r\n`));
      expect(overall()).toBe('pass');

      const data = grown(`X-Pad: ${'x'.repeat(900)}\r\n`.repeat(2300));
      for (let round = 0; round < 3; round += 1) expect((await send(data)).code).toBe(250);
      const before = daemon.peakMemory();
      for (let round = 0; round < 10; round += 1) expect((await send(data)).code).toBe(250);
      expect(results()).toContain('policy.dkim-rules=header-too-large');
      expect(arrived().subarray(-data.length).equals(data)).toBe(true);
      expect(daemon.peakMemory() - before).toBeLessThan(60 * 1024 ** 2); // ten of them are 20 MB, several times over
    },
  );

  proves('S-055', 'accept_unsigned_body: what l= leaves unsigned is policy by default', async () => {
    const dns = await odd({ [`s1._domainkey.${AUTHOR}`]: { txt: [record] } });
    const data = await withSignature(plain, AUTHOR, { bodyLength: 3 });
    const byDefault = await verifier(dns.port);
    await byDefault.send(data);
    expect(results()).toContain('policy.dkim-rules=unsigned-body');
    const accepting = await verifier(dns.port, 'accept_unsigned_body\nx_results no');
    await accepting.send(data);
    expect(results()).toContain('dkim=pass');
    expect(overall()).toBe('');
  });

  proves('S-106', 'accept_unsigned_from: a From that was added is policy by default', async () => {
    const dns = await odd({ [`s1._domainkey.${AUTHOR}`]: { txt: [record] } });
    const once = await withSignature(plain, AUTHOR, { oversignedFields: [] });
    const data = Buffer.concat([Buffer.from('From: ceo@bank.example\r\n'), once]);
    const byDefault = await verifier(dns.port);
    await byDefault.send(data);
    expect(results()).toContain('policy.dkim-rules=from-not-all-signed');
    const accepting = await verifier(dns.port, 'accept_unsigned_from');
    await accepting.send(data);
    expect(overall()).toBe('pass');
  });

  proves('S-150', 'verify_dkim and verify_domainkeys: what is not looked at is not told', async () => {
    const dns = await odd({ [`s1._domainkey.${AUTHOR}`]: { txt: [record] } });
    const data = Buffer.concat([
      Buffer.from(`DomainKey-Signature: a=rsa-sha1; c=simple; q=dns; d=${AUTHOR}; s=s1; b=AAAA\r\n`),
      signed,
    ]);
    const both = await verifier(dns.port);
    await both.send(data);
    expect(results()).toMatch(/domainkeys=fail [^]*dkim=pass /);
    const dkim = await verifier(dns.port, 'verify_domainkeys no');
    await dkim.send(data);
    expect(results()).toContain('dkim=pass');
    expect(results()).not.toContain('domainkeys=');
    const before = dns.asked.length;
    const none = await verifier(dns.port, 'verify_dkim no\nverify_domainkeys no');
    await none.send(data);
    expect(results()).toBe('mx.example.org; none');
    expect(dns.asked).toHaveLength(before);
  });

  proves('S-107', 'required_fields: a signature without one of them is policy', async () => {
    const dns = await odd({ [`s1._domainkey.${AUTHOR}`]: { txt: [record] } });
    const strict = await verifier(dns.port, 'required_fields Subject,Date');
    await strict.send(signed); // it covers From, To and Subject
    expect(results()).toContain('policy.dkim-rules=field-not-signed');
    const met = await verifier(dns.port, 'required_fields subject');
    await met.send(signed);
    expect(overall()).toBe('pass');
  });

  proves('S-159', 'trusted_results: results of a server of ours stay, those of others come off', async () => {
    const dns = await odd({});
    const claim = Buffer.from('Authentication-Results: mx.example.org; spf=pass\r\n');
    const data = Buffer.concat([claim, message({})]);
    const trusting = await verifier(dns.port, 'trusted_results 192.0.2.0/24');
    await trusting.send(data, 'XFORWARD ADDR=192.0.2.7 NAME=mx1.example.org');
    expect(arrived().includes(claim)).toBe(true);
    await trusting.send(data, 'XFORWARD ADDR=198.51.100.7 NAME=mx1.example.org');
    expect(arrived().includes(claim)).toBe(false);
    await trusting.send(data);
    expect(arrived().includes(claim)).toBe(false);
    const byDefault = await verifier(dns.port);
    await byDefault.send(data, 'XFORWARD ADDR=192.0.2.7 NAME=mx1.example.org');
    expect(arrived().includes(claim)).toBe(false);
  });

  proves('S-159', 'remove_results: own by default, all, or none', async () => {
    const dns = await odd({});
    const own = 'Authentication-Results: mx.example.org; spf=pass\r\n';
    const others = 'Authentication-Results: other.example; spf=pass\r\n';
    const data = Buffer.concat([Buffer.from(own + others), plain]);
    for (const [option, stays] of [
      ['', [false, true]],
      ['remove_results all', [false, false]],
      ['remove_results none', [true, true]],
    ] as const) {
      const { send } = await verifier(dns.port, option);
      await send(data);
      expect([own, others].map((field) => arrived().includes(field))).toEqual(stays);
    }
  });

  proves('S-204', 'a first line that is no field goes on below our lines, and is told in the log', async () => {
    const dns = await odd({ [`s1._domainkey.${AUTHOR}`]: { txt: [record] } });
    const { send, daemon } = await verifier(dns.port);
    const line = 'From MAILER-DAEMON Fri Jul  8 12:08:34 2011\r\n';
    expect((await send(Buffer.concat([Buffer.from(line), signed]))).code).toBe(250);
    expect(arrived().toString('latin1')).toContain(`X-DKIM-Authentication-Results: pass\r\n${line}DKIM-Signature:`);
    expect(daemon.logLines().at(-1)).toMatchObject({ notes: ['the first line of the message is no header field'] });
  });

  describe.skipIf(lacks('nsd'))('an RSA key of 16,384 bits', () => {
    proves('S-095', 'is refused without computing; max_rsa_bits 16384 computes with it', async () => {
      const dns = await startNsd(stage, { [AUTHOR]: { 's1._domainkey': [`v=DKIM1; k=rsa; p=${hugeKey()}`] } });
      const long = signed
        .toString('latin1')
        .replace(/ b=[^;]*?\r\n(?=\S)/, ` b=${randomBytes(2048).toString('base64')}\r\n`);
      const byDefault = await verifier(dns.port);
      expect((await byDefault.send(Buffer.from(long, 'latin1'))).code).toBe(250);
      expect(results()).toContain('dkim=permerror');
      expect(results()).toContain('reason=key-too-large');
      const wide = await verifier(dns.port, 'max_rsa_bits 16384');
      await wide.send(Buffer.from(long, 'latin1'));
      expect(results()).toContain('dkim=fail');
    });
  });
});
