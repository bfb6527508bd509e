import { expect, test } from 'vitest';
import { queueIdOf } from './queue-id.js';

test.each([
  ['Postfix', ['2.0.0 Ok: queued as 4TzK2c3rQxz9s'], '4TzK2c3rQxz9s'],
  ['Postfix with short queue ids', ['2.0.0 Ok: queued as 7F94E1C0299'], '7F94E1C0299'],
  [
    'amavis before Postfix',
    ['2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 9A1B2C3D4E'],
    '9A1B2C3D4E',
  ],
  ['Exim up to 4.96', ['OK id=1sMrpq-0001Ah-UT'], '1sMrpq-0001Ah-UT'],
  ['Exim from 4.97 on', ['OK id=1wLWNN-00000002g1x-0ye6'], '1wLWNN-00000002g1x-0ye6'],
  ['Sendmail', ['2.0.0 41HKq3cR012345 Message accepted for delivery'], '41HKq3cR012345'],
  ['OpenSMTPD', ['2.0.0 5f8c1b7d Message accepted for delivery'], '5f8c1b7d'],
  ['an older OpenSMTPD', ['2.0.0: 5f8c1b7d Message accepted for delivery'], '5f8c1b7d'],
  ['qmail', ['ok 1700000000 qp 12345'], '12345'],
  [
    'Exchange',
    [
      '2.6.0 <20111025103822.7F94E1C0299@client.example> [InternalId=274498, Hostname=EX1.example] 2031 bytes in 0.1, 14 KB/sec Queued mail for delivery',
    ],
    '274498',
  ],
  ['Exchange 2010', ['2.6.0 <1@client.example> [InternalId=274498] Queued mail for delivery'], '274498'],
  ['Gmail', ['2.0.0 OK  1376056636 i3si9508927obz.16 - gsmtp'], 'i3si9508927obz.16'],
  ['Dovecot (LMTP)', ['2.0.0 <hanako@example.org> 0AfxIqvLUGUKAAAAdpRkBg Saved'], '0AfxIqvLUGUKAAAAdpRkBg'],
  ['Haraka', ['Message Queued (6B0F6A9C-9A9B-4C0F-8F69-8B0E4B9D5A3B.1)'], '6B0F6A9C-9A9B-4C0F-8F69-8B0E4B9D5A3B.1'],
  ['Stalwart', ['2.0.0 Message queued with id 15e3a1b2c4d'], '15e3a1b2c4d'],
  ['Courier', ['Ok. 00000000001A2B3C.0000000065AB12CD.00001234'], '00000000001A2B3C.0000000065AB12CD.00001234'],
  ['a reply of several lines', ['2.0.0 Thank you', '2.0.0 Ok: queued as ABC123'], 'ABC123'],
])('finds the queue id in the reply of %s', (_, lines, id) => {
  expect(queueIdOf({ code: 250, lines })).toBe(id);
});

test.each([
  ['a reply without one', 250, ['2.0.0 Ok']],
  ['Sendmail without one', 250, ['2.0.0 Message accepted for delivery']],
  ['IIS, which names the Message-ID only', 250, ['2.6.0 <1@client.example> Queued mail for delivery']],
  ['a refusal', 550, ['5.7.1 id=ABC is not wanted']],
  ['a text that only looks like it', 250, ['2.0.0 Ok: invalid=ABC']],
  ['an empty reply', 250, ['']],
])('finds none in %s', (_, code, lines) => {
  expect(queueIdOf({ code, lines })).toBeNull();
});

test('a stranger cannot make it slow or long', () => {
  for (const part of ['queued as ', '<', ' ', 'id=', 'a', '2.0.0 ok 1 ']) {
    const line = part.repeat(100_000 / part.length);
    expect(queueIdOf({ code: 250, lines: [line] })?.length ?? 0).toBeLessThanOrEqual(100);
  }
});
