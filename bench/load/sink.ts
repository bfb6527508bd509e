/** `node sink.js PORT`: takes every mail and forgets it. */
import { createServer } from 'node:net';
import { serveBlackHole } from './black-hole.js';

const BACKLOG = 1000;

createServer({ noDelay: true }, serveBlackHole).listen(Number(process.argv[2]), '127.0.0.1', BACKLOG);
