import { mkdtempSync } from 'node:fs';
import { createServer, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { rawClient } from '../test/raw-client.js';
import { between } from '../test/relay-between.js';

test('a client of a unix socket that was closed on its way to us leaves nothing behind', async () => {
  const { relay } = await between();
  const path = join(mkdtempSync(join(tmpdir(), 'relay-')), 'in.sock');
  const server = createServer().listen(path);
  onTestFinished(() => void server.close());
  const socket = connect(path);
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.destroy();
  await new Promise((resolve) => socket.once('close', resolve));

  await relay.adopt(socket, { kind: 'unix' });
  expect(relay.sessions()).toBe(0);
});

test('S-219: who comes while the end has begun hears 421 at once, and nobody asks a slow next hop for it', async () => {
  const { relay, nextHop } = await between({ script: { GREETING: { stall: true } } });
  await relay.shutdown(0);
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const client = await rawClient({ port: typeof address === 'object' ? (address?.port ?? 0) : 0 });
  onTestFinished(() => void client.socket.destroy());

  const over = relay.adopt(await accepted, { kind: 'tcp' });
  expect(await client.reply()).toBe('421 proxy.example Service is shutting down');
  client.socket.end();
  await over;
  expect(nextHop.sessions).toEqual([]);
});
