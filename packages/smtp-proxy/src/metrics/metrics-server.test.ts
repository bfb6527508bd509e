import { once } from 'node:events';
import { createServer } from 'node:net';
import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { rawClient, type RawClient } from '../../test/raw-client.js';
import { createMetricsServer, type MetricsServerParts } from './metrics-server.js';

vi.setConfig({ testTimeout: 60_000 });

const LOOPBACK = { kind: 'tcp', host: '127.0.0.1', port: 0 } as const;

async function serving(changes: Partial<MetricsServerParts> = {}, host = '127.0.0.1') {
  const log: string[] = [];
  const server = createMetricsServer({
    metrics: { contentType: 'text/plain; version=0.0.4', text: async () => 'mails_total 1\n' },
    notReady: async () => [],
    log: pino({ base: null }, { write: (line: string) => void log.push(line) }),
    ...changes,
  });
  onTestFinished(() => server.close());
  const address = await server.listen({ ...LOOPBACK, host });
  const port = address.kind === 'tcp' ? address.port : 0;
  return {
    port,
    log,
    server,
    get: (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init),
  };
}

test('/metrics, /health and /ready', async () => {
  const { get } = await serving();
  const metrics = await get('/metrics?x=1');
  expect([metrics.status, metrics.headers.get('content-type'), await metrics.text()]).toEqual([
    200,
    'text/plain; version=0.0.4',
    'mails_total 1\n',
  ]);
  const health = await get('/health');
  expect([health.status, await health.text()]).toEqual([200, 'ok\n']);
  const ready = await get('/ready');
  expect([ready.status, await ready.text()]).toEqual([200, 'ready\n']);
});

test('what hinders is told with 503; /health is not concerned', async () => {
  const { get } = await serving({ notReady: async () => ['the next hop refused the connection'] });
  const ready = await get('/ready');
  expect([ready.status, await ready.text()]).toEqual([503, 'not ready\nthe next hop refused the connection\n']);
  expect((await get('/health')).status).toBe(200);
});

test('a next hop that does not answer is no reason to hang', async () => {
  const { get } = await serving({ notReady: () => new Promise(() => undefined) });
  const ready = await get('/ready');
  expect([ready.status, await ready.text()]).toEqual([503, 'not ready\nthe next hop has not answered yet\n']);
});

test('only GET, and only what is there', async () => {
  const { get } = await serving();
  for (const method of ['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS']) {
    const answer = await get('/metrics', { method });
    expect([method, answer.status, answer.headers.get('allow')]).toEqual([method, 405, 'GET']);
  }
  expect((await get('/')).status).toBe(404);
  expect((await get('/metrics/')).status).toBe(404);
});

test('a fault is a 500 and a line in the log, and life goes on', async () => {
  const { get, log } = await serving({
    metrics: { contentType: 'text/plain', text: () => Promise.reject(new Error('broken')) },
  });
  const metrics = await get('/metrics');
  expect([metrics.status, await metrics.text()]).toEqual([500, 'internal fault\n']);
  expect(log.join('')).toContain('broken');
  expect((await get('/health')).status).toBe(200);
});

test('a port in use is an error', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  onTestFinished(() => void taken.close());
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { server } = await serving();
  await expect(server.listen({ ...LOOPBACK, port })).rejects.toThrow('EADDRINUSE');
});

test('localhost is 127.0.0.1 and, where there is IPv6, ::1', async () => {
  const { get, port } = await serving({}, 'localhost');
  expect((await get('/health')).status).toBe(200);
  const v6 = await fetch(`http://[::1]:${port}/health`).then(
    ({ status }) => String(status),
    (err: Error) => String(err.cause),
  );
  expect(v6).toMatch(/^200$|EADDRNOTAVAIL|EAFNOSUPPORT/);
});

test.each<[string, string | Uint8Array]>([
  ['no HTTP', 'EHLO client.example\r\n\r\n'],
  ['octets', Buffer.from([0, 1, 2, 255, 13, 10, 13, 10])],
  ['TLS', Buffer.from('16030100f8010000f40303', 'hex')],
  ['a header without end', `GET /metrics HTTP/1.1\r\n${'a: b\r\n'.repeat(10_000)}`],
  ['a path without end', `GET /${'a'.repeat(100_000)}`],
  ['CONNECT', 'CONNECT a.example:25 HTTP/1.1\r\nHost: a.example\r\n\r\n'],
  ['an upgrade', 'GET /x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'],
  ['two lengths', 'GET /x HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
])('%s hurts nobody', async (_, octets) => {
  const { port, get } = await serving();
  const client = await rawClient({ port });
  client.write(octets);
  client.socket.end();
  await client.closed;
  expect((await get('/health')).status).toBe(200);
});

test('more connections than there is room for are closed, and room comes back', async () => {
  const { port, get } = await serving();
  const clients: RawClient[] = [];
  onTestFinished(() => clients.forEach(({ socket }) => socket.destroy()));
  for (let count = 0; count < 40; count += 1) clients.push(await rawClient({ port }));
  await Promise.race(clients.map(({ closed }) => closed));
  for (const { socket } of clients) socket.destroy();
  await vi.waitFor(async () => expect((await get('/health')).status).toBe(200), { timeout: 30_000 });
});
