/** A port on which a program listens and never accepts, with its queue full: a further connection gets no answer at all. */
import { connect, type Socket } from 'node:net';
import { freePort, listening } from '../harness/ports.js';
import { start } from '../harness/program.js';
import type { Stage } from '../harness/stage.js';

export async function startFullBacklog(stage: Stage): Promise<{ readonly port: number }> {
  const port = await freePort();
  const listen = `require('node:net').createServer().listen({ port: ${port}, host: '127.0.0.1', backlog: 1 })`;
  const program = start(stage, process.execPath, ['-e', listen]);
  await listening(port, program);
  program.signal('SIGSTOP');
  stage.onEnd(() => program.signal('SIGCONT')); // a stopped process does not see its SIGTERM
  const sockets: Socket[] = [];
  stage.onEnd(() => {
    for (const socket of sockets) socket.destroy();
  });
  while (await connects(port, sockets));
  return { port };
}

/** Half a second without an answer on loopback: the queue is full. */
function connects(port: number, sockets: Socket[]): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    sockets.push(socket);
    const timer = setTimeout(() => resolve(false), 500);
    socket.on('error', () => {});
    socket.on('connect', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
