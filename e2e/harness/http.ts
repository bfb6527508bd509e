/**
 * One HTTP GET on a connection of its own. Node 20's fetch waits for ever where the server closes a connection that it has just
 * taken, as a port with too many connections does.
 */
import { get as httpGet } from 'node:http';

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** Rejects where the connection is refused or closed, or after `timeoutMs` without an answer. */
export function get(port: number, path: string, timeoutMs = 20_000): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const request = httpGet({ host: '127.0.0.1', port, path, agent: false, timeout: timeoutMs }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error(`no answer from ${path} within ${timeoutMs} ms`)));
    request.on('error', reject);
  });
}
