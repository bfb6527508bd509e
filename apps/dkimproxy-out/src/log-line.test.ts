import { expect, test } from 'vitest';
import { signingReport } from './log-line.js';

test('reads as the line of DKIMproxy 1.4.1 did, with the reason where a mail is not signed', () => {
  const facts = { messageId: 'a@b', from: 'u@example.org', notes: [] };
  expect(signingReport({ ...facts, action: 'signed', signers: ['@example.org'], reason: 'domain' }).message).toBe(
    'DKIM signing - signed; message-id=<a@b>, signer=<@example.org>, from=<u@example.org>',
  );
  expect(signingReport({ ...facts, action: 'skipped', signers: [], reason: 'no domain fits' }).message).toBe(
    'DKIM signing - skipped; message-id=<a@b>, signer=<>, from=<u@example.org>, reason=no domain fits',
  );
  expect(signingReport({ ...facts, action: 'error', signers: [], reason: 'no key' }).level).toBe('error');
});

test('S-243: what a stranger wrote cannot end the line', () => {
  const { message } = signingReport({
    action: 'signed',
    messageId: 'a\r\nDKIM signing - signed; forged',
    signers: ['@example.org'],
    from: 'x\u001b[2J@example.org',
    reason: '',
    notes: [],
  });
  expect(message).toMatch(/^[\x20-\x7e]+$/);
});

test('S-243: what a stranger wrote is no fact of ours: it cannot close its angles and go on as the next one', () => {
  const forged = 'a>, signer=<@bank.example>, from=<ceo@bank.example';
  const { message } = signingReport({
    action: 'skipped',
    messageId: forged,
    signers: [],
    from: `"${forged}"@evil.example`,
    reason: `no domain fits "${forged}"`,
    notes: [],
  });
  expect(message.match(/[<>]/g)).toHaveLength(6);
  expect(/signer=<([^>]*)>/.exec(message)?.[1]).toBe('');
});

test('every signer and every note stands there whole', () => {
  const { fields } = signingReport({
    action: 'signed',
    messageId: '',
    signers: ['@example.org', 'user@example.net'],
    from: '',
    reason: '',
    notes: ['a first one', 'a second one'],
  });
  expect(fields).toMatchObject({
    signers: ['@example.org', 'user@example.net'],
    notes: ['a first one', 'a second one'],
  });
});
