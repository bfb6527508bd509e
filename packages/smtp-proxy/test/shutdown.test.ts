import { expect, test } from 'vitest';
import { between, passThrough, until } from './relay-between.js';
import { rawClient, type RawClient } from './raw-client.js';

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

/** Sends commands as fast as they are taken and reads no reply; resolves when the relay takes no more of them. */
async function flood(client: RawClient): Promise<void> {
  client.socket.pause();
  const commands = Buffer.from('HELP\r\n'.repeat(8192));
  let idle = 0;
  while (idle < 20) {
    const before = client.socket.bytesWritten - client.socket.writableLength;
    if (client.socket.writableLength < commands.length) client.socket.write(commands);
    await new Promise((resolve) => setTimeout(resolve, 10));
    idle = client.socket.bytesWritten - client.socket.writableLength === before ? idle + 1 : 0;
  }
}

test('S-219: a client that sends on and on and reads no reply does not hold up the end', async () => {
  const { greeted, relay } = await between();
  const client = await greeted();
  await flood(client);
  await relay.shutdown(50);
  expect(relay.sessions()).toBe(0);
});

test('S-219: nor does one that stops reading once its final dot is out: the message goes on, once', async () => {
  const { greeted, relay, nextHop } = await between({ script: { END: { reply: '250 2.0.0 Ok', afterMs: 500 } } });
  const client = await greeted();
  await client.say('MAIL FROM:<a@x.example>');
  await client.say('RCPT TO:<b@x.example>');
  await client.say('DATA');
  client.write('x\r\n.\r\n');
  await flood(client);
  await relay.shutdown(50);
  expect(relay.sessions()).toBe(0);
  expect(nextHop.messages()).toHaveLength(1);
});
