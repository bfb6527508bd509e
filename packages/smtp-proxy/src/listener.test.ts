import { mkdtemp, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { expect, test } from 'vitest';
import { rawClient } from '../test/raw-client.js';
import { listen } from './listener.js';
import type { Endpoint } from './types.js';

const start = (endpoint: Endpoint) =>
  listen(endpoint, {
    onSocket: (socket) => void socket.on('error', () => undefined).end('220 hello\r\n'),
    onError: (err) => {
      throw err;
    },
  });

test('the two members of smtp-server that we build on are there', () => {
  const server = new SMTPServer({ logger: false });
  expect(typeof server.connect).toBe('function');
  expect(typeof server.close).toBe('function');
});

test('listens on a free port and says which; at once, without the library’s wait', async () => {
  const { address, close } = await start({ kind: 'tcp', host: '127.0.0.1', port: 0 });
  const port = address.kind === 'tcp' ? address.port : 0;
  expect(port).toBeGreaterThan(0);
  expect(await (await rawClient({ port })).reply()).toBe('220 hello');
  close();
  await expect(rawClient({ port })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test.each(['localhost', '*', ''])('listens on "%s"', async (host) => {
  const { address, close } = await start({ kind: 'tcp', host, port: 0 });
  expect(await (await rawClient({ port: address.kind === 'tcp' ? address.port : 0 })).reply()).toBe('220 hello');
  close();
});

test('a port that is taken is the caller’s to know', async () => {
  const { address, close } = await start({ kind: 'tcp', host: '127.0.0.1', port: 0 });
  await expect(start(address)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  close();
});

test('listens on a unix socket, and takes over one that nobody listens on any more', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'listener-')), 'socket');
  const crashed = createServer();
  await new Promise<void>((resolve) => crashed.listen(path, resolve));
  await expect(start({ kind: 'unix', path })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  const { rename } = await import('node:fs/promises');
  await rename(path, `${path}.kept`); // so that closing does not remove it
  await new Promise((resolve) => crashed.close(resolve));
  await rename(`${path}.kept`, path);

  const { close } = await start({ kind: 'unix', path });
  expect(await (await rawClient({ path })).reply()).toBe('220 hello');
  close();
  await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
});
