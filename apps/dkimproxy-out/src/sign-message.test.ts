import { generateSigningKey, keyRecordText, memoryResolver, verify, type SigningKey } from 'dkim-core';
import { compilePolicy, parseSignatureSpecs } from 'signing-policy';
import type { Decision, SpooledMessage } from 'smtp-proxy';
import { beforeAll, expect, test } from 'vitest';
import { countingMetrics } from '../../../packages/smtp-proxy/test/counting-metrics.js';
import { handlerContext, messageInMemory } from '../../../packages/smtp-proxy/test/message-in-memory.js';
import { createSignHandler, GUARD_FIELD, type SignSettings } from './sign-message.js';
import { signMetrics } from './sign-metrics.js';

const NOW = 1_700_000_000;
const MESSAGE = 'From: user@example.org\r\nTo: you@example.net\r\nSubject: hi\r\nMessage-ID: <a@b>\r\n\r\nText\r\n';
let key: SigningKey;

beforeAll(async () => {
  ({ key } = await generateSigningKey({ type: 'rsa', bits: 1024 }));
});

function settings(signature: string, changes: Partial<SignSettings> = {}): SignSettings {
  const specs = parseSignatureSpecs(signature);
  const { policy, faults } = compilePolicy(
    { domain: [['example.org']], keyfile: 'k', selector: 's1', signature: specs.ok ? [specs.value] : [] },
    { origins: {}, resolvePath: (path) => path },
  );
  expect(faults).toEqual([]);
  return {
    policy,
    keys: new Map([['k', key]]),
    rejectError: false,
    now: () => NOW,
    count: () => undefined,
    ...changes,
  };
}

async function signed(text: string, set: SignSettings, facts: Partial<SpooledMessage> = {}): Promise<Decision> {
  return createSignHandler(set)(messageInMemory(text, facts), handlerContext);
}

function topOf(decision: Decision): string {
  if (decision.action !== 'relay') throw new Error(decision.reply.lines.join(' '));
  expect(decision.remove).toEqual([]);
  return Buffer.from(decision.top).toString('latin1');
}

async function results(message: string): Promise<readonly string[]> {
  const resolveTxt = memoryResolver({ 's1._domainkey.example.org': { TXT: [keyRecordText(key)] } });
  const { signatures } = await verify(Buffer.from(message, 'latin1'), { resolveTxt, now: () => NOW });
  return signatures.map(({ type, result }) => `${type} ${result}`);
}

test('S-109: puts a signature on top that verifies over exactly the octets that came', async () => {
  const decision = await signed(MESSAGE, settings('dkim(c=simple), domainkeys'));
  expect(await results(topOf(decision) + MESSAGE)).toEqual(['dkim pass', 'domainkeys pass']);
  expect(decision.report).toMatchObject({
    level: 'info',
    message: 'DKIM signing - signed; message-id=<a@b>, signer=<@example.org>, from=<user@example.org>',
  });
});

test('each message is counted by what was done and why, each signature by its domain', async () => {
  const metrics = countingMetrics();
  const count = signMetrics(metrics);
  const set = settings('dkim(c=simple), domainkeys', { count });
  await signed(MESSAGE, set);
  await signed(MESSAGE.replace('From:', 'Old-From:'), set);
  await signed(MESSAGE, { ...set, policy: { ...set.policy, signatures: [] } });
  await signed(`${'X: y\r\n'.repeat(20)}${MESSAGE}`, { ...set, maxHeaderFields: 10 });
  await signed(MESSAGE, { ...set, keys: new Map() });
  expect(metrics.counts()).toEqual({
    'dkimproxy_signing_messages_total{signed,none}': 1,
    'dkimproxy_signing_messages_total{skipped,from-invalid}': 1,
    'dkimproxy_signing_messages_total{skipped,no-rule}': 1,
    'dkimproxy_signing_messages_total{skipped,header-too-large}': 1,
    'dkimproxy_signing_messages_total{error,internal-error}': 1,
    'dkimproxy_signatures_total{dkim,example.org}': 1,
    'dkimproxy_signatures_total{domainkeys,example.org}': 1,
  });
});

test('a provider of many domains has a count for the first hundred, and one for the others', () => {
  const metrics = countingMetrics();
  const count = signMetrics(metrics);
  for (let at = 0; at < 300; at += 1) {
    const domain = `D${at % 150}.example`;
    count({ action: 'signed', reason: 'none', signatures: [{ type: 'dkim', domain }] });
  }
  const domains = Object.entries(metrics.counts()).filter(([key]) => key.startsWith('dkimproxy_signatures_total'));
  expect(domains).toHaveLength(101);
  expect(domains).toContainEqual(['dkimproxy_signatures_total{dkim,d0.example}', 2]);
  expect(domains).toContainEqual(['dkimproxy_signatures_total{dkim,other}', 100]);
});

test('S-204: a message that begins with a continuation is signed with the field that keeps it out of our lines', async () => {
  const text = ` forged\r\n${MESSAGE}`;
  const top = topOf(await signed(text, settings('dkim(c=simple)')));
  expect(top.endsWith(GUARD_FIELD.toString('latin1'))).toBe(true);
  expect(await results(top + text)).toEqual(['dkim pass']);
});

test('S-262: a message without From, with two, or without an address is relayed unsigned, and the log says why', async () => {
  const forms = [
    MESSAGE.replace(/^From: .*\r\n/, ''),
    `From: other@example.org\r\n${MESSAGE}`,
    MESSAGE.replace(/^From: .*\r\n/, 'From: nobody\r\n'),
  ];
  for (const text of forms) {
    const decision = await signed(text, settings('dkim'));
    expect(topOf(decision)).toBe('');
    expect(decision.report.message).toMatch(/^DKIM signing - skipped; .*, reason=not signed: /);
  }
});

test('S-103: an error while signing is relayed unsigned, or answered 451 4.7.0 with reject_error, never 5xx', async () => {
  const broken = { keys: new Map<string, SigningKey>() }; // a key that went missing
  expect(topOf(await signed(MESSAGE, settings('dkim', broken)))).toBe('');
  const refused = await signed(MESSAGE, settings('dkim', { ...broken, rejectError: true }));
  expect(refused).toMatchObject({ action: 'refuse', reply: { code: 451 } });
  expect(refused.action === 'refuse' && refused.reply.lines[0]).toMatch(/^4\.7\.0 /);
  expect(refused.report.level).toBe('error');
});

test('S-103, S-244: a header that is too large to sign is relayed unsigned with reject_error too: it stays as large', async () => {
  const text = MESSAGE.replace('Subject: ', `X-Large: ${'x'.repeat(2_000_000)}\r\nSubject: `);
  expect(text.length).toBeGreaterThan(2_000_000);
  const decision = await signed(text, settings('dkim', { rejectError: true }));
  expect(topOf(decision)).toBe('');
  expect(decision.report.message).toMatch(/^DKIM signing - skipped; .*, reason=the header is too large/);
  expect(decision.report.level).toBe('info');
});

/** MESSAGE, with the header made as long as that, its empty line included; From comes last. */
function withHeaderOf(size: number): string {
  const missing = size - (MESSAGE.indexOf('\r\n\r\n') + 4) - 'X-Pad: \r\n'.length;
  return `X-Pad: ${'x'.repeat(missing)}\r\n${MESSAGE}`;
}

test('S-244: a header of exactly max_header_size is signed; one octet more goes on unsigned, and the log says why', async () => {
  const set = settings('dkim', { maxHeaderSize: 4000 });
  const most = withHeaderOf(4000);
  expect(await results(topOf(await signed(most, set)) + most)).toEqual(['dkim pass']);
  for (const size of [4001, 8000]) {
    const over = await signed(withHeaderOf(size), set); // of 8000 not even From is read
    expect(topOf(over)).toBe('');
    expect(over.report.message).toMatch(
      /^DKIM signing - skipped; .*, reason=the header is too large to be signed \(max_header_size, max_header_fields\)$/,
    );
  }
});

test('S-244: likewise for the number of fields', async () => {
  expect(topOf(await signed(MESSAGE, settings('dkim', { maxHeaderFields: 4 })))).toContain('DKIM-Signature:');
  const over = await signed(MESSAGE, settings('dkim', { maxHeaderFields: 3 }));
  expect(topOf(over)).toBe('');
  expect(over.report.message).toContain('too large');
});

test.each(['Hello, world', 'From MAILER-DAEMON Fri Jul  8 12:08:34 2011'])(
  'S-204: a first line that is no field (%s) stays below our signature as it is, and is told in the log',
  async (line) => {
    const text = `${line}\r\n${MESSAGE}`;
    const decision = await signed(text, settings('dkim(c=simple)'));
    expect(topOf(decision)).toMatch(/^DKIM-Signature:[^]*\r\n$/);
    expect(await results(topOf(decision) + text)).toEqual(['dkim pass']);
    expect(decision.report.fields['notes']).toEqual(['the first line of the message is no header field']);
  },
);

test.each(['', '\r\nbody\r\n', ` x\r\n${MESSAGE}`, MESSAGE])(
  'S-204: nothing of the kind is told of %j',
  async (text) => {
    expect((await signed(text, settings('dkim'))).report.fields['notes']).toBeUndefined();
  },
);

test('S-140: a sender outside the domain gets the DKIM signature and no DomainKey signature, which is no error', async () => {
  const text = MESSAGE.replace('user@example.org', 'user@elsewhere.example');
  const decision = await signed(text, settings('dkim, domainkeys', { rejectError: true }));
  expect(topOf(decision)).not.toContain('DomainKey-Signature');
  expect(decision.report.fields).toMatchObject({ action: 'signed', signers: ['@example.org'] });
  expect(JSON.stringify(decision.report.fields)).toContain('no DomainKey-Signature');
});

test('S-265: 8-bit text for a next hop without 8BITMIME is signed as it is, with a note', async () => {
  const text = `${MESSAGE}caf\u00e9\r\n`;
  const decision = await signed(text, settings('dkim'), { nextHopKeywords: new Set(['PIPELINING']) });
  expect(await results(topOf(decision) + text)).toEqual(['dkim pass']);
  expect(JSON.stringify(decision.report.fields)).toContain('8BITMIME');
});
