import { expect, test } from 'vitest';
import { domainkeysSender } from './domainkeys-sender.js';
import { readHeader } from './message-reader.js';

const senderOf = (text: string) => domainkeysSender(readHeader(Buffer.from(text)).fields);

test.each([
  ['From: a@b.example\r\n', 'a@b.example', 'from'],
  ['From: a@b.example\r\nSender: c@d.example\r\n', 'c@d.example', 'sender'],
  ['From: a@b.example, c@d.example\r\n', 'a@b.example', 'from'],
  ['Sender: <c@d.example>\r\n', 'c@d.example', 'sender'],
])('S-132: the sender of %j', (text, address, field) => {
  expect(senderOf(text)).toMatchObject({ ok: true, value: { mailbox: { address }, field } });
});

test.each([
  'Subject: x\r\n',
  'From: x\r\n',
  'From: a@b.example\r\nSender: x\r\n',
  'From: a@b.example\r\nFrom: a@b.example\r\n',
])('S-132, S-267: %j names none', (text) => {
  expect(senderOf(text)).toMatchObject({ ok: false, code: 'from-not-signed' });
});
