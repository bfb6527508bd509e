import { generateSigningKey, keyRecordText, memoryResolver, sign, type TxtAnswer } from 'dkim-core';
import type { Decision, SpooledMessage } from 'smtp-proxy';
import { beforeAll, expect, test } from 'vitest';
import { handlerContext, messageInMemory } from '../../../packages/smtp-proxy/test/message-in-memory.js';
import { createVerifyHandler, type VerifySettings } from './verify-message.js';

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
    authservId: 'mx.example.net',
    removeResults: 'own',
    xResults: true,
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

const timeout = async (): Promise<TxtAnswer> => ({ status: 'timeout' });

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
