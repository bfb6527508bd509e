import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { until } from '../../test/relay-between.js';
import { chunkReader } from './chunk-reader.js';

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

async function pair(): Promise<{ near: Socket; far: Socket }> {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const far = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true });
  const [near] = (await once(server, 'connection')) as [Socket];
  server.close();
  sockets.push(near, far);
  for (const socket of sockets) socket.on('error', () => undefined);
  return { near, far };
}

test('what has come is given once, then what comes, then null for good', async () => {
  const { near, far } = await pair();
  const reader = chunkReader(near);
  far.write('one');
  expect(String(await reader.next())).toBe('one');
  const waiting = reader.next();
  far.write('two');
  expect(String(await waiting)).toBe('two');
  far.end('three');
  expect(String(await reader.next())).toBe('three');
  expect(await reader.next()).toBeNull();
  expect(await reader.next()).toBeNull();
});

test.each(['resetAndDestroy', 'destroy'] as const)('who waits gets null when the sender is gone (%s)', async (how) => {
  const { near, far } = await pair();
  const waiting = chunkReader(near).next();
  far[how]();
  expect(await waiting).toBeNull();
});

test('what is not asked for stays with the sender', async () => {
  const { near, far } = await pair();
  const reader = chunkReader(near);
  const piece = Buffer.alloc(1024 * 1024);
  let taken = 0;
  while (far.write(piece) || taken < 8) taken += 1;
  await until(() => near.readableLength > 0);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(near.readableLength).toBeLessThanOrEqual(4 * near.readableHighWaterMark);
  let read = 0;
  far.end();
  for (let chunk = await reader.next(); chunk !== null; chunk = await reader.next()) read += chunk.length;
  expect(read).toBe(far.bytesWritten);
});

test('one that has stopped leaves what comes to the next reader', async () => {
  const { near, far } = await pair();
  const first = chunkReader(near);
  const waiting = first.next();
  first.stop();
  expect(await waiting).toBeNull();
  const second = chunkReader(near);
  far.write('yours');
  expect(String(await second.next())).toBe('yours');
});
