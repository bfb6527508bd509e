import { expect, test } from 'vitest';
import { between, until } from './relay-between.js';

test('S-186, S-187: a mail passes, and each reply is the next hop’s own', async () => {
  const { greeted, nextHop, log } = await between({
    script: {
      MAIL: '250-2.1.0 first\r\n250-second\r\n250 2.1.0 third',
      RCPT: ['250 2.1.5 Ok', '251 2.1.5 will forward', '452 4.5.3 too many', '550-5.1.1 no\r\n550 5.1.1 such user'],
    },
  });
  const client = await greeted();
  expect(await client.say('MAIL FROM:<a@x.example>')).toBe('250-2.1.0 first\n250-second\n250 2.1.0 third');
  expect(await client.say('RCPT TO:<b@x.example>')).toBe('250 2.1.5 Ok');
  expect(await client.say('RCPT TO:<c@x.example>')).toBe('251 2.1.5 will forward');
  expect(await client.say('RCPT TO:<d@x.example>')).toBe('452 4.5.3 too many');
  expect(await client.say('RCPT TO:<e@x.example>')).toBe('550-5.1.1 no\n550 5.1.1 such user');
  expect(await client.say('DATA')).toMatch(/^354 /);
  expect(await client.say('Subject: x\r\n\r\n..dots\r\n.')).toBe('250 2.0.0 Ok: queued as ABC123');
  expect(await client.say('QUIT')).toMatch(/^221 2\.0\.0 /);
  await client.closed;
  expect(nextHop.messages().map(String)).toEqual(['Subject: x\r\n\r\n.dots\r\n']);
  expect(log).toMatchObject([
    {
      msg: 'passed',
      client: '127.0.0.1',
      ident: null,
      nextHopReply: '250 2.0.0 Ok: queued as ABC123',
      nextHopQueueId: 'ABC123',
      size: 21,
      recipients: 2,
      outcome: 'relayed',
    },
  ]);
  await until(() => nextHop.sessions[0]?.commands.at(-1) === 'QUIT');
});
