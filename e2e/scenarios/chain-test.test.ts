/** `dkim-check test` with the signer, a real Postfix set up as the page says, and a real DNS server. */
import { chmodSync } from 'node:fs';
import { connect } from 'node:net';
import { basename, dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { binOf, runApp, startDaemon, type Daemon } from '../harness/daemon.js';
import { startNsd, type DnsServer } from '../harness/dns.js';
import { rsaKey } from '../harness/keys.js';
import { lacks } from '../harness/needs.js';
import { pageBlock, pageSigner, withNames } from '../harness/page.js';
import { ports, startPostfix, type Postfix } from '../harness/postfix.js';
import { run, start, waitFor } from '../harness/program.js';
import { proves } from '../harness/proves.js';
import { openStage } from '../harness/stage.js';

const by = ({ port: server }: DnsServer): string[] => ['--nameserver', `127.0.0.1:${server}`];

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

describe.skipIf(lacks('root', 'postfix', 'nsd', 'openssl'))('dkim-check test', () => {
  const stage = openStage();
  let dns: DnsServer;
  let empty: DnsServer;
  let signer: Daemon;
  let port: Record<'submission' | 'signer' | 'reinjection' | 'back' | 'altered' | 'twice' | 'second' | 'none', number>;
  let keyFile: string;
  let postfix: Postfix;
  let bare: Postfix;

  beforeAll(async () => {
    port = await ports('submission', 'signer', 'reinjection', 'back', 'altered', 'twice', 'second', 'none');
    const key = await rsaKey(stage, 2048);
    keyFile = key.file;
    dns = await startNsd(stage, { 'example.net': { 'sel._domainkey': [key.record] } });
    empty = await startNsd(stage, { 'example.net': {} });
    const checks = stage.write('subject', '/^Subject: (.*)/ REPLACE Subject: [list] $1\n');
    const back = pageBlock('postfix-outbound', 'outbound-reinjection');
    postfix = await startPostfix(stage, {
      relayPort: port.none,
      main: `transport_maps = inline:{dkim-check.invalid=smtp:[127.0.0.1]:${port.back}}`,
      services: [
        `127.0.0.1:${port.submission} inet n - n - - smtpd\n  -o content_filter=dksign:[127.0.0.1]:${port.signer}`,
        pageBlock('postfix-outbound', 'outbound-transport'),
        withNames(back, { '127.0.0.1:10028': `127.0.0.1:${port.reinjection}` }),
        withNames(back, {
          '127.0.0.1:10028': `127.0.0.1:${port.altered}`,
          ',no_header_body_checks,no_milters': '\n  -o cleanup_service_name=altering',
        }),
        // What the page says must not be: the way back leads to a signer again.
        withNames(back, {
          '127.0.0.1:10028': `127.0.0.1:${port.twice}`,
          'content_filter=\n': `content_filter=dksign:[127.0.0.1]:${port.second}\n`,
        }),
        `pickup unix n - n 60 1 pickup
  -o content_filter=dksign:[127.0.0.1]:${port.signer}`,
        `altering unix n - n - 0 cleanup\n  -o header_checks=regexp:${checks}`,
      ],
    });
    // One whose pickup leads past the signer, as it is where only port 587 has the filter.
    bare = await startPostfix(stage, {
      relayPort: port.none,
      main: `transport_maps = inline:{dkim-check.invalid=smtp:[127.0.0.1]:${port.back}}`,
      services: [],
    });
    signer = await startDaemon(stage, 'dkimproxy-out', pageSigner(port, key.file));
  });
  afterAll(() => stage.end());

  const check = async (conf: string, ...more: string[]): Promise<{ out: string; status: number | null }> => {
    const args = ['test', conf, '--back', `127.0.0.1:${port.back}`, '--timeout', '10', ...more];
    const { stdout, stderr, status } = await runApp('dkim-check', args);
    return { out: stdout.toString() + stderr, status };
  };

  proves('chain-followed', 'all is well, by the signer and by Postfix', async () => {
    for (const way of [[], ['--smtp', `127.0.0.1:${port.submission}`]]) {
      const { out, status } = await check(signer.conf, ...by(dns), ...way);
      expect(out).toContain('dkim: pass, d=example.net s=sel');
      expect(status).toBe(0);
    }
  });

  /** The sendmail command of one of them. */
  const commandOf = ({ etc }: Postfix): string => {
    const path = stage.write(`sendmail-${basename(dirname(etc))}`, `#!/bin/sh\nexec sendmail -C ${etc} "$@"\n`);
    chmodSync(path, 0o755);
    return path;
  };

  proves(
    'chain-followed',
    'by the sendmail command: where pickup leads to the signer, and where it leads past it',
    async () => {
      const well = await check(signer.conf, ...by(dns), '--sendmail', commandOf(postfix));
      expect(well.out).toContain('dkim: pass, d=example.net s=sel, made by dkimproxy-out');
      expect(well.status).toBe(0);
      const past = await check(signer.conf, ...by(dns), '--sendmail', commandOf(bare));
      expect(past.out).toContain('[arrived-unsigned]');
      expect(past.out).toContain('Mail by pickup does not pass dkimproxy-out. [port-not-signed]');
      expect(past.out).toContain(`Add below pickup in master.cf: -o content_filter=dksign:[127.0.0.1]:${port.signer}`);
      expect(past.status).toBe(1);
    },
  );

  proves('chain-followed', 'a mail that does not come back was last seen in a queue, whose id is told', async () => {
    const { out, status } = await check(signer.conf, ...by(dns), '--to', 'a@nowhere.example');
    const [, id = ''] = /Last seen at 127\.0\.0\.1:\d+, which said: 250 2\.0\.0 Ok: queued as (\w+) /.exec(out) ?? [];
    expect(out).toContain('[test-not-returned]');
    expect(await postfix.queue()).toContain(id);
    expect(id).not.toBe('');
    expect(status).toBe(1);
  });

  proves('chain-followed', 'DNS has another key than the file of the signer', async () => {
    const other = await startNsd(stage, {
      'example.net': { 'sel._domainkey': [(await rsaKey(stage, 2048, 'pkcs8')).record] },
    });
    const { out, status } = await check(signer.conf, ...by(other));
    expect(out).toContain('[key-mismatch]');
    expect(out).not.toContain('[changed-on-the-way]');
    expect(status).toBe(1);
  });

  proves('chain-followed', 'the file was changed and the signer not restarted', async () => {
    const text = pageSigner(port, keyFile).replaceAll(/^(selector\s+)\S+/gm, '$1newer');
    const { out, status } = await check(stage.write('newer.conf', text), ...by(dns));
    expect(out).toContain('d=example.net s=sel is not one that this file makes for the sender. [signed-elsewhere]');
    expect(out).toContain('d=example.net s=newer, but the mail has none. [signature-missing]');
    expect(status).toBe(1);
  });

  proves('chain-followed', 'Postfix leads the mail past two signers, which is told', async () => {
    const first = await startDaemon(
      stage,
      'dkimproxy-out',
      pageSigner({ signer: port.none, reinjection: port.twice }, keyFile),
    );
    const ports = { signer: port.second, reinjection: port.reinjection };
    const second = await startDaemon(stage, 'dkimproxy-out', pageSigner(ports, keyFile));
    const { out, status } = await check(first.conf, ...by(dns));
    expect(out).toContain('d=example.net s=sel stands there 2 times');
    expect(out).toContain('[signed-twice]');
    expect(status).toBe(0); // receivers take it
    await first.end();
    await second.end();
  });

  proves('chain-followed', 'the file comes by a pipe', async () => {
    const args = ['test', '/dev/stdin', '--back', `127.0.0.1:${port.back}`, ...by(dns)];
    const command = ['cat', signer.conf, '|', process.execPath, binOf('dkim-check'), ...args].join(' ');
    const { stdout, stderr, status } = await run('sh', ['-c', command]);
    expect(stdout.toString() + stderr).toContain('dkim: pass, d=example.net s=sel, made by dkimproxy-out');
    expect(status).toBe(0);
  });

  proves('chain-followed', 'told to end while it waits, it ends, and nobody listens any more', async () => {
    const args = [
      'test',
      signer.conf,
      '--back',
      `127.0.0.1:${port.back}`,
      '--to',
      'a@nowhere.example',
      '--timeout',
      '60',
    ];
    const waiting = start(stage, process.execPath, [binOf('dkim-check'), ...args, ...by(dns)]);
    await waitFor('the listener', () => isOpen(port.back));
    waiting.signal('SIGINT');
    await waiting.ended();
    expect(await isOpen(port.back)).toBe(false);
  });

  proves('chain-followed', 'the key record is missing', async () => {
    const { out, status } = await check(signer.conf, ...by(empty));
    expect(out).toContain('[key-not-found]');
    expect(status).toBe(1);
  });

  proves('chain-followed', 'Postfix changes the mail after it was signed', async () => {
    const conf = pageSigner({ signer: port.none, reinjection: port.altered }, keyFile);
    const altered = await startDaemon(stage, 'dkimproxy-out', conf);
    const { out, status } = await check(altered.conf, ...by(dns));
    expect(out).toContain('[signature-mismatch]');
    expect(out).toContain('changed on its way: Subject [changed-on-the-way]');
    expect(status).toBe(1);
    await altered.end();
  });

  proves('chain-followed', 'the signer is down, and the next hop is down', async () => {
    const down = stage.write('down.conf', pageSigner({ signer: port.none, reinjection: port.reinjection }, keyFile));
    expect((await check(down, ...by(dns))).out).toContain('[signer-down]');
    const nowhere = stage.write('nowhere.conf', pageSigner({ signer: port.signer, reinjection: port.none }, keyFile));
    expect((await check(nowhere, ...by(dns))).out).toContain('[next-hop-down]');
  });

  // Last: afterwards the signer's file holds another key than the signer.
  proves('chain-followed', 'the key was made anew and published, and the signer not told', async () => {
    const renewed = await rsaKey(stage, 2048);
    const published = await startNsd(stage, { 'example.net': { 'sel._domainkey': [renewed.record] } });
    const { out, status } = await check(signer.conf, ...by(published));
    expect(out).toContain('[signer-has-other-key]');
    expect(out).not.toContain('[key-mismatch]');
    expect(status).toBe(1);
    signer.signal('SIGHUP');
    await waitFor(
      'the signer to read its file again',
      async () => (await check(signer.conf, ...by(published))).status === 0,
    );
  });
});
