import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { between, PATIENT, until } from './relay-between.js';

test('S-198: a group in one segment, the message and QUIT in the next: each answered once, in order', async () => {
  const { connect, nextHop } = await between();
  const client = await connect();
  client.write('EHLO c\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<b@x.example>\r\nRCPT TO:<c@x.example>\r\nDATA\r\n');
  const codes: string[] = [];
  for (let at = 0; at < 6; at += 1) codes.push((await client.reply()).slice(0, 9));
  expect(codes).toEqual(['220 proxy', '250-proxy', '250 2.1.0', '250 2.1.5', '250 2.1.5', '354 End d']);
  client.write('x\r\n.\r\nMAIL FROM:<d@x.example>\r\nRSET\r\nQUIT\r\n');
  expect([
    await client.reply(),
    await client.reply(),
    await client.reply(),
    await client.reply(),
    await client.reply(),
  ]).toEqual(['250 2.0.0 Ok: queued as ABC123', '250 2.1.0 Ok', '250 2.0.0 Ok', '221 2.0.0 Bye', 'closed']);
  expect(nextHop.messages().map(String)).toEqual(['x\r\n']);
});

test('who waited for his replies before QUIT is let go at once, though he closes nothing himself', async () => {
  const { at, relay } = await between();
  const socket = connect({ host: '127.0.0.1', port: at.port, allowHalfOpen: true });
  let heard = '';
  socket.on('data', (octets: Buffer) => (heard += octets.toString('latin1'))).on('error', () => undefined);
  await until(() => heard.includes('220 '));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }); // no time limit ends the session
  onTestFinished(() => void vi.useRealTimers());
  socket.write('QUIT\r\n');
  while (relay.sessions() > 0) await new Promise((resolve) => setImmediate(resolve));
  expect(heard).toContain('221 2.0.0 Bye');
  socket.destroy();
});

test('who goes on behind a QUIT that he did not wait for hears his replies, and no reset', async () => {
  const { at, nextHop } = await between();
  const socket = connect({ host: '127.0.0.1', port: at.port, allowHalfOpen: true });
  let heard = '';
  const errors: Error[] = [];
  socket.on('data', (octets: Buffer) => (heard += octets.toString('latin1'))).on('error', (err) => errors.push(err));
  socket.write('EHLO c\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\n');
  await until(() => heard.includes('354 '));
  socket.write('x\r\n.\r\nQUIT\r\n');
  await until(() => heard.includes('221 '));
  for (let times = 0; times < 3; times += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.write('\r\n');
  }
  socket.end();
  await once(socket, 'close');
  expect(errors).toEqual([]);
  expect(heard.split('\r\n').slice(-3, -1)).toEqual(['250 2.0.0 Ok: queued as ABC123', '221 2.0.0 Bye']);
  expect(nextHop.messages()).toHaveLength(1);
});

test('S-198: all that a client has to say in one segment, cut at every octet', async () => {
  const { greeted, nextHop } = await between();
  const mail = 'MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\n..\r\n.\r\n';
  const client = await greeted();
  for (let cut = 1; cut < mail.length; cut += 1) {
    client.write(mail.slice(0, cut));
    await new Promise((resolve) => setImmediate(resolve));
    client.write(mail.slice(cut));
    const replies = [await client.reply(), await client.reply(), await client.reply(), await client.reply()];
    expect(replies.map((reply) => reply.slice(0, 3))).toEqual(['250', '250', '354', '250']);
  }
  expect(new Set(nextHop.messages().map(String))).toEqual(new Set(['.\r\n']));
  expect(nextHop.messages()).toHaveLength(mail.length - 1);
});

test('S-198, S-215: a thousand recipients in one segment', async () => {
  const { greeted, nextHop } = await between({
    script: { RCPT: (line) => (line.includes('<7@') ? '550 5.1.1 no' : `250 2.1.5 ${line.slice(8)}`) },
  });
  const client = await greeted();
  await client.say('MAIL FROM:<a@x.example>');
  client.write(Array.from({ length: 1000 }, (_, at) => `RCPT TO:<${at}@x.example>\r\n`).join(''));
  for (let at = 0; at < 1000; at += 1) {
    expect(await client.reply()).toBe(at === 7 ? '550 5.1.1 no' : `250 2.1.5 <${at}@x.example>`);
  }
  expect(await client.say('DATA')).toMatch(/^354 /);
  expect(await client.say('x\r\n.')).toMatch(/^250 /);
  expect(nextHop.sessions[0]?.commands.filter((line) => line.startsWith('RCPT'))).toHaveLength(1000);
});

test('replies that nobody reads stop the reading of commands', async () => {
  const { greeted, relay } = await between({ settings: { timeouts: { ...PATIENT, idle: 1_000 } } });
  const client = await greeted();
  client.socket.pause();
  const flood = Buffer.from('NOOP\r\n'.repeat(100_000));
  for (let at = 0; at < 40; at += 1) client.write(flood);
  let unsent = flood.length;
  while (relay.sessions() > 0) {
    unsent = Math.min(unsent, client.socket.writableLength);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(unsent).toBeGreaterThan(0); // the session ended with most of it unread
});
