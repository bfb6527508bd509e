/** The relay's limits, each through the programs as they are started: at the default, over it, and what it costs. */
import { readdirSync, readlinkSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { runApp, startDaemon, type App, type Daemon } from '../harness/daemon.js';
import { rsaKey } from '../harness/keys.js';
import { message } from '../harness/mails.js';
import { lacks } from '../harness/needs.js';
import { ports } from '../harness/postfix.js';
import { waitFor } from '../harness/program.js';
import { proves } from '../harness/proves.js';
import { connectSmtp, type SmtpClient } from '../harness/smtp-client.js';
import { startSink, type SmtpSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';

const MEGABYTE = 1024 * 1024;
const MAIL = { from: 'taro@example.net', to: ['hanako@example.org'] };

describe.skipIf(lacks('openssl'))('the limits of the relay', () => {
  const stage = openStage();
  let sink: SmtpSink;
  let key: string;

  beforeAll(async () => {
    sink = await startSink(stage, { keep: 4096 });
    ({ file: key } = await rsaKey(stage, 2048));
  });
  afterAll(() => stage.end());

  const confOf = (app: App, listen: number, options: string, relay = sink.port): string =>
    `listen 127.0.0.1:${listen}\nrelay 127.0.0.1:${relay}\nhostname mx.example.org\n` +
    `${app === 'dkimproxy-out' ? `domain example.net\nkeyfile ${key}\nselector s1\n` : ''}${options}\n`;

  async function program(options: string, { app = 'dkimproxy-out', relay }: { app?: App; relay?: number } = {}) {
    const { listen } = await ports('listen');
    const daemon = await startDaemon(stage, app, confOf(app, listen, options, relay));
    return { listen, daemon };
  }

  proves(
    'S-207',
    '100 MB at a limit of 10 MB: 552 at the end of data, memory and disk flat, and the session goes on',
    async () => {
      for (const app of ['dkimproxy-out', 'dkimproxy-in'] as const) {
        const { listen, daemon } = await program('max_message_size 10M\nspool_threshold 1M', { app });
        const client = await connectSmtp(listen);
        expect(client.greeting.code).toBe(220);
        expect(await deliver(client)).toMatch(/^250 /);
        const before = daemon.peakMemory();
        for (const line of [`MAIL FROM:<${MAIL.from}>`, 'RCPT TO:<hanako@example.org>', 'DATA'])
          await client.command(line);
        const piece = Buffer.from(`${'x'.repeat(1022)}\r\n`.repeat(1024));
        let spooled = 0;
        for (let megabytes = 0; megabytes < 100; megabytes += 1) {
          await client.writeAll(piece);
          spooled = Math.max(spooled, spoolFilesOf(daemon));
        }
        expect((await client.command('.')).text).toBe('552 5.3.4 The message is larger than this server takes');
        expect(daemon.peakMemory() - before).toBeLessThan(60 * MEGABYTE);
        expect(spooled).toBeLessThanOrEqual(11 * MEGABYTE);
        expect((await client.command(`MAIL FROM:<${MAIL.from}> SIZE=${10 * MEGABYTE + 1}`)).text).toMatch(
          /^552 5\.3\.4 /,
        );
        expect(await deliver(client)).toMatch(/^250 /);
        await client.quit();
        const outcomes = daemon.logLines().map(({ outcome }) => outcome);
        expect(outcomes.filter((outcome) => outcome !== undefined)).toEqual(['relayed', 'refused', 'relayed']);
      }
    },
  );

  proves(
    'S-207',
    'what does not fit in spool_limit gets 452, all sessions together, and there is room again',
    async () => {
      const { listen, daemon } = await program('spool_limit 1M\nspool_threshold 0');
      const [one, two] = [await connectSmtp(listen), await connectSmtp(listen)];
      for (const client of [one, two]) {
        for (const line of [`MAIL FROM:<${MAIL.from}>`, 'RCPT TO:<hanako@example.org>', 'DATA'])
          await client.command(line);
      }
      const half = Buffer.from(`From: ${MAIL.from}\r\n\r\n${`${'x'.repeat(1022)}\r\n`.repeat(800)}`);
      await one.writeAll(half);
      await waitFor('the spool file', () => spoolFilesOf(daemon) > 700_000);
      await two.writeAll(half);
      expect((await two.command('.')).text).toBe('452 4.3.1 Not enough space to keep the message; try again later');
      expect((await one.command('.')).code).toBe(250);
      await waitFor('an empty spool', () => spoolFilesOf(daemon) === 0);
      const { end } = await two.deliver({ ...MAIL, data: half });
      expect(end?.code).toBe(250);
    },
  );

  for (const { workers, options } of [
    { workers: 'one process', options: '' },
    { workers: 'three workers', options: 'workers 3' },
  ]) {
    proves(
      'S-246',
      `of 200 clients 100 are served by ${workers}, 100 hear 421 with the reason; then there is room again`,
      async () => {
        const { listen, daemon } = await program(options);
        const clients = await Promise.all(Array.from({ length: 200 }, () => connectSmtp(listen, { hello: null })));
        const greetings = clients.map(({ greeting }) => greeting.text);
        const refusal = '421 mx.example.org Service not available, too many sessions; try again later';
        expect(greetings.filter((text) => text === '220 mx.example.org ESMTP')).toHaveLength(100);
        expect(greetings.filter((text) => text === refusal)).toHaveLength(100);
        // A worker's lines come through the primary process, and may be on their way.
        const turnedAway = 'client turned away, too many sessions (max_sessions)';
        const lines = (): number => daemon.logLines().filter(({ msg }) => msg === turnedAway).length;
        await waitFor('100 log lines', () => lines() === 100);
        const served = clients.filter(({ greeting }) => greeting.code === 220);
        for (const client of clients) if (client.greeting.code === 421) client.destroy();
        for (const client of served.slice(0, 50)) await client.quit();
        await waitFor('room', async () => {
          const client = await connectSmtp(listen, { hello: null });
          if (client.greeting.code !== 220) client.destroy();
          return client.greeting.code === 220 && (await deliver(client))?.startsWith('250 ');
        });
        for (const client of served) client.destroy();
      },
    );
  }

  proves(
    'S-213',
    'timeout_idle: a silent client hears 421; one whose next hop is slower than that hears its reply',
    async () => {
      const slow = await startSink(stage, { endAfterMs: 3500 });
      const { listen } = await program('timeout_idle 1', { relay: slow.port });
      const client = await connectSmtp(listen);
      expect(await deliver(client)).toMatch(/^250 /);
      expect((await client.reply()).text).toBe('421 4.4.2 No command for too long, closing the connection');
      await expect(client.reply()).rejects.toThrow('closed');
    },
  );

  proves('orderly-end', 'shutdown_timeout: a session that does not come to its end in time hears 421', async () => {
    const { listen, daemon } = await program('shutdown_timeout 1');
    const client = await connectSmtp(listen);
    for (const line of [`MAIL FROM:<${MAIL.from}>`, 'RCPT TO:<hanako@example.org>']) await client.command(line);
    daemon.signal('SIGTERM');
    expect((await client.reply()).text).toBe('421 4.3.2 Service is shutting down; try again later');
    expect(await daemon.ended()).toBe(0);
    expect(daemon.logLines()).toContainEqual(
      expect.objectContaining({ sessions: 1, msg: 'sessions not finished in time are ended' }),
    );
  });

  proves('configuration-faults', 'a limit that can’t be: the line, what would be right, and status 2', async () => {
    const faults = [
      'max_message_size 0',
      'max_recipients none',
      'max_command_length 511',
      'max_sessions 0',
      'max_sessions_per_client 0',
      'max_header_size 100',
      'max_header_fields 1',
      'spool_limit 10 %',
      'timeout_idle 0',
      'shutdown_timeout 25d',
    ];
    for (const app of ['dkimproxy-out', 'dkimproxy-in'] as const) {
      const conf = stage.write(`faults-${app}.conf`, `${faults.join('\n')}\n${confOf(app, 10_026, '')}`);
      const { status, stderr } = await runApp(app, [`--conf_file=${conf}`, '--check']);
      expect(status).toBe(2);
      for (const [index, line] of faults.entries()) {
        expect(stderr).toContain(`${conf}:${index + 1}: ${line.split(' ')[0]}: `);
      }
    }
  });
});

async function deliver(client: SmtpClient): Promise<string | undefined> {
  const { mail, end } = await client.deliver({ ...MAIL, data: message({ from: MAIL.from }) });
  return (end ?? mail).text;
}

/** Octets of the spool files that a daemon has open; they have no name any more. */
function spoolFilesOf({ pid }: Daemon): number {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).reduce((sum, name) => {
    try {
      const isSpool = /\/dkimproxy-\S+ \(deleted\)$/.test(readlinkSync(`${folder}/${name}`));
      return isSpool ? sum + statSync(`${folder}/${name}`).size : sum;
    } catch {
      return sum; // closed meanwhile
    }
  }, 0);
}
