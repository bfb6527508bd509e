/** `node node-pipe.js LISTEN RELAY`: octets in, octets out, nothing read. The most that a Node process can pass on. */
import { connect, createServer } from 'node:net';

const [listen, relay] = process.argv.slice(2).map(Number);
const host = '127.0.0.1';

createServer({ noDelay: true }, (client) => {
  const server = connect({ host, port: relay ?? 0, noDelay: true });
  client.pipe(server).pipe(client);
  client.on('error', () => server.destroy());
  server.on('error', () => client.destroy());
}).listen(listen, host, 1024);
