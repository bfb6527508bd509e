import { expect, test } from 'vitest';
import { between, passThrough, until } from './relay-between.js';
import { rawClient } from './raw-client.js';

test('S-219: idle sessions get 421, and nobody new gets in', async () => {
  const { greeted, relay, at } = await between();
  const client = await greeted();
  const ended = relay.shutdown(60_000);
  expect(await client.reply()).toMatch(/^421 4\.3\.2 /);
  expect(await client.reply()).toBe('closed');
  await ended;
  expect(relay.sessions()).toBe(0);
  await expect(rawClient(at)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('S-219: a session that waits for the next hop’s greeting gets 421 as greeting', async () => {
  const { connect, relay, nextHop } = await between({ script: { GREETING: { stall: true } } });
  const client = await connect();
  await until(() => nextHop.sessions.length === 1);
  const ended = relay.shutdown(60_000);
  expect(await client.reply()).toBe('421 proxy.example Service is shutting down');
  await ended;
});

test('S-219: a transaction comes to its own end', async () => {
  const { greeted, relay, nextHop } = await between();
  const client = await greeted();
  await client.say('MAIL FROM:<a@x.example>');
  const ended = relay.shutdown(60_000);
  expect(await client.say('RCPT TO:<b@x.example>')).toBe('250 2.1.5 Ok');
  expect(await client.say('DATA')).toMatch(/^354 /);
  expect(await client.say('x\r\n.')).toMatch(/^250 /);
  expect(await client.reply()).toMatch(/^421 4\.3\.2 /);
  await ended;
  expect(nextHop.messages()).toHaveLength(1);
});

test.each(['MAIL', 'RCPT', 'DATA', 'the handler', '354'])(
  'S-219: a session not finished in time (%s) gets 421, and no dot goes out',
  async (phase) => {
    let inHandler = false;
    const { greeted, relay, nextHop } = await between({
      script: {
        ...(phase === 'RCPT' ? { RCPT: { stall: true } } : {}),
        ...(phase === '354' ? { DATA: { stall: true } } : {}),
      },
      handle: async (message, context) => {
        inHandler = true;
        if (phase === 'the handler') await new Promise(() => undefined);
        return passThrough(message, context);
      },
    });
    const client = await greeted();
    await client.say('MAIL FROM:<a@x.example>');
    if (phase === 'RCPT') {
      client.write('RCPT TO:<b@x.example>\r\n');
      await until(() => nextHop.sessions[0]?.commands.at(-1)?.startsWith('RCPT') === true);
    } else if (phase !== 'MAIL') {
      await client.say('RCPT TO:<b@x.example>');
      await client.say('DATA');
      client.write('half\r\n');
      if (phase !== 'DATA') client.write('.\r\n');
      if (phase === 'the handler') await until(() => inHandler);
      if (phase === '354') await until(() => nextHop.sessions[0]?.commands.at(-1) === 'DATA');
    }
    await relay.shutdown(0);
    expect(await client.reply()).toMatch(/^421 4\.3\.2 /);
    expect(nextHop.messages()).toEqual([]);
  },
);

test('S-219: a session past its final dot is never cut', async () => {
  const { greeted, relay, nextHop } = await between({ script: { END: { reply: '250 2.0.0 Ok', afterMs: 300 } } });
  const client = await greeted();
  await client.say('MAIL FROM:<a@x.example>');
  await client.say('RCPT TO:<b@x.example>');
  await client.say('DATA');
  client.write('x\r\n.\r\n');
  await until(() => nextHop.sessions[0]?.wire.length === 1);
  await relay.shutdown(0);
  expect(await client.reply()).toBe('250 2.0.0 Ok');
});
