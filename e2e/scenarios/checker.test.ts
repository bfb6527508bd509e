/** dkim-check with a real DNS server and the peers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { binOf, runApp } from '../harness/daemon.js';
import { startNsd, type DnsServer } from '../harness/dns.js';
import { fieldValues, message } from '../harness/mails.js';
import { lacks } from '../harness/needs.js';
import { signWithDkimpy, verifyWithDkimpy, verifyWithMailDkim, verifyWithOpenDkim } from '../harness/peer.js';
import { run, runWell } from '../harness/program.js';
import { proves } from '../harness/proves.js';
import { openStage } from '../harness/stage.js';

describe.skipIf(lacks('nsd', 'libmail-dkim-perl', 'python3-dkim', 'opendkim', 'openssl'))('the checker', () => {
  const stage = openStage();
  const keys: { keyFile: string; name: string; value: string; zone: string }[] = [];
  let dns: DnsServer;

  beforeAll(async () => {
    for (const [selector, algorithm] of [
      ['r1', 'rsa'],
      ['e1', 'ed25519'],
    ] as const) {
      const args = ['keygen', '--domain', 'example.net', '--selector', selector, '--algorithm', algorithm];
      const stdout = await runWell(process.execPath, [binOf('dkim-check'), ...args, '--out', stage.folder, '--json']);
      keys.push(JSON.parse(stdout));
    }
    const zone = Object.fromEntries(keys.map(({ name, value }) => [name.replace('.example.net', ''), [value]]));
    dns = await startNsd(stage, { 'example.net': zone });
  });
  afterAll(() => stage.end());

  const signArgs = (index: number, selector: string): string[] => {
    const keyfile = keys[index]?.keyFile ?? '';
    return ['sign', '-', '--domain', 'example.net', '--selector', selector, '--keyfile', keyfile];
  };

  proves('check-agrees', 'what it signs passes in the peers, with the record that it made', async () => {
    const plain = message({});
    const signed = (await runApp('dkim-check', signArgs(0, 'r1'), { input: plain })).stdout;
    expect(signed.subarray(-plain.length).equals(plain)).toBe(true);
    expect(await verifyWithMailDkim(dns)(signed)).toMatchObject([{ result: 'pass' }]);
    expect(await verifyWithOpenDkim(stage, dns)(signed)).toMatchObject([{ result: 'pass' }]);
    const both = (await runApp('dkim-check', signArgs(1, 'e1'), { input: signed })).stdout;
    expect(await verifyWithDkimpy(dns)(both)).toMatchObject([{ result: 'pass' }, { result: 'pass' }]);
  });

  proves('check-agrees', 'it verifies what a peer signed, and says in JSON what failed', async () => {
    const key = { file: keys[0]?.keyFile ?? '', record: '' };
    const signed = await signWithDkimpy(message({}), { domain: 'example.net', selector: 'r1', key });
    const args = ['verify', '-', '--json', '--nameserver', `127.0.0.1:${dns.port}`];
    const pass = await runApp('dkim-check', args, { input: signed });
    expect([pass.status, JSON.parse(pass.stdout.toString())]).toMatchObject([0, { result: 'pass' }]);
    const changed = Buffer.from(signed.toString('latin1').replace('Hello.', 'Hullo.'), 'latin1');
    const fail = await runApp('dkim-check', args, { input: changed });
    expect([fail.status, JSON.parse(fail.stdout.toString())]).toMatchObject([
      1,
      { result: 'fail', signatures: [{ code: 'body-hash-mismatch' }] },
    ]);
  });

  proves('check-agrees', 'canon writes what the body hash of a peer is computed over', async () => {
    const key = { file: keys[0]?.keyFile ?? '', record: '' };
    const signed = await signWithDkimpy(message({ body: 'a  b \r\n\r\n\r\n' }), {
      domain: 'example.net',
      selector: 'r1',
      key,
    });
    const [, hash = ''] = /bh=([^;]+);/.exec(fieldValues(signed, 'DKIM-Signature')[0] ?? '') ?? [];
    const canonical = await runApp('dkim-check', ['canon', '--body', 'simple', '--part', 'body'], { input: signed });
    const digest = await run('openssl', ['dgst', '-sha256', '-binary'], { input: canonical.stdout });
    expect(digest.stdout.toString('base64')).toBe(hash.replaceAll(/\s/g, ''));
  });

  proves('check-agrees', 'the zone file of keygen is what the zone needs, in strings of 255 octets', () => {
    const zone = readFileSync(join(stage.folder, 'r1._domainkey.example.net.txt'), 'utf8');
    const strings = [...zone.matchAll(/"([^"]*)"/g)].map(([, text = '']) => text);
    expect(strings.join('')).toBe(keys[0]?.value);
    expect(Math.max(...strings.map(({ length }) => length))).toBeLessThanOrEqual(255);
    return Promise.resolve();
  });

  proves('check-record', 'from a real server: who answered, and until when, be it there or not', async () => {
    const record = async (selector: string) =>
      run(process.execPath, [
        binOf('dkim-check'),
        'record',
        '--domain',
        'example.net',
        '--selector',
        selector,
        '--nameserver',
        `127.0.0.1:${dns.port}`,
      ]);
    const found = await record('r1');
    expect(String(found.stdout)).toContain(`answer of 127.0.0.1:${dns.port}, which has the zone`);
    expect(String(found.stdout)).toContain('it may be remembered for 600 seconds');
    expect(String(found.stdout)).toMatch(/rsa key, 2048 bits/);
    expect(found.status).toBe(0);
    const absent = await record('none');
    expect(String(absent.stdout)).toContain('[key-not-found]');
    expect(String(absent.stdout)).toMatch(
      /may remember "no such name" until 20\d\d-.*\(SOA minimum 60 s\)\. \[negative-cache\]/,
    );
    expect(absent.status).toBe(1);
  });
});
