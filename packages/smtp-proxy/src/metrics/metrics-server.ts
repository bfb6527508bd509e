/**
 * The port of `metrics_listen`: /metrics for Prometheus, /health and /ready for whoever watches. Plain HTTP, only GET,
 * without authentication; it is meant for loopback.
 *
 * Nothing that arrives here may hurt the relay: connections, headers and times are bounded, and a fault is a 500.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Log } from '../log.js';
import type { Endpoint } from '../types.js';

const MAX_CONNECTIONS = 32;
const MAX_HEADER = 8 * 1024; // octets
const MAX_REQUEST_MS = 10_000; // until a request has come whole
const IDLE_MS = 5_000; // between two requests of a connection
const MAX_READY_MS = 5_000; // then the answer is "not ready"; what is asked goes on and is known the next time

export interface MetricsServerParts {
  readonly metrics: { readonly contentType: string; text(): Promise<string> };
  /** Why the program cannot take mail now, each a short sentence; none means ready. */
  readonly notReady: () => Promise<readonly string[]>;
  readonly log: Log;
}

export interface MetricsServer {
  /** Rejects with the system's error if it can't listen. */
  listen(endpoint: Extract<Endpoint, { kind: 'tcp' }>): Promise<Endpoint>;
  close(): void;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly type?: string;
  readonly allow?: string;
}

export function createMetricsServer({ metrics, notReady, log }: MetricsServerParts): MetricsServer {
  const servers: Server[] = [];

  const answerTo = async (method: string, path: string): Promise<Answer> => {
    if (!['/metrics', '/health', '/ready'].includes(path)) return { status: 404, text: 'not found\n' };
    if (method !== 'GET') return { status: 405, text: 'only GET\n', allow: 'GET' };
    if (path === '/health') return { status: 200, text: 'ok\n' };
    if (path === '/metrics') return { status: 200, text: await metrics.text(), type: metrics.contentType };
    const reasons = await withinTime(notReady());
    if (reasons.length === 0) return { status: 200, text: 'ready\n' };
    return { status: 503, text: `not ready\n${reasons.map((reason) => `${reason}\n`).join('')}` };
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let answer: Answer;
    try {
      const [path = ''] = (request.url ?? '').split('?');
      answer = await answerTo(request.method ?? '', path);
    } catch (err) {
      log.error({ err }, 'a request to the metrics port could not be answered');
      answer = { status: 500, text: 'internal fault\n' };
    }
    if (response.destroyed) return; // whoever asked has gone
    const { status, text, type = 'text/plain; charset=utf-8', allow } = answer;
    response.writeHead(status, {
      'content-type': type,
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
      ...(allow === undefined ? {} : { allow }),
    });
    response.end(text);
  };

  const start = (host: string, port: number): Promise<Server> => {
    const server = createServer({ maxHeaderSize: MAX_HEADER, connectionsCheckingInterval: 2_000 });
    server.maxConnections = MAX_CONNECTIONS;
    server.headersTimeout = MAX_REQUEST_MS;
    server.requestTimeout = MAX_REQUEST_MS;
    server.keepAliveTimeout = IDLE_MS;
    server.on('request', (request, response) => void serve(request, response));
    server.on('clientError', (_err, socket) => socket.destroy());
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      const listening = (): void => {
        server.off('error', reject);
        server.on('error', (err) => log.error({ err }, 'the metrics port reported an error'));
        servers.push(server);
        resolve(server);
      };
      if (host === '*') server.listen(port, listening);
      else server.listen(port, host, listening);
    });
  };

  const close = (): void => {
    for (const server of servers.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  };

  return {
    async listen(endpoint) {
      if (endpoint.host !== 'localhost') {
        const server = await start(endpoint.host, endpoint.port);
        return { ...endpoint, port: boundPort(server) };
      }
      const port = boundPort(await start('127.0.0.1', endpoint.port));
      await start('::1', port).catch((err: NodeJS.ErrnoException) => {
        if (err.code === 'EADDRNOTAVAIL' || err.code === 'EAFNOSUPPORT') return; // a machine without IPv6
        close();
        throw err;
      });
      return { ...endpoint, port };
    },
    close,
  };
}

async function withinTime(asked: Promise<readonly string[]>): Promise<readonly string[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly string[]>((resolve) => {
    timer = setTimeout(() => resolve(['the next hop has not answered yet']), MAX_READY_MS);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}

function boundPort(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
