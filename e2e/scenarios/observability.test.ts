/** What an administrator sees from outside: /metrics, /health, /ready, and one log line for each mail. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { runApp, startDaemon, type Daemon } from '../harness/daemon.js';
import { startOddDns } from '../harness/dns.js';
import { rsaKey, type TestKey } from '../harness/keys.js';
import { message } from '../harness/mails.js';
import { get } from '../harness/http.js';
import { lacks } from '../harness/needs.js';
import { signWithDkimpy } from '../harness/peer.js';
import { ports } from '../harness/postfix.js';
import { waitFor } from '../harness/program.js';
import { scrape, type Scrape } from '../harness/prometheus.js';
import { proves } from '../harness/proves.js';
import { connectSmtp, type SmtpReply } from '../harness/smtp-client.js';
import { startSink, type SmtpSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';

const KINDS: Readonly<Record<string, string>> = {
  counter: '_total',
  histogram: '_seconds _bytes',
  gauge: '_seconds _bytes _fds _info sessions workers',
};

async function send(port: number, data: Buffer, from = 'taro@example.net'): Promise<SmtpReply> {
  const client = await connectSmtp(port);
  const { end } = await client.deliver({ from, to: ['hanako@example.com'], data });
  await client.quit();
  if (end === null) throw new Error('DATA was not reached');
  return end;
}

/** A client that goes in the middle of its message. */
async function vanish(port: number): Promise<void> {
  const client = await connectSmtp(port);
  await client.command('MAIL FROM:<taro@example.net>');
  await client.command('RCPT TO:<hanako@example.com>');
  await client.command('DATA');
  client.write('From: taro@exam');
  client.destroy();
}

const outcomes = (daemon: Daemon): readonly string[] =>
  daemon
    .logLines()
    .flatMap(({ outcome }) => (typeof outcome === 'string' ? [outcome] : []))
    .toSorted();

async function allEnded(http: number): Promise<Scrape> {
  return waitFor('the sessions to end', async () => {
    const seen = await scrape(http);
    return seen.value('dkimproxy_sessions') === 0 && seen;
  });
}

const of = (from: string, body = 'Hello.\r\n'): Buffer => message({ from, body });

function childrenOf(pid: number): readonly number[] {
  const words = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
  return words.filter((word) => word !== '').map(Number);
}

describe.skipIf(lacks('openssl', 'python3-dkim', 'python3-prometheus-client'))('seen from outside', () => {
  const stage = openStage();
  let key: TestKey;

  beforeAll(async () => {
    key = await rsaKey(stage, 1024);
  });
  afterAll(() => stage.end());

  /** A next hop whose answer depends on the sender. */
  function moodySink(): Promise<SmtpSink> {
    let sender = '';
    return startSink(stage, {
      reply(line) {
        if (line.startsWith('MAIL')) sender = line;
        if (line === 'DATA' && sender.includes('<busy@')) return '451 4.3.0 not now';
        if (line === 'DATA' && sender.includes('<lost@')) return null;
        if (line === '.' && sender.includes('<spam@')) return '554 5.7.1 spam';
        if (line === '.' && sender.includes('<torn@')) return null;
        return undefined;
      },
    });
  }

  async function signer(nextHop: number, options = ''): Promise<{ daemon: Daemon; smtp: number; http: number }> {
    const { smtp, http } = await ports('smtp', 'http');
    const conf = `listen 127.0.0.1:${smtp}
relay 127.0.0.1:${nextHop}
metrics_listen 127.0.0.1:${http}
domain example.net,example.org
signature dkim
signature domainkeys
keyfile ${key.file}
selector s1
${options}`;
    return { daemon: await startDaemon(stage, 'dkimproxy-out', conf), smtp, http };
  }

  proves('metrics', 'the signer: mails of every outcome, signatures by domain', async () => {
    const sink = await moodySink();
    const { daemon, smtp, http } = await signer(sink.port, 'bare_newline reject\n');
    const fresh = await scrape(http);
    expect(fresh.value('dkimproxy_messages_total', { outcome: 'relayed' })).toBe(0);

    expect((await send(smtp, of('taro@example.net'))).code).toBe(250);
    expect((await send(smtp, of('Taro <taro@EXAMPLE.net>'))).code).toBe(250);
    expect((await send(smtp, of('taro@mail.example.org'))).code).toBe(250);
    expect((await send(smtp, of('taro@elsewhere.example'))).code).toBe(250);
    expect((await send(smtp, Buffer.from('To: x@example.com\r\n\r\nno From\r\n'))).code).toBe(250);
    expect((await send(smtp, of('taro@example.net', 'a\nb\r\n'))).code).toBe(550);
    expect((await send(smtp, of('taro@example.net'), 'busy@example.net')).code).toBe(451);
    expect((await send(smtp, of('taro@example.net'), 'spam@example.net')).code).toBe(554);
    expect((await send(smtp, of('taro@example.net'), 'spam@example.net')).code).toBe(554);
    expect((await send(smtp, of('taro@example.net'), 'lost@example.net')).code).toBe(451);
    expect((await send(smtp, of('taro@example.net'), 'torn@example.net')).code).toBe(451);
    await vanish(smtp);

    const seen = await allEnded(http);
    expect(seen.counts('dkimproxy_messages_total')).toEqual([
      'client_gone: 1',
      'not_relayed: 1',
      'refused: 1',
      'refused_by_next_hop: 3',
      'relayed: 5',
      'unknown: 1',
    ]);
    expect(seen.counts('dkimproxy_messages_refused_total')).toEqual(['bare_newline: 1']);
    expect(seen.counts('dkimproxy_signing_messages_total')).toEqual([
      'signed,none: 8',
      'skipped,from-invalid: 1',
      'skipped,no-rule: 1',
    ]);
    expect(seen.counts('dkimproxy_signatures_total')).toEqual([
      'example.net,dkim: 7',
      'example.net,domainkeys: 7',
      'example.org,dkim: 1',
      'example.org,domainkeys: 1',
    ]);
    expect(seen.value('dkimproxy_sessions_total')).toBe(12);
    expect(seen.counts('dkimproxy_sessions_turned_away_total')).toEqual([]);
    expect(seen.value('dkimproxy_message_receive_seconds_count')).toBe(11);
    expect(seen.value('dkimproxy_message_size_bytes_count')).toBe(11);
    expect(seen.value('dkimproxy_message_handling_seconds_count')).toBe(10);
    expect(seen.value('dkimproxy_next_hop_end_of_data_seconds_count')).toBe(8);
    expect(seen.value('dkimproxy_spool_memory_bytes')).toBe(0);
    expect(seen.value('dkimproxy_spool_disk_bytes')).toBe(0);
    expect(outcomes(daemon)).toHaveLength(12);

    daemon.signal('SIGHUP');
    await waitFor('the reload', () => daemon.output().includes('read anew'));
    expect((await send(smtp, of('taro@example.net'))).code).toBe(250);
    const reloaded = await allEnded(http);
    expect(reloaded.value('dkimproxy_messages_total', { outcome: 'relayed' })).toBe(6);
    expect(reloaded.value('dkimproxy_signatures_total', { type: 'dkim', domain: 'example.net' })).toBe(8);
  });

  proves('metrics', 'the verifier: verdicts with their codes, DNS and its cache', async () => {
    const dns = await startOddDns(stage, {
      's1._domainkey.example.net': { txt: [key.record] },
      's1._domainkey.slow.example': 'silence',
      's1._domainkey.sick.example': 'server-failure',
    });
    const sink = await startSink(stage);
    const { smtp, http } = await ports('smtp', 'http');
    await startDaemon(
      stage,
      'dkimproxy-in',
      `listen 127.0.0.1:${smtp}
relay 127.0.0.1:${sink.port}
metrics_listen 127.0.0.1:${http}
hostname mx.example.org
nameserver 127.0.0.1:${dns.port}
dns_timeout 4
`,
    );
    const signed = (domain: string): Promise<Buffer> =>
      signWithDkimpy(message({ from: `taro@${domain}` }), { domain, selector: 's1', key });
    await send(smtp, await signed('example.net'));
    await send(smtp, await signed('example.net'));
    await send(smtp, Buffer.concat([await signed('example.net'), Buffer.from('changed\r\n')]));
    await send(smtp, message({}));
    await send(smtp, await signed('nowhere.example'));
    await send(smtp, await signed('slow.example'));
    await send(smtp, await signed('sick.example'));

    const seen = await allEnded(http);
    expect(seen.counts('dkimproxy_messages_total')).toEqual(['relayed: 7']);
    expect(seen.counts('dkimproxy_verified_messages_total')).toEqual([
      'fail: 1',
      'none: 1',
      'pass: 2',
      'permerror: 1',
      'temperror: 2',
    ]);
    expect(seen.counts('dkimproxy_verified_signatures_total')).toEqual([
      'body-hash-mismatch,fail,dkim: 1',
      'dns-server-failure,temperror,dkim: 1',
      'dns-timeout,temperror,dkim: 1',
      'key-not-found,permerror,dkim: 1',
      'none,pass,dkim: 2',
    ]);
    expect(seen.counts('dkimproxy_dns_answers_total')).toEqual([
      'found: 1',
      'no-such-name: 1',
      'server-failure: 1',
      'timeout: 1',
    ]);
    expect(seen.counts('dkimproxy_dns_lookups_total')).toEqual(['cache: 2', 'dns: 4']);
    expect(seen.value('dkimproxy_dns_question_seconds_count')).toBe(4);
    expect(seen.value('dkimproxy_dns_question_seconds_sum')).toBeGreaterThan(1); // the silent one; dns_timeout may be cut short a little
  });

  proves('metrics', 'each has a help line, a type and a name that fits it; the process tells of itself', async () => {
    const sink = await startSink(stage);
    const { daemon, http } = await signer(sink.port);
    const seen = await scrape(http);
    for (const { name, type, help } of seen.families) {
      expect([name, help]).toEqual([name, expect.stringMatching(/^[A-Z].*\.$/)]);
      expect(name).toMatch(/^(?:dkimproxy|process)_[a-z_]+$/);
      const endings = (KINDS[type] ?? '').split(' ');
      const whole = type === 'counter' ? `${name}_total` : name; // the client takes it off
      expect([whole, endings.some((ending) => whole.endsWith(ending))]).toEqual([whole, true]);
    }
    const version = (await runApp('dkimproxy-out', ['--version'])).stdout.toString().trim().split(' ')[1] ?? '';
    const build = { name: 'dkimproxy-out', version, node: process.version };
    expect(seen.value('dkimproxy_build_info', build)).toBe(1);
    expect(seen.value('process_resident_memory_bytes')).toBeGreaterThan(20e6);
    expect(seen.value('process_open_fds')).toBeGreaterThan(5);
    expect(seen.value('process_cpu_seconds_total')).toBeGreaterThan(0);
    const age = Date.now() / 1000 - (seen.value('process_start_time_seconds') ?? 0);
    expect(age).toBeGreaterThan(0);
    expect(age).toBeLessThan(600);
    await waitFor('a second of the event loop', async () => {
      return ((await scrape(http)).value('dkimproxy_event_loop_lag_seconds_count') ?? 0) > 0;
    });
    expect(daemon.logLines().filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });

  proves(
    'ready',
    'a flood of /ready is one session at the next hop; when that goes /ready says so, /health does not',
    async () => {
      const sink = await startSink(stage);
      const { smtp, http } = await signer(sink.port);
      const answers = await Promise.all(Array.from({ length: 300 }, () => get(http, '/ready').catch(() => null)));
      expect(answers.filter((answer) => answer?.status === 200).length).toBeGreaterThan(0);
      expect(answers.filter((answer) => answer !== null && answer.status !== 200)).toEqual([]);
      // 300 requests may take more than the 5 seconds that an answer is good for, on a busy machine.
      expect(sink.commands.filter((line) => line.startsWith('EHLO')).length).toBeLessThan(20);
      // The port takes 32 connections: those of the flood have to be closed before it takes one more.
      const calm = await waitFor('an answer behind the flood', () => scrape(http).catch(() => undefined));
      expect(calm.value('dkimproxy_sessions_total')).toBe(0); // no client's

      await sink.stop();
      const down = await waitFor('/ready to say no', async () => {
        const answer = await get(http, '/ready').catch(() => null);
        return answer?.status === 503 && answer;
      });
      expect(down.text).toBe('not ready\nthe next hop refused the connection\n');
      expect(await get(http, '/health')).toEqual({ status: 200, text: 'ok\n' });

      const client = await connectSmtp(smtp, { hello: null });
      expect(client.greeting.code).toBe(421);
      client.destroy();
      const seen = await allEnded(http);
      expect(seen.counts('dkimproxy_sessions_turned_away_total')).toEqual(['next_hop_unavailable: 1']);

      await startSink(stage, { port: sink.port });
      await waitFor('/ready to say yes', async () => (await get(http, '/ready')).status === 200);
    },
  );

  proves('ready', 'while the program stops /ready says no, and /metrics goes on', async () => {
    const sink = await startSink(stage);
    const { daemon, smtp, http } = await signer(sink.port);
    expect((await get(http, '/ready')).status).toBe(200);
    const client = await connectSmtp(smtp);
    await client.command('MAIL FROM:<taro@example.net>');
    await client.command('RCPT TO:<hanako@example.com>');
    await client.command('DATA');
    daemon.signal('SIGTERM');
    await waitFor('the notice in the log', () => daemon.output().includes('stopping'));
    expect(await get(http, '/ready')).toEqual({ status: 503, text: 'not ready\nthe program is stopping\n' });
    expect((await scrape(http)).value('dkimproxy_sessions')).toBe(1);
    client.write('From: taro@example.net\r\n\r\nlast words\r\n.\r\n');
    expect((await client.reply()).code).toBe(250);
    expect(await daemon.ended()).toBe(0);
    expect(outcomes(daemon)).toEqual(['relayed']);
  });

  proves('metrics', 'a port in use stops the start with status 1; one for all the world has a warning', async () => {
    const sink = await startSink(stage);
    const { smtp, http } = await ports('smtp', 'http');
    const args = [
      `--listen=127.0.0.1:${smtp}`,
      `--relay=127.0.0.1:${sink.port}`,
      `--keyfile=${key.file}`,
      '--domain=example.net',
      '--selector=s1',
    ];
    const taken = await runApp('dkimproxy-out', [...args, `--metrics_listen=127.0.0.1:${sink.port}`]);
    expect(taken.status).toBe(1);
    expect(taken.stderr).toContain(`cannot listen on 127.0.0.1:${sink.port} (metrics_listen)`);
    const open = await runApp('dkimproxy-out', [...args, `--metrics_listen=*:${http}`, '--check']);
    expect([open.status, open.stderr]).toEqual([
      0,
      expect.stringContaining('warning: --metrics_listen: it answers anybody'),
    ]);
  });

  proves(
    'metrics',
    'of two workers what they count adds up, also when one is killed; /ready asks for a worker',
    async () => {
      const sink = await moodySink();
      const { daemon, smtp, http } = await signer(sink.port, 'workers 2\n');
      const fresh = await scrape(http);
      expect(fresh.value('dkimproxy_messages_total', { outcome: 'relayed' })).toBe(0);
      expect(fresh.value('dkimproxy_workers')).toBe(2);
      const workers = childrenOf(daemon.pid);
      expect(workers).toHaveLength(2);

      const mail = message({ from: 'taro@example.net' });
      /** Open at a time, so that both workers have some. */
      const sendTogether = (count: number, from: string): Promise<SmtpReply[]> =>
        Promise.all(Array.from({ length: count }, () => send(smtp, mail, from)));
      expect((await sendTogether(20, 'taro@example.net')).map(({ code }) => code)).toEqual(Array(20).fill(250));
      await sendTogether(6, 'spam@example.net');
      const seen = await allEnded(http);
      const expected = ['refused_by_next_hop: 6', 'relayed: 20'];
      expect(seen.counts('dkimproxy_messages_total')).toEqual(expected);
      expect(seen.counts('dkimproxy_signatures_total')).toEqual(['example.net,dkim: 26', 'example.net,domainkeys: 26']);
      expect(seen.value('dkimproxy_sessions_total')).toBe(26);
      expect(seen.value('dkimproxy_message_size_bytes_count')).toBe(26);
      expect(new Set(daemon.logLines().flatMap(({ worker }) => worker ?? []))).toEqual(new Set([1, 2]));
      expect(seen.value('process_resident_memory_bytes')).toBeGreaterThan(3 * 20e6); // the primary and both
      expect((await get(http, '/ready')).status).toBe(200);

      // Each time that they end they are started again, later and later: at some time it is seen that there are none.
      const hindered = await waitFor('/ready to miss the workers', async () => {
        for (const pid of childrenOf(daemon.pid)) process.kill(pid, 'SIGKILL');
        const answer = await get(http, '/ready');
        return answer.text.includes('no worker') && answer.text;
      });
      expect(hindered).toContain('no worker is running\n');
      await waitFor('two workers', async () => (await scrape(http)).value('dkimproxy_workers') === 2, 60_000);
      expect((await get(http, '/ready')).status).toBe(200);
      const after = await allEnded(http);
      expect(after.counts('dkimproxy_messages_total')).toEqual(expected);
      expect(after.value('dkimproxy_worker_ends_total')).toBeGreaterThanOrEqual(2);

      expect((await send(smtp, mail)).code).toBe(250);
      const more = await allEnded(http);
      expect(more.counts('dkimproxy_messages_total')).toEqual(['refused_by_next_hop: 6', 'relayed: 21']);
      expect(more.value('dkimproxy_sessions_total')).toBe(27);
      daemon.signal('SIGTERM');
      expect(await daemon.ended()).toBe(0);
    },
  );

  proves('one-line-a-mail', 'whatever becomes of it', async () => {
    const sink = await moodySink();
    const { daemon, smtp, http } = await signer(sink.port, 'first_line reject\ntimeout_idle 5\n');
    for (const from of ['taro', 'busy', 'lost', 'spam', 'torn']) {
      await send(smtp, message({ from: 'taro@example.net' }), `${from}@example.net`);
    }
    expect((await send(smtp, Buffer.from(' x\r\n\r\n'))).code).toBe(550);
    await vanish(smtp);
    const silent = await connectSmtp(smtp);
    await silent.command('MAIL FROM:<taro@example.net>');
    await silent.command('RCPT TO:<hanako@example.com>');
    await silent.command('DATA');
    expect((await silent.reply()).code).toBe(421);
    silent.destroy();
    await allEnded(http);
    expect(outcomes(daemon)).toEqual([
      'client gone',
      'client gone',
      'not relayed',
      'refused',
      'refused by next hop',
      'refused by next hop',
      'relayed',
      'unknown, may be delivered twice',
    ]);
    const relayed = daemon.logLines().find(({ outcome }) => outcome === 'relayed');
    expect(relayed).toMatchObject({ nextHopQueueId: 'SINK1', msg: expect.stringContaining('DKIM signing - signed') });
  });
});
