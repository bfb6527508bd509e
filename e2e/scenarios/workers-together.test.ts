/** `workers` with all that may come together: limits, the PROXY protocol, TLS and LMTP. */
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, describe, expect } from 'vitest';
import { startDaemon, type Daemon } from '../harness/daemon.js';
import { lacks } from '../harness/needs.js';
import { get } from '../harness/http.js';
import { freePort } from '../harness/ports.js';
import { runWell, waitFor } from '../harness/program.js';
import { proves } from '../harness/proves.js';
import { startSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';

/** A connection that says one line and hears one. */
async function firstWords(port: number, line = ''): Promise<{ socket: Socket; greeting: string }> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => undefined); // what it means shows in what was heard
  let heard = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    heard += text;
  });
  if (line !== '') socket.write(line);
  await waitFor('a greeting', () => heard.includes('\r\n') || socket.closed);
  return { socket, greeting: heard };
}

describe.skipIf(lacks('openssl'))('workers together with the rest', () => {
  const stage = openStage();
  afterAll(() => stage.end());

  const start = async (lines: string): Promise<{ port: number; daemon: Daemon }> => {
    const port = await freePort();
    const daemon = await startDaemon(
      stage,
      'dkimproxy-in',
      `hostname proxy.example\n${lines.replace('PORT', String(port))}`,
    );
    return { port, daemon };
  };

  proves(
    'workers',
    'max_sessions holds exactly, whoever else is connected: nobody is turned away while there is room',
    async () => {
      const sink = await startSink(stage);
      const metrics = await freePort();
      const { port } = await start(
        `listen 127.0.0.1:PORT\nrelay 127.0.0.1:${sink.port}\nmetrics_listen 127.0.0.1:${metrics}\nworkers 3\nmax_sessions 4\nproxy_protocol yes\n`,
      );
      const silent = Array.from({ length: 7 }, () => connect({ port, host: '127.0.0.1' })); // no header comes
      await Promise.all(silent.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
      const sessions: Socket[] = [];
      for (let round = 0; round < 5; round += 1) {
        for (let count = 0; count < 4; count += 1) {
          const { socket, greeting } = await firstWords(port, 'PROXY TCP4 127.0.0.1 127.0.0.1 4711 25\r\n');
          expect(greeting).toMatch(/^220 /);
          sessions.push(socket);
        }
        const { socket, greeting } = await firstWords(port, 'PROXY TCP4 127.0.0.1 127.0.0.1 4711 25\r\n');
        expect(greeting).toMatch(/^421 proxy\.example Service not available, too many sessions/);
        socket.destroy();
        for (const session of sessions.splice(0)) {
          const over = new Promise((resolve) => session.once('close', resolve));
          session.write('QUIT\r\n');
          session.once('end', () => session.end());
          await over;
        }
        // Whatever a worker says comes in order: with this count of its connections the primary has heard of the ends, too.
        await waitFor('the sessions to be over', async () => {
          const { text } = await get(metrics, '/metrics');
          return Number(/^dkimproxy_sessions (\d+)$/m.exec(text)?.[1]) <= silent.length;
        });
      }
      for (const socket of silent) socket.destroy();
    },
  );

  proves(
    'workers',
    'PROXY header, STARTTLS that is asked for, LMTP on both sides, two workers, and HUP in the middle',
    async () => {
      await runWell(
        'openssl',
        [
          'req',
          '-x509',
          '-newkey',
          'rsa:2048',
          '-nodes',
          '-subj',
          '/CN=proxy.example',
          '-keyout',
          'tls.key',
          '-out',
          'tls.crt',
        ],
        { cwd: stage.folder },
      );
      const heard: string[] = [];
      const sink = await startSink(stage, {
        keywords: ['ENHANCEDSTATUSCODES', 'XFORWARD NAME ADDR PORT PROTO HELO'],
        reply(line) {
          heard.push(line);
          if (line.startsWith('LHLO'))
            return '250-sink.example\r\n250-ENHANCEDSTATUSCODES\r\n250 XFORWARD NAME ADDR PORT PROTO HELO';
          // One reply for each of three recipients.
          return line === '.' ? '250 2.1.5 a\r\n452 4.2.2 b is full\r\n250 2.1.5 c' : undefined;
        },
      });
      const { port, daemon } = await start(
        `listen lmtp:127.0.0.1:PORT\nrelay lmtp:127.0.0.1:${sink.port}\nworkers 2\nproxy_protocol yes\nallow any\ntls_cert tls.crt\ntls_key tls.key\ntls_mode required\n`,
      );
      for (let round = 0; round < 4; round += 1) {
        const { socket, greeting } = await firstWords(port, `PROXY TCP4 198.51.100.7 192.0.2.1 47${round}1 24\r\n`);
        expect(greeting).toMatch(/^220 proxy\.example LMTP/);
        const said = async (line: string, wanted: RegExp): Promise<void> => {
          let text = '';
          const hear = (chunk: string): void => {
            text += chunk;
          };
          socket.on('data', hear);
          socket.write(`${line}\r\n`);
          await waitFor(line, () => /^\d{3} .*\r\n/m.test(text));
          socket.off('data', hear);
          expect(text).toMatch(wanted);
        };
        await said('LHLO c.example', /STARTTLS/);
        await said('MAIL FROM:<a@example.net>', /^530 5\.7\.0 /);
        await said('STARTTLS', /^220 /);
        if (round === 1) daemon.signal('SIGHUP');
        socket.removeAllListeners('data');
        socket.setEncoding();
        const secure = connectTls({ socket, rejectUnauthorized: false });
        let replies = '';
        secure.setEncoding('latin1').on('data', (text: string) => {
          replies += text;
        });
        for (const line of [
          'LHLO c.example',
          'MAIL FROM:<a@example.net>',
          ...['a', 'b', 'c'].map((name) => `RCPT TO:<${name}@x.example>`),
          'DATA',
        ]) {
          replies = '';
          secure.write(`${line}\r\n`);
          await waitFor(line, () => /^\d{3} .*\r\n/m.test(replies));
          expect(replies).toMatch(line === 'DATA' ? /^354 / : /^250/);
        }
        replies = '';
        secure.write('From: a@example.net\r\n\r\nHello\r\n.\r\n');
        await waitFor('three replies', () => replies.split('\r\n').length === 4);
        expect(replies).toBe('250 2.1.5 a\r\n452 4.2.2 b is full\r\n250 2.1.5 c\r\n');
        secure.destroy();
      }
      expect(heard.filter((line) => line.startsWith('XFORWARD'))).toHaveLength(4);
      expect(heard.find((line) => line.startsWith('XFORWARD'))).toContain('ADDR=198.51.100.7');
      const lines = (): readonly unknown[] =>
        daemon.logLines().filter(({ outcome }) => outcome === 'relayed to some recipients');
      await waitFor('a line for each mail', () => lines().length === 4);
    },
  );
});
