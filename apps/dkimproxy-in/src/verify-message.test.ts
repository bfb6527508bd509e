import { generateSigningKey, keyRecordText, memoryResolver, sign, type TxtAnswer } from 'dkim-core';
import type { Decision, SpooledMessage } from 'smtp-proxy';
import { beforeAll, expect, test } from 'vitest';
import { countingMetrics } from '../../../packages/smtp-proxy/test/counting-metrics.js';
import { handlerContext, messageInMemory } from '../../../packages/smtp-proxy/test/message-in-memory.js';
import { createVerifyHandler, type VerifySettings } from './verify-message.js';
import { verifyMetrics } from './verify-metrics.js';

const NOW = 1_700_000_000;
const PLAIN = 'From: user@example.org\r\nTo: you@example.net\r\nSubject: hello\r\nMessage-ID: <a@b>\r\n\r\nText\r\n';

let signed: string;
let record: string;

beforeAll(async () => {
  const { key } = await generateSigningKey({ type: 'rsa', bits: 1024 });
  record = keyRecordText(key);
  const { fields } = await sign(Buffer.from(PLAIN, 'latin1'), {
    signatures: [{ type: 'dkim', domain: 'example.org', selector: 's1', key }],
    now: () => NOW,
  });
  signed = Buffer.from(fields).toString('latin1') + PLAIN;
});

async function handle(
  text: string,
  changes: Partial<VerifySettings> = {},
  facts: Partial<SpooledMessage> = {},
): Promise<Decision> {
  const settings: VerifySettings = {
    resolveTxt: memoryResolver({ 's1._domainkey.example.org': { TXT: [record] } }),
    verifyOptions: {},
    maxDnsDomains: 10,
    dnsMessageTimeoutMs: 20_000,
    authservId: 'mx.example.net',
    removeResults: 'own',
    trustedResults: null,
    xResults: true,
    count: () => undefined,
    rejectError: 'off',
    rejectFail: false,
    ...changes,
  };
  return createVerifyHandler(settings)(messageInMemory(text, facts), handlerContext);
}

function relayed(decision: Decision, text: string): string {
  if (decision.action !== 'relay') throw new Error(`refused: ${decision.reply.lines.join(' ')}`);
  let rest = '';
  let at = 0;
  for (const { start, end } of decision.remove) {
    rest += text.slice(at, start);
    at = end;
  }
  return Buffer.from(decision.top).toString('latin1') + rest + text.slice(at);
}

const silent = (): Promise<TxtAnswer> => new Promise(() => {});
const timeout = async (): Promise<TxtAnswer> => ({ status: 'timeout' });

test('each verdict is counted: of the message, and of each signature with the code of its cause', async () => {
  const metrics = countingMetrics();
  const count = verifyMetrics(metrics);
  await handle(signed, { count });
  await handle(signed.replace('Text', 'Test'), { count });
  await handle(PLAIN, { count });
  await handle(signed, { count, resolveTxt: timeout });
  expect(metrics.counts()).toEqual({
    'dkimproxy_verified_messages_total{pass}': 1,
    'dkimproxy_verified_messages_total{fail}': 1,
    'dkimproxy_verified_messages_total{none}': 1,
    'dkimproxy_verified_messages_total{temperror}': 1,
    'dkimproxy_verified_signatures_total{dkim,pass,none}': 1,
    'dkimproxy_verified_signatures_total{dkim,fail,body-hash-mismatch}': 1,
    'dkimproxy_verified_signatures_total{dkim,temperror,dns-timeout}': 1,
  });
});

test('a good signature gives pass, and the message below our lines is what came', async () => {
  const out = relayed(await handle(signed), signed);
  expect(out).toMatch(/^Authentication-Results: mx\.example\.net;\r\n[ \t]dkim=pass /);
  expect(out).toContain('header.d=example.org');
  expect(out).toContain('\r\nX-DKIM-Authentication-Results: pass\r\n');
  expect(out.endsWith(signed)).toBe(true);
});

test('RFC 8601, section 2.7.1: a message without signature gives none; x_results no leaves the old field out', async () => {
  const out = relayed(await handle(PLAIN, { xResults: false }), PLAIN);
  expect(out).toBe(`Authentication-Results: mx.example.net; dkim=none\r\n${PLAIN}`);
});

test('a changed body and a changed Subject fail, and are relayed', async () => {
  const body = signed.replace('Text', 'Test');
  expect(relayed(await handle(body), body)).toMatch(/dkim=fail/);
  const subject = signed.replace('hello', 'hullo');
  const decision = await handle(subject);
  expect(relayed(decision, subject)).toContain('X-DKIM-Authentication-Results: fail\r\n');
  expect(decision.report.fields).toMatchObject({ signatures: [{ result: 'fail', code: 'signature-mismatch' }] });
});

test('DNS that does not answer gives temperror, and 450 with reject_error', async () => {
  expect(relayed(await handle(signed, { resolveTxt: timeout }), signed)).toContain('dkim=temperror');
  expect(await handle(signed, { resolveTxt: timeout, rejectError: 'temporary' })).toMatchObject({
    action: 'refuse',
    reply: { code: 450 },
  });
});

test('S-159, S-160: results that claim our name come off, wherever they stand; those of others stay', async () => {
  const forged = [
    'Authentication-Results: mx.example.net; dkim=pass header.d=bank.example\r\n',
    'Authentication-Results: upstream.example; dkim=pass\r\n',
    'AUTHENTICATION-RESULTS: (x) MX.EXAMPLE.NET;\r\n dkim=pass header.d=bank.example\r\n',
    'X-DKIM-Authentication-Results: pass\r\n',
  ];
  const text = [...forged, PLAIN].join('');
  const out = relayed(await handle(text), text);
  expect(out).toBe(
    'Authentication-Results: mx.example.net; dkim=none\r\nX-DKIM-Authentication-Results: none\r\n' +
      `${forged[1]}${PLAIN}`,
  );
});

test('S-244: a forged result behind a header beyond every limit still comes off', async () => {
  const filler = `X-Filler: ${'x'.repeat(900)}\r\n`.repeat(1500);
  const text = `From: a@example.org\r\n${filler}Authentication-Results: mx.example.net; dkim=pass\r\n\r\nbody\r\n`;
  const out = relayed(await handle(text), text);
  expect(out.match(/mx\.example\.net/g)).toHaveLength(1);
  expect(out).not.toContain('dkim=pass');
});

test('S-159: a forged result that hides its name behind more comments than are looked at comes off, too', async () => {
  const filler = `X-Filler: ${'x'.repeat(900)}\r\n`.repeat(1500);
  const hidden = `Authentication-Results:${' (comment)\r\n'.repeat(7000)} mx.example.net; dkim=pass\r\n`;
  const text = `From: a@example.org\r\n${filler}${hidden}\r\nbody\r\n`;
  const out = relayed(await handle(text), text);
  expect(out).not.toContain('dkim=pass');
  expect(out.endsWith('\r\n\r\nbody\r\n')).toBe(true);
});

test('S-204: a message that begins with a continuation cannot write into our lines', async () => {
  const text = ` dkim=pass header.d=bank.example\r\n${PLAIN}`;
  const out = relayed(await handle(text), text);
  expect(out).toContain('X-DKIMproxy: first line of the message was a continuation\r\n dkim=pass');
});

test.each(['Hello, world', 'From MAILER-DAEMON Fri Jul  8 12:08:34 2011'])(
  'S-204: a first line that is no field (%s) stays below our lines as it is, and is told in the log',
  async (line) => {
    const text = `${line}\r\n${signed}`;
    const decision = await handle(text);
    const out = relayed(decision, text);
    expect(out).toContain(`X-DKIM-Authentication-Results: pass\r\n${line}\r\nDKIM-Signature:`);
    expect(decision.report.fields['notes']).toEqual(['the first line of the message is no header field']);
  },
);

test.each(['', '\r\nbody\r\n', ` x\r\n${PLAIN}`, PLAIN])('S-204: nothing of the kind is told of %j', async (text) => {
  expect((await handle(text)).report.fields['notes']).toBeUndefined();
});

const DISCARDABLE = { 'example.org': { TXT: [] }, '_adsp._domainkey.example.org': { TXT: ['dkim=discardable'] } };
const SIGNS_ALL = { 'example.org': { TXT: [] }, '_adsp._domainkey.example.org': { TXT: ['dkim=all'] } };

test('RFC 5617, section 5.4; S-147: dkim-adsp is written where the practice was looked up, and only there', async () => {
  const looked = { resolveTxt: memoryResolver(SIGNS_ALL), rejectFail: true };
  expect(relayed(await handle(PLAIN, looked), PLAIN)).toContain(
    'dkim=none;\r\n\tdkim-adsp=fail header.from=user@example.org\r\n',
  );
  const notLooked = { ...looked, rejectFail: false };
  expect(relayed(await handle(PLAIN, notLooked), PLAIN)).not.toContain('dkim-adsp');
  const good = { resolveTxt: memoryResolver({ ...SIGNS_ALL, 's1._domainkey.example.org': { TXT: [record] } }) };
  expect(relayed(await handle(signed, { ...good, rejectFail: true }), signed)).not.toContain('dkim-adsp');
  const refused = { resolveTxt: memoryResolver(DISCARDABLE), rejectFail: true };
  expect(await handle(PLAIN, refused)).toMatchObject({ action: 'refuse', reply: { code: 550 } });
});

test('S-127, S-150: what is not looked at is not told; nothing at all is none', async () => {
  const domainkeys = `DomainKey-Signature: a=rsa-sha1; c=simple; q=dns; d=example.org; s=s1; b=AAAA\r\n${signed}`;
  const both = relayed(await handle(domainkeys), domainkeys);
  expect(both).toContain('dkim=pass');
  expect(both).toContain('domainkeys=fail');
  const dkim = relayed(await handle(domainkeys, { verifyOptions: { domainkeys: false } }), domainkeys);
  expect(dkim).toContain('dkim=pass');
  expect(dkim).not.toContain('domainkeys=');
  const old = relayed(await handle(domainkeys, { verifyOptions: { dkim: false } }), domainkeys);
  expect(old).not.toContain('dkim=');
  expect(old).toContain('domainkeys=fail');
  const none = relayed(await handle(domainkeys, { verifyOptions: { dkim: false, domainkeys: false } }), domainkeys);
  expect(none).toMatch(/^Authentication-Results: mx\.example\.net; none\r\nX-DKIM-Authentication-Results: none\r\n/);
});

test('S-159: results of a trusted host stay, also behind a header beyond every limit', async () => {
  const claims = 'Authentication-Results: mx.example.net; spf=pass\r\n';
  const trusted = { trustedResults: (address: string | null) => address === '192.0.2.7' };
  const client = { address: '127.0.0.1', port: 1, helo: 'x', xforward: new Map([['ADDR', '192.0.2.7']]) };
  const short = `${claims}${PLAIN}`;
  const long = `${claims}X-Filler: ${'x'.repeat(1_100_000)}\r\n${claims}${PLAIN}`;
  for (const [text, count] of [
    [short, 1],
    [long, 2],
  ] as const) {
    const stay = relayed(await handle(text, trusted, { client }), text);
    expect(stay.split(claims)).toHaveLength(count + 1);
    const gone = relayed(await handle(text, trusted), text);
    expect(gone).not.toContain(claims);
  }
});

test('S-107: a signature without a field that is required here is policy', async () => {
  const decision = await handle(signed, { verifyOptions: { requiredFields: ['subject', 'x-missing'] } });
  expect(relayed(decision, signed)).toContain('policy.dkim-rules=field-not-signed');
});

/** `signed`, with the header made as long as that, its empty line included. */
function withHeaderOf(size: number): string {
  const missing = size - (signed.indexOf('\r\n\r\n') + 4) - 'X-Pad: \r\n'.length;
  return `X-Pad: ${'x'.repeat(missing)}\r\n${signed}`;
}

test('S-244: a header of exactly the limit is verified; one octet more goes on without, told in result and log', async () => {
  const limits = { verifyOptions: { maxHeaderSize: 5000 } };
  const most = withHeaderOf(5000);
  expect(relayed(await handle(most, limits), most)).toContain('dkim=pass');
  const tooLong = withHeaderOf(5001);
  const decision = await handle(tooLong, limits);
  const out = relayed(decision, tooLong);
  expect(out).toContain('dkim=policy');
  expect(out).toContain('policy.dkim-rules=header-too-large');
  expect(out.endsWith(tooLong)).toBe(true);
  expect(decision.report.fields['notes']).toEqual([expect.stringContaining('max_header_size')]);
});

test('S-244: likewise for the number of fields', async () => {
  const count = signed.slice(0, signed.indexOf('\r\n\r\n')).split(/\r\n(?![ \t])/).length;
  expect(relayed(await handle(signed, { verifyOptions: { maxHeaderFields: count } }), signed)).toContain('dkim=pass');
  const over = await handle(signed, { verifyOptions: { maxHeaderFields: count - 1 } });
  expect(relayed(over, signed)).toContain('policy.dkim-rules=header-too-large');
});

test('S-091, S-214: keys and policies share one time; when it is over, DNS has not answered', async () => {
  const start = performance.now();
  const settings = { resolveTxt: silent, dnsMessageTimeoutMs: 300, rejectFail: true } as const;
  const decision = await handle(signed, settings);
  expect(relayed(decision, signed)).toContain('dkim=temperror');
  expect(await handle(PLAIN, { ...settings, rejectError: 'temporary' })).toMatchObject({
    action: 'refuse',
    reply: { code: 450, lines: [expect.stringMatching(/^4\.7\.5 .*dns_message_timeout/)] },
  });
  expect(performance.now() - start).toBeLessThan(10_000);
});

test('S-091: what keys have used of the time, policies have not', async () => {
  // The key's server takes all the time; after it no question about a policy is asked.
  const asked: string[] = [];
  const resolveTxt = (name: string): Promise<TxtAnswer> => {
    asked.push(name);
    return new Promise(() => {});
  };
  const other = signed.replace('From: user@example.org', 'From: user@example.com');
  const decision = await handle(other, { resolveTxt, dnsMessageTimeoutMs: 100, rejectFail: true });
  expect(relayed(decision, other)).toContain('dkim-adsp=temperror');
  expect(asked).toEqual(['s1._domainkey.example.org']);
});

test('S-101, S-241: a message of 1,000 signatures and 500 authors costs at most so many questions', async () => {
  const asked: string[] = [];
  const resolveTxt = async (name: string): Promise<TxtAnswer> => {
    asked.push(name);
    return { status: 'no-such-record' };
  };
  const forged = Array.from(
    { length: 1000 },
    (_, i) =>
      `DKIM-Signature: v=1; a=rsa-sha256; d=d${i % 10}.example; s=s${i}; h=from; bh=${'A'.repeat(43)}=; b=AAAA\r\n`,
  );
  const authors = Array.from({ length: 500 }, (_, i) => `a@from${i}.example`).join(',\r\n ');
  const text = `${forged.join('')}From: ${authors}\r\n\r\nbody\r\n`;
  const decision = await handle(text, { resolveTxt, rejectFail: true });
  expect(asked).toHaveLength(20 + 2 * 10 + 1); // max_signatures, and for each of max_dns_domains authors existence and ADSP
  expect(decision.report.fields).toMatchObject({ moreSignatures: 980 });
  asked.length = 0;
  await handle(text, { resolveTxt, rejectFail: true, maxDnsDomains: 2, verifyOptions: { maxSignatures: 5 } });
  expect(asked).toHaveLength(2 + 2 * 2 + 1);
});
