import { lstat, mkdtemp, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer, Server } from 'node:net';
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

test('what we build on of smtp-server is there: its net server, which hands connections to one listener, and close()', () => {
  const server = new SMTPServer({ logger: false });
  expect(server.server).toBeInstanceOf(Server);
  expect(server.server.listenerCount('connection')).toBe(1);
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

test('a unix socket is open to anybody, whatever mask we were started with, and the mask stays', async () => {
  const before = process.umask(0o077);
  try {
    const path = join(await mkdtemp(join(tmpdir(), 'listener-')), 'socket');
    const { close } = await start({ kind: 'unix', path });
    expect((await stat(path)).mode & 0o777).toBe(0o666);
    expect(process.umask()).toBe(0o077);
    close();
  } finally {
    process.umask(before);
  }
});

test('what is no socket is never removed to listen there: a file, a link, even one to a socket', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'listener-'));
  const file = join(folder, 'file');
  await writeFile(file, 'precious');
  await symlink(file, join(folder, 'link'));
  const { close } = await start({ kind: 'unix', path: join(folder, 'socket') });
  await symlink(join(folder, 'socket'), join(folder, 'to-socket'));
  for (const name of ['file', 'link', 'to-socket']) {
    await expect(start({ kind: 'unix', path: join(folder, name) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await lstat(join(folder, name));
  }
  expect(await readFile(file, 'utf8')).toBe('precious');
  close();
});
