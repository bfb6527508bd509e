import { mkdtempSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
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
